package atelier.evaluation;

import java.util.Arrays;

/**
 * Area under the ROC curve of scores: the chance that a positive scores above a negative, ties counting half; 0.5 is
 * chance, 1 is never wrong. The 95 % interval is that of DeLong, DeLong and Clarke-Pearson 1988 (doi 10.2307/2531595,
 * equation 5), which covers the choice of positives and negatives.
 *
 * @param value in [0,1]
 * @param low lower end, cut at 0
 * @param high upper end, cut at 1
 */
public record Auc(double value, double low, double high) {
    /** Of at least two scores on each side. */
    static Auc of(double[] positives, double[] negatives) {
        double[] above = sharesBelow(positives, negatives);
        double[] below = sharesBelow(negatives, positives);
        double value = Intervals.mean(above);
        double variance = Intervals.variance(above) / positives.length + Intervals.variance(below) / negatives.length;
        double half = Intervals.t95(Math.min(positives.length, negatives.length) - 1.0) * Math.sqrt(variance);
        return new Auc(value, Math.max(0, value - half), Math.min(1, value + half));
    }

    /** For every score the share of others below it, equal ones counting half. */
    private static double[] sharesBelow(double[] scores, double[] others) {
        double[] sorted = others.clone();
        Arrays.sort(sorted);
        return Arrays.stream(scores)
                .map(score -> (first(sorted, score, false) + first(sorted, score, true)) / (2.0 * sorted.length))
                .toArray();
    }

    /** The position of the first value that is not below {@code score}, or of the first above it. */
    private static int first(double[] sorted, double score, boolean above) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            boolean passed = above ? sorted[middle] > score : sorted[middle] >= score;
            if (passed) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }
}
