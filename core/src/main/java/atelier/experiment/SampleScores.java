package atelier.experiment;

import atelier.data.ImageSet;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Metric;
import atelier.evaluation.Metrics;
import atelier.evaluation.PictureSample;
import atelier.evaluation.SampleMetric;
import atelier.evaluation.Score;
import atelier.nn.features.ImageBatches;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
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

    /**
     * Takes real pictures.
     *
     * @param training of the same source as {@code heldOut}, or null
     */
    SampleScores(Evaluation.Options options, ImageSet heldOut, @Nullable ImageSet training) {
        this.options = options;
        this.heldOut = heldOut;
        this.training = training;
    }

    /** Whether one of them is asked for. */
    boolean wanted() {
        return options.wantsAny(Metrics.ofSamples().stream().map(Metric::name).toList());
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
            PictureSample real = sample(Samples.some(heldOut, MOST));
            ImageSet known = training;
            PictureSample trained = known == null ? null : sample(Samples.some(known, MOST));
            List<SampleMetric> metrics = Metrics.ofSamples().stream()
                    .filter(metric -> options.wantsAny(List.of(metric.name())))
                    .toList();
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

    private static PictureSample sample(ImageSet set) {
        return sample(Samples.of(set), set::label);
    }

    private static PictureSample sample(ImageBatches images, IntUnaryOperator labels) {
        int count = Math.min(MOST, images.count());
        List<Tensor> parts = new ArrayList<>();
        int[] classes = new int[count];
        for (int from = 0; from < count; from += BATCH) {
            parts.add(images.batch(from, Math.min(count, from + BATCH)));
        }
        for (int i = 0; i < count; i++) {
            classes[i] = labels.applyAsInt(i);
        }
        return new PictureSample(torch.cat(Torch.list(parts), 0), classes);
    }
}
