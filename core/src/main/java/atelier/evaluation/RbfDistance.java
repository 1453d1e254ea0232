package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import org.bytedeco.pytorch.Scalar;

/**
 * Maximum mean discrepancy with a Gaussian kernel, in the convention of CMMD (Jayasumana et al. 2024, arXiv
 * 2401.09603): sigma 10, all pairs with those of a row with itself, times 1000. Biased: the value of two sets of one
 * distribution is above zero and shrinks with N. The paper takes CLIP rows of length one; here rows are used as given.
 */
public final class RbfDistance implements FeatureMetric {
    private static final double SIGMA = 10;
    private static final double SCALE = 1000;

    @Override
    public String name() {
        return "cmmd";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String range() {
        return "[0, 2000]";
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public String convention() {
        return "MMD^2 (V-statistic: all pairs, diagonals included) with exp(-|x-y|^2/(2*10^2)), times 1000, rows as"
                + " given, float64";
    }

    @Override
    public String paper() {
        return "Jayasumana et al. 2024, arXiv 2401.09603";
    }

    @Override
    public int minimumCount() {
        return 1;
    }

    @Override
    public int advisedCount() {
        return 500;
    }

    @Override
    public double value(SetPair pair) {
        return SCALE
                * (mean(pair.real(), pair.real())
                        + mean(pair.generated(), pair.generated())
                        - 2 * mean(pair.real(), pair.generated()));
    }

    private static double mean(FeatureSet first, FeatureSet second) {
        double[] sum = {0};
        Scalar exponent = new Scalar(-1 / (2 * SIGMA * SIGMA));
        PairwiseDistances.forEachBlock(
                first,
                second,
                (from, squared) -> sum[0] += squared.mul_(exponent).exp_().sum().item_double());
        return sum[0] / ((double) first.count() * second.count());
    }
}
