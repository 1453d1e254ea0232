package atelier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How far a mean over runs, or a difference of two such means, would move: with other samples, and with other seeds.
 * Runs share the real pictures and not the generated ones, so what half-samples of single runs do alone is in the
 * spread between runs already and is counted there; with one run each, all of it is counted under samples.
 *
 * @param samples variance from samples, NaN where nothing is known of it
 * @param sampleDegrees how many degrees of freedom it is known with
 * @param runs one per model; none where a model has a single run
 */
record Spread(double samples, double sampleDegrees, List<Runs> runs) {
    /** So well is the spread known that a score's own interval stands for. */
    private static final double OF_SCORES = 100;

    /**
     * The runs of one model.
     *
     * @param variance between them, divisor one less than their count
     * @param count at least two
     */
    record Runs(double variance, int count) {}

    Spread {
        runs = List.copyOf(runs);
    }

    /** Of the mean over a model's runs; {@code worst} stands for failed ones. */
    static Spread of(ModelScores model, String metric, double worst) {
        return of(List.of(model), metric, worst);
    }

    /**
     * Of the difference of two means; half-samples share the real pictures drawn, so they are subtracted one by one.
     */
    static Spread of(ModelScores first, ModelScores second, String metric, double worst) {
        return of(List.of(first, second), metric, worst);
    }

    private static Spread of(List<ModelScores> models, String metric, double worst) {
        List<Runs> runs = new ArrayList<>();
        if (models.stream().allMatch(model -> model.runs().size() > 1)) {
            for (ModelScores model : models) {
                double[] values = values(model, metric, worst);
                runs.add(new Runs(Intervals.variance(values), values.length));
            }
        }
        double[] deviations = new double[0];
        double ofSingleRuns = 0;
        int sign = 1;
        for (ModelScores model : models) {
            List<double[]> each = deviations(model, metric);
            if (each == null || (deviations.length > 0 && each.get(0).length != deviations.length)) {
                return new Spread(ofScores(models, metric), OF_SCORES, runs);
            }
            deviations = deviations.length == 0 ? new double[each.get(0).length] : deviations;
            for (double[] run : each) {
                for (int i = 0; i < run.length; i++) {
                    deviations[i] += sign * run[i] / model.runs().size();
                }
            }
            ofSingleRuns += runs.isEmpty() ? 0 : ofSingleRuns(each, model.runs().size());
            sign = -sign;
        }
        double samples = Math.max(0, Intervals.variance(deviations) - ofSingleRuns);
        return new Spread(samples, deviations.length - 1.0, runs);
    }

    /** A run's values; {@code worst} stands for failed ones. */
    static double[] values(ModelScores model, String metric, double worst) {
        return model.runs().stream()
                .map(run -> run.value(metric))
                .mapToDouble(value -> value == null ? worst : value)
                .toArray();
    }

    /** Deviations by half-sample of each run that has a value; null where one has none, or other ones. */
    private static @Nullable List<double[]> deviations(ModelScores model, String metric) {
        List<double[]> each = new ArrayList<>();
        for (ModelScores.Run run : model.runs()) {
            SetScores scores = run.scores();
            if (scores == null || run.value(metric) == null) {
                continue;
            }
            double[] deviations = scores.deviations().get(metric);
            if (deviations == null || (!each.isEmpty() && each.get(0).length != deviations.length)) {
                return null;
            }
            each.add(deviations);
        }
        return each.isEmpty() ? null : each;
    }

    /** The part of the mean's variance that runs do not share: their deviations differ in the same half-sample. */
    private static double ofSingleRuns(List<double[]> each, int count) {
        int halves = each.get(0).length;
        double sum = 0;
        for (int i = 0; i < halves; i++) {
            int half = i;
            sum += Intervals.variance(
                    each.stream().mapToDouble(run -> run[half]).toArray());
        }
        return sum / (halves - 1) * each.size() / ((double) count * count);
    }

    /**
     * From the scores' own intervals, where there are no half-samples; NaN where there are none either. What they were
     * counted on is the same for every run, so it does not average out.
     */
    private static double ofScores(List<ModelScores> models, String metric) {
        double sum = 0;
        for (ModelScores model : models) {
            double[] variances = model.finished().stream()
                    .map(scores -> scores.scores().get(metric))
                    .filter(Objects::nonNull)
                    .filter(score -> score.value() != null)
                    .mapToDouble(Spread::variance)
                    .toArray();
            double share = variances.length / (double) model.runs().size();
            sum += variances.length == 0 ? Double.NaN : Intervals.mean(variances) * share * share;
        }
        return sum;
    }

    private static double variance(Score score) {
        Double value = score.value();
        Double low = score.low();
        Double high = score.high();
        if (value == null || low == null || high == null) {
            return Double.NaN;
        }
        // An end that was cut at the end of the scale lies nearer than the spread.
        double deviation = Math.max(high - value, value - low) / Intervals.t95(OF_SCORES);
        return deviation * deviation;
    }

    boolean knowsSamples() {
        return !Double.isNaN(samples);
    }

    boolean knowsSeeds() {
        return !runs.isEmpty();
    }

    /** What an interval of it covers: {@code samples}, {@code seeds}, both, or null: nothing is known. */
    @Nullable
    String covers() {
        if (!knowsSeeds()) {
            return knowsSamples() ? "samples" : null;
        }
        return knowsSamples() ? "samples and seeds" : "seeds";
    }

    /** The variance of the mean, or of the difference. */
    double variance() {
        return Arrays.stream(parts()).sum();
    }

    private double[] parts() {
        return DoubleStream.concat(
                        DoubleStream.of(knowsSamples() ? samples : 0),
                        runs.stream().mapToDouble(each -> each.variance() / each.count()))
                .toArray();
    }

    /**
     * Of a sum of variances that are known so well each, by Welch and Satterthwaite; those that are zero have no part.
     */
    double degrees() {
        double[] parts = parts();
        double doubt = 0;
        for (int i = 0; i < parts.length; i++) {
            double known = i == 0 ? sampleDegrees : runs.get(i - 1).count() - 1.0;
            doubt += parts[i] == 0 ? 0 : parts[i] * parts[i] / known;
        }
        double total = variance();
        return doubt == 0 ? sampleDegrees : total * total / doubt;
    }

    /** Half the width of the 95 % interval. */
    double half() {
        return Intervals.t95(degrees()) * Math.sqrt(variance());
    }

    /** How probable a value at least so far from zero is where the truth is zero. */
    double p(double value) {
        double variance = variance();
        if (variance == 0) {
            return value == 0 ? 1 : 0;
        }
        return StudentT.twoSided(value / Math.sqrt(variance), degrees());
    }

    /** The same with so many runs of each model that differ as those that were seen. */
    Spread withSeeds(int count) {
        return new Spread(
                samples,
                sampleDegrees,
                runs.stream().map(each -> new Runs(each.variance(), count)).toList());
    }

    /** The same with so many times as many pictures of each kind; the spread between runs stays as it is. */
    Spread withPictures(double times) {
        return new Spread(samples / times, sampleDegrees, runs);
    }
}
