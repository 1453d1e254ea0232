package atelier.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far two models are apart in one metric: mean over runs of the first minus that of the second, with a 95 %
 * interval. Two levels of uncertainty add up: other samples (from half-samples that both models share) and, with two
 * or more seeds, other runs. A failed run counts as the worst value seen.
 *
 * @param value first minus second
 * @param low lower end, null where nothing is known of the spread
 * @param high upper end
 * @param p how probable a difference at least as large is where there is none, null where nothing is known of the spread
 * @param seeds the smaller number of runs
 */
public record Difference(double value, @Nullable Double low, @Nullable Double high, @Nullable Double p, int seeds) {

    /** Compares two models that have the metric; {@code worst} stands for failed runs. */
    static Difference of(ModelScores first, ModelScores second, String metric, double worst) {
        double[] a = values(first, metric, worst);
        double[] b = values(second, metric, worst);
        double value = Intervals.mean(a) - Intervals.mean(b);
        int seeds = Math.min(a.length, b.length);
        double[] deviations = deviations(first, second, metric);
        double samples = deviations == null ? scoreVariance(first, second, metric) : Intervals.variance(deviations);
        double runsA = seeds < 2 ? 0 : Intervals.variance(a) / a.length;
        double runsB = seeds < 2 ? 0 : Intervals.variance(b) / b.length;
        if (Double.isNaN(samples) && seeds < 2) {
            return new Difference(value, null, null, null, seeds);
        }
        double known = Double.isNaN(samples) ? 0 : samples;
        double variance = known + runsA + runsB;
        double degrees = degrees(
                new double[] {known, runsA, runsB},
                new double[] {deviations == null ? 100 : deviations.length - 1.0, a.length - 1.0, b.length - 1.0});
        double half = Intervals.t95(degrees) * Math.sqrt(variance);
        double p = variance == 0 ? value == 0 ? 1 : 0 : StudentT.twoSided(value / Math.sqrt(variance), degrees);
        return new Difference(value, value - half, value + half, p, seeds);
    }

    /** Of a sum of variances that are known so well each, by Welch and Satterthwaite; those that are zero have no part. */
    private static double degrees(double[] variances, double[] degrees) {
        double total = 0;
        double doubt = 0;
        for (int i = 0; i < variances.length; i++) {
            total += variances[i];
            doubt += variances[i] == 0 ? 0 : variances[i] * variances[i] / degrees[i];
        }
        return doubt == 0 ? degrees[0] : total * total / doubt;
    }

    private static double[] values(ModelScores model, String metric, double worst) {
        return model.runs().stream()
                .map(run -> run.value(metric))
                .mapToDouble(value -> value == null ? worst : value)
                .toArray();
    }

    /** Deviations of the difference of means over runs, half-sample by half-sample; null where a run has none. */
    private static double @Nullable [] deviations(ModelScores first, ModelScores second, String metric) {
        double[] a = meanDeviations(first, metric);
        double[] b = meanDeviations(second, metric);
        if (a == null || b == null || a.length != b.length) {
            return null;
        }
        double[] difference = new double[a.length];
        Arrays.setAll(difference, i -> a[i] - b[i]);
        return difference;
    }

    private static double @Nullable [] meanDeviations(ModelScores model, String metric) {
        List<SetScores> finished = model.finished();
        double[] mean = null;
        for (SetScores scores : finished) {
            double[] deviations = scores.deviations().get(metric);
            if (deviations == null || (mean != null && mean.length != deviations.length)) {
                return null;
            }
            double[] sum = mean == null ? new double[deviations.length] : mean;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += deviations[i] / finished.size();
            }
            mean = sum;
        }
        return mean;
    }

    /** Variance from the scores' own intervals, where there are no half-samples; NaN where there are none either. */
    private static double scoreVariance(ModelScores first, ModelScores second, String metric) {
        double a = scoreVariance(first, metric);
        double b = scoreVariance(second, metric);
        return a + b;
    }

    private static double scoreVariance(ModelScores model, String metric) {
        double[] variances = model.finished().stream()
                .map(scores -> scores.scores().get(metric))
                .filter(Objects::nonNull)
                .filter(score -> score.value() != null)
                .mapToDouble(Difference::variance)
                .toArray();
        return variances.length == 0 ? Double.NaN : Intervals.mean(variances) / variances.length;
    }

    private static double variance(Score score) {
        Double value = score.value();
        Double low = score.low();
        Double high = score.high();
        if (value == null || low == null || high == null) {
            return Double.NaN;
        }
        // An end that was cut at the end of the scale lies nearer than the spread.
        double deviation = Math.max(high - value, value - low) / Intervals.t95(100);
        return deviation * deviation;
    }

    /** Whether the interval leaves out zero. */
    boolean excludesZero() {
        return low != null && high != null && (low > 0 || high < 0);
    }
}
