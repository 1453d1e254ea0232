package atelier.evaluation;

import java.util.Arrays;

/**
 * Which combinations of known factors a generator makes, as Zhao et al. 2018 (arXiv 1811.03259) ask of synthetic sets:
 * for the built-in {@code shapes}, of all styles, shapes and colours. The factors of a generated picture are read by
 * classifiers that learned from pictures whose factors are exact; what they take for what, measured on others of these,
 * is taken out of the counts, and a combination counts only if it is not rare, so that mistakes find nothing.
 */
public final class FactorCoverage implements UnitInterval {
    /** Parts of the frequency that a combination would have if all were equally frequent. */
    static final double RARE = 0.25;

    @Override
    public String name() {
        return "factor-coverage";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "share of the " + ShapeFactors.COMBINATIONS + " combinations of 5 styles, 8 shapes and "
                + ShapeFactors.COLOURS + " colours (hue of the figure in equal parts) that are at least " + RARE
                + " times as frequent among the generated pictures as if all were equally frequent; each factor named"
                + " by a classifier as of cas, but of " + ShapeFactors.STEPS + " steps, trained on "
                + ShapeFactors.TAUGHT
                + " fresh pictures of exact factors; counts corrected for confusions on " + ShapeFactors.TESTED
                + " others (shape with style, and colour) by " + ShapeFactors.ROUNDS
                + " rounds of Richardson and Lucy; the floor, here a ceiling, is that of as many fresh exact pictures";
    }

    @Override
    public String paper() {
        return "after Zhao et al. 2018, arXiv 1811.03259";
    }

    @Override
    public int minimumCount() {
        return 2 * ShapeFactors.COMBINATIONS;
    }

    @Override
    public int advisedCount() {
        return 1_000;
    }

    /**
     * The share of combinations that are found.
     *
     * @param counts how many pictures show each combination
     */
    static double share(double[] counts) {
        double least = RARE * Arrays.stream(counts).sum() / counts.length;
        return Arrays.stream(counts).filter(count -> count >= least).count() / (double) counts.length;
    }
}
