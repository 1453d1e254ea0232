package atelier.evaluation;

import java.util.Arrays;

/**
 * Nearest-neighbour ratio (the distance ratio of Lowe 2004, doi 10.1023/B:VISI.0000029664.99615.94, between generated
 * and training pictures): how much nearer the usual generated picture lies to one training picture than to any other.
 * Near 0 means copies; a sound generator has about the floor, that of held-out pictures. Looks at the middle of the
 * pictures: {@link Copied} counts how many are copies.
 */
public final class NearestRatio implements CopyRatioMetric {
    @Override
    public String name() {
        return "nearest-ratio";
    }

    @Override
    public Direction direction() {
        return Direction.NEITHER;
    }

    @Override
    public String convention() {
        return "median over generated rows of the distance to the nearest training row over that to the second nearest,"
                + " among training rows of which no two are equal, Euclidean; interval from the ranks of the median";
    }

    @Override
    public String paper() {
        return "ratio of Lowe 2004, doi 10.1023/B:VISI.0000029664.99615.94";
    }

    @Override
    public int minimumCount() {
        return 10;
    }

    @Override
    public int advisedCount() {
        return 200;
    }

    @Override
    public double value(SetPair pair) {
        double[] sorted = sorted(pair);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Between the ranks that hold the median 95 times in 100, whatever the distribution. */
    @Override
    public double[] interval(SetPair pair, double value) {
        double[] sorted = sorted(pair);
        int reach = (int) Math.ceil(Intervals.Z95 * Math.sqrt(sorted.length) / 2);
        int middle = sorted.length / 2;
        return new double[] {sorted[Math.max(0, middle - reach)], sorted[Math.min(sorted.length - 1, middle + reach)]};
    }

    private static double[] sorted(SetPair pair) {
        double[] sorted = pair.copyRatios(pair.generated()).clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
