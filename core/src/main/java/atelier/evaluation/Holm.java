package atelier.evaluation;

import java.util.Arrays;

/**
 * Several tests at once (Holm 1979, A simple sequentially rejective multiple test procedure): what is below 0.05 after
 * it holds together with all others that are, in 95 of 100 cases, however the tests depend on each other.
 */
final class Holm {
    private Holm() {}

    /** Adjusted values in the order of the given ones; none is smaller than before. */
    static double[] adjusted(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
        double[] adjusted = new double[values.length];
        double largest = 0;
        for (int rank = 0; rank < order.length; rank++) {
            largest = Math.max(largest, Math.min(1, (order.length - rank) * values[order[rank]]));
            adjusted[order[rank]] = largest;
        }
        return adjusted;
    }
}
