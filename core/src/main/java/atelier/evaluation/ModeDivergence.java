package atelier.evaluation;

import atelier.data.StackedGreys;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How far the frequencies of the modes of {@code stacked-greys} among the generated pictures are from those of the real
 * ones (Metz et al. 2016, arXiv 1611.02163, section 3.3.1; Lin et al. 2017, arXiv 1712.04086): the Kullback-Leibler
 * divergence from the uniform distribution, with which the real ones are stacked. Biased: N pictures that are drawn
 * uniformly have about (K - 1) / (2 N) for K modes, which the floor shows.
 */
public final class ModeDivergence implements ModeMetric {
    private static final double LARGEST = Math.log(StackedGreys.MODES);
    private static final int HALVES = 32;
    private static final long SEED = 1;

    @Override
    public String name() {
        return "modes-kl";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String range() {
        return String.format(Locale.ROOT, "[0, %.3f] nats", LARGEST);
    }

    @Override
    public double highest() {
        return LARGEST;
    }

    @Override
    public String convention() {
        return "sum of q ln(q/p) in nats, q the frequency of each of the " + StackedGreys.MODES + " modes of "
                + StackedGreys.NAME + " among the generated pictures, p = 1/" + StackedGreys.MODES + "; "
                + StackedModes.RULE + "; interval from " + HALVES + " random halves of the generated pictures";
    }

    @Override
    public String paper() {
        return "Metz et al. 2016, arXiv 1611.02163";
    }

    @Override
    public double value(int[] counts) {
        double all = Arrays.stream(counts).sum();
        double sum = 0;
        for (int count : counts) {
            sum += count == 0 ? 0 : count / all * Math.log(count / all * counts.length);
        }
        return Math.max(0, sum);
    }

    /** The spread over halves drawn without replacement, as of metrics of features. */
    @Override
    public double halfWidth(int[] modes) {
        double[] values = new double[HALVES];
        Arrays.setAll(values, i -> {
            int[] half = Subsets.draw(modes.length, modes.length / 2, new SplittableRandom(SEED + i));
            return value(StackedModes.histogram(
                    Arrays.stream(half).map(row -> modes[row]).toArray()));
        });
        return Intervals.t95(HALVES - 1.0) * Math.sqrt(Intervals.variance(values));
    }
}
