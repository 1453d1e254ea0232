package atelier.evaluation;

import java.util.Arrays;

/**
 * The share of generated pictures that stand out as near to one training picture as only one in a hundred held-out
 * pictures does, or five of fewer than 500, by the ratio of {@link NearestRatio}. A generator that copies nothing has
 * about the floor; one that copies a share s of its pictures about s. Copies that lie apart from their original in
 * feature space, such as mirrored ones, are not seen, nor are copies of training pictures that were not looked at.
 *
 * <p>Atelier's own rule. The threshold is an order statistic of held-out pictures, the fifth or a higher one, so chance
 * hardly moves it by a factor of three.
 */
public final class Copied implements CopyRatioMetric {
    private static final int FEWEST_BELOW = 5;
    private static final int ONE_IN = 100;

    @Override
    public String name() {
        return "copied";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String convention() {
        return "share of generated rows whose nearest-neighbour ratio (nearest over second nearest training row, no two"
                + " of them equal, Euclidean) is no larger than the k-th smallest of held-out rows, k the larger of 5"
                + " and N/100, so the floor is k/N; interval: Wilson's, of the generated rows";
    }

    @Override
    public String paper() {
        return "Atelier; ratio of Lowe 2004, doi 10.1023/B:VISI.0000029664.99615.94";
    }

    @Override
    public int minimumCount() {
        return 50;
    }

    @Override
    public int advisedCount() {
        return 500;
    }

    @Override
    public double value(SetPair pair) {
        double[] heldOut = pair.copyRatios(pair.real()).clone();
        Arrays.sort(heldOut);
        double threshold = heldOut[Math.max(FEWEST_BELOW, (heldOut.length + ONE_IN - 1) / ONE_IN) - 1];
        double[] generated = pair.copyRatios(pair.generated());
        return Double.isNaN(threshold)
                ? Double.NaN
                : Arrays.stream(generated).filter(ratio -> ratio <= threshold).count() / (double) generated.length;
    }

    @Override
    public double[] interval(SetPair pair, double value) {
        int count = pair.generated().count();
        return Intervals.wilson((int) Math.round(value * count), count);
    }
}
