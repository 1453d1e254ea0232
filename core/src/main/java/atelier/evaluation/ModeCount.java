package atelier.evaluation;

import atelier.data.StackedGreys;
import java.util.Arrays;

/**
 * How many of the known modes of {@code stacked-greys} occur among the generated pictures (Metz et al. 2016, arXiv
 * 1611.02163, section 3.3.1; Lin et al. 2017, arXiv 1712.04086): a generator that collapses makes few of them. As
 * there, a mode occurs if one picture shows it. So what the classifier mistakes finds modes that are not there, and of
 * a collapsed generator too many are counted; {@link ModeDivergence} is not fooled by single pictures. {@link
 * FactorCoverage} asks the same of {@code shapes}, with corrected counts and a share that a combination must reach.
 */
public final class ModeCount implements ModeMetric {
    @Override
    public String name() {
        return "modes";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String range() {
        return "[0, " + StackedGreys.MODES + "]";
    }

    @Override
    public double highest() {
        return StackedGreys.MODES;
    }

    @Override
    public String convention() {
        return "number of the " + StackedGreys.MODES + " modes of " + StackedGreys.NAME
                + " (the classes of the three planes in order) that at least one generated picture shows; "
                + StackedModes.RULE
                + "; the interval reaches 1.96 times the root of the number of modes seen exactly once to both sides,"
                + " whose expectation is no smaller than the variance";
    }

    @Override
    public String paper() {
        return "Metz et al. 2016, arXiv 1611.02163; interval: Ben-Hamou et al. 2017, arXiv 1412.8652";
    }

    @Override
    public double value(int[] counts) {
        return Arrays.stream(counts).filter(count -> count > 0).count();
    }

    /**
     * Not from half-samples, in which rare modes are missing: their spread would mostly be that of the halves. Leaving
     * out one picture changes the number only where it alone shows its mode, so by Efron and Stein the variance is at
     * most the expected number of such pictures.
     */
    @Override
    public double halfWidth(int[] modes) {
        return Intervals.Z95
                * Math.sqrt(Arrays.stream(StackedModes.histogram(modes))
                        .filter(count -> count == 1)
                        .count());
    }
}
