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
 * @param seeds the smaller number of runs
 */
public record Difference(double value, @Nullable Double low, @Nullable Double high, int seeds) {

    /** Compares two models that have the metric; {@code worst} stands for failed runs. */
    static Difference of(ModelScores first, ModelScores second, String metric, double worst) {
        double[] a = values(first, metric, worst);
        double[] b = values(second, metric, worst);
        double value = Intervals.mean(a) - Intervals.mean(b);
        int seeds = Math.min(a.length, b.length);
        double[] deviations = deviations(first, second, metric);
        double samples = deviations == null ? scoreVariance(first, second, metric) : Intervals.variance(deviations);
        double runs = seeds < 2 ? 0 : Intervals.variance(a) / a.length + Intervals.variance(b) / b.length;
        if (Double.isNaN(samples) && seeds < 2) {
            return new Difference(value, null, null, seeds);
        }
        double variance = (Double.isNaN(samples) ? 0 : samples) + runs;
        double degrees = degrees(samples, runs, deviations, a.length + b.length - 2);
        double half = Intervals.t95(degrees) * Math.sqrt(variance);
        return new Difference(value, value - half, value + half, seeds);
    }

    private static double degrees(double samples, double runs, double @Nullable [] deviations, int runDegrees) {
        double sampleDegrees = deviations == null ? 100 : deviations.length - 1.0;
        if (runs == 0 || Double.isNaN(samples)) {
            return runs == 0 ? sampleDegrees : runDegrees;
        }
        // Welch and Satterthwaite.
        double total = samples + runs;
        return total * total / (samples * samples / sampleDegrees + runs * runs / runDegrees);
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
