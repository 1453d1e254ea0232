package atelier.experiment;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Metrics;
import atelier.evaluation.PictureSample;
import atelier.evaluation.SampleMetric;
import atelier.evaluation.Score;
import atelier.nn.features.ImageBatches;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Metrics of the generated pictures themselves: their variety pair by pair, and their patches. */
public final class SampleScores {
    /** Pictures of each kind that are looked at, at most. */
    private static final int MOST = 1_000;

    private static final int BATCH = 50;

    private final Evaluation.Options options;
    private final ImageSet heldOut;
    private final @Nullable ImageSet training;
    /** What is the same for every run. */
    private final Map<String, Double> known = new ConcurrentHashMap<>();

    /**
     * Takes real pictures.
     *
     * @param training of the same source as {@code heldOut}, or null
     */
    SampleScores(Evaluation.Options options, ImageSet heldOut, @Nullable ImageSet training) {
        this.options = options;
        this.heldOut = Samples.some(heldOut, MOST);
        boolean looked = wantedMetrics().stream().anyMatch(SampleMetric::looksAtTraining);
        this.training = training == null || !looked ? null : Samples.some(training, MOST);
    }

    /** Whether one of them is asked for. */
    boolean wanted() {
        return !wantedMetrics().isEmpty();
    }

    private List<SampleMetric> wantedMetrics() {
        return Metrics.ofSamples().stream()
                .filter(metric -> options.wantsAny(List.of(metric.name())))
                .toList();
    }

    /** How many generated pictures are wanted for it, at most; 0 where nothing is measured. */
    int most() {
        return wanted() ? MOST : 0;
    }

    /** Why there are no such numbers. */
    public static Map<String, Score> notApplicable(String reason) {
        Map<String, Score> scores = new LinkedHashMap<>();
        Metrics.ofSamples().forEach(metric -> scores.put(metric.name(), Score.notApplicable(metric, 0, reason)));
        return scores;
    }

    /** Of pictures from anywhere. */
    Map<String, Score> of(ImageSet generated) {
        ImageSet some = Samples.some(generated, MOST);
        return of(Samples.of(some), some::label);
    }

    /**
     * Of the first pictures.
     *
     * @param labels class of each; -1 where there are none
     */
    Map<String, Score> of(ImageBatches generated, IntUnaryOperator labels) {
        Map<String, Score> scores = new LinkedHashMap<>();
        if (!wanted()) {
            return scores;
        }
        options.progress().progress("comparing pictures with each other", 0, -1);
        try (Scope scope = Scope.withoutGradient()) {
            PictureSample sample = sample(generated, labels);
            PictureSample real = sample(heldOut, known);
            ImageSet others = training;
            PictureSample trained = others == null ? null : sample(others, new ConcurrentHashMap<>());
            List<SampleMetric> metrics = wantedMetrics();
            Score[] found = new Score[metrics.size()];
            Parallel.run(options.threads(), found.length, i -> {
                try (Scope inner = Scope.withoutGradient()) {
                    found[i] = score(metrics.get(i), sample, real, trained);
                }
            });
            for (Score score : found) {
                scores.put(score.metric(), score);
            }
        }
        return scores;
    }

    private Score score(
            SampleMetric metric, PictureSample generated, PictureSample real, @Nullable PictureSample trained) {
        int least = Math.min(generated.count(), real.count());
        long side = Math.min(generated.pictures().size(2), generated.pictures().size(3));
        if (least < metric.minimumCount()) {
            return Score.notApplicable(
                    metric,
                    generated.count(),
                    "needs at least " + metric.minimumCount() + " pictures of each kind, got " + least);
        }
        if (side < metric.minimumSide()) {
            return Score.notApplicable(
                    metric, generated.count(), "needs pictures of at least " + metric.minimumSide() + " pixels");
        }
        return metric.score(generated, real, trained, options.perceptual());
    }

    private static PictureSample sample(ImageSet set, Map<String, Double> known) {
        int[] all = IntStream.range(0, set.count()).toArray();
        return new PictureSample(
                Pixels.toFloat(set, all), Arrays.stream(all).map(set::label).toArray(), known);
    }

    private static PictureSample sample(ImageBatches images, IntUnaryOperator labels) {
        int count = Math.min(MOST, images.count());
        Tensor pictures;
        try (Scope parts = Scope.withoutGradient()) {
            List<Tensor> batches = new ArrayList<>();
            for (int from = 0; from < count; from += BATCH) {
                batches.add(images.batch(from, Math.min(count, from + BATCH)));
            }
            pictures = Scope.keep(torch.cat(Torch.list(batches), 0));
        }
        int[] classes = IntStream.range(0, count).map(labels).toArray();
        return new PictureSample(Scope.adopt(pictures), classes);
    }
}
