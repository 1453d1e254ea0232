package atelier.evaluation;

import atelier.data.ProgressListener;
import atelier.nn.features.FeatureSet;
import atelier.torch.Parallel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How much a metric moves when other pictures are drawn: it is computed again on random halves of both sets, drawn
 * without replacement (the delete-half jackknife; Politis, Romano and Wolf 1999, Subsampling). Not by the bootstrap:
 * duplicates shrink neighbour distances and covariances, which biases every metric here.
 *
 * <p>A half-sample's deviation has variance s^2 (1/m - 1/n), which for m = n/2 is that of the full sample, so the
 * spread needs no rescaling; where sets are large, a smaller fraction f is drawn and the spread multiplied by
 * sqrt(f/(1-f)). Only the spread is used: the values themselves are biased by the smaller count, so the interval is
 * centred on the full-sample value. Deviations of a metric that grows with N are taken relative to the value.
 */
final class Resampling {
    /** Rows per set beyond which a smaller fraction than half is drawn. */
    private static final int LARGEST_SUBSET = 2500;
    /** Dimensions from which the decompositions dominate and fewer repeats must do. */
    private static final int MANY_DIMENSIONS = 512;

    private final int repeats;
    private final long seed;
    private final int threads;
    private final ProgressListener progress;

    Resampling(int repeats, long seed, int threads, ProgressListener progress) {
        this.repeats = repeats;
        this.seed = seed;
        this.threads = threads;
        this.progress = progress;
    }

    /** Per metric the scaled deviations of its resampled values from their mean; empty when there are too few rows. */
    Map<String, double[]> deviations(List<FeatureMetric> metrics, SetPair pair) {
        int largest = Math.max(pair.real().count(), pair.generated().count());
        double fraction = Math.min(0.5, LARGEST_SUBSET / (double) largest);
        List<FeatureMetric> applicable = metrics.stream()
                .filter(metric -> metric.resampled() && fraction * pair.count() >= metric.minimumCount())
                .toList();
        Map<String, double[]> deviations = new LinkedHashMap<>();
        int count = pair.real().dimensions() >= MANY_DIMENSIONS ? Math.min(repeats, 12) : repeats;
        if (applicable.isEmpty() || count < 2) {
            return deviations;
        }
        double[][] values = new double[count][];
        Parallel.run(
                threads,
                count,
                i -> values[i] = resampled(applicable, pair, fraction, i),
                done -> progress.progress("resampling", done, count));
        double scale = Math.sqrt(fraction / (1 - fraction));
        for (int m = 0; m < applicable.size(); m++) {
            double[] column = new double[count];
            for (int i = 0; i < count; i++) {
                column[i] = values[i][m];
            }
            double mean = Intervals.mean(column);
            FeatureMetric metric = applicable.get(m);
            double growth = metric.growing() ? metric.value(pair) / mean : 1;
            for (int i = 0; i < count; i++) {
                column[i] = (column[i] - mean) * scale * growth;
            }
            deviations.put(metric.name(), column);
        }
        return deviations;
    }

    private double[] resampled(List<FeatureMetric> metrics, SetPair pair, double fraction, int repeat) {
        // The draw of real rows depends on seed and repeat alone, so models compared share it.
        SetPair part = pair.of(
                part(pair.real(), fraction, new SplittableRandom(seed + 2L * repeat)),
                part(pair.generated(), fraction, new SplittableRandom(seed + 2L * repeat + 1)));
        return metrics.stream().mapToDouble(metric -> metric.value(part)).toArray();
    }

    private static FeatureSet part(FeatureSet set, double fraction, SplittableRandom random) {
        return set.rows(Subsets.draw(set.count(), Math.max(1, (int) (fraction * set.count())), random));
    }
}
