package atelier.experiment;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Score;
import atelier.model.GenerativeModel.Posterior;
import atelier.model.ImageGenerator;
import atelier.model.ImageShape;
import atelier.nn.features.PerceptualDistance;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** What a model with an encoder makes of given pictures: decoded from the mean of their posteriors. */
final class Reconstructions {
    private static final int MOST = 500;
    private static final int BATCH = 100;
    /** Pictures where each has to be looked for. */
    private static final int MOST_INVERTED = 16;

    private Reconstructions() {}

    /** Picture-by-picture metrics over some pictures of a set, of all its classes, or why there are none. */
    static Map<String, Score> score(TrainedModel model, ImageSet set, @Nullable PerceptualDistance perceptual) {
        ImageGenerator generator = model.generator();
        if (!generator.network().model().hasEncoder()) {
            return Evaluation.noReconstructions("no-encoder");
        }
        String obstacle = obstacle(model, set);
        if (obstacle != null) {
            return Evaluation.noReconstructions(obstacle);
        }
        try (Scope scope = Scope.withoutGradient()) {
            ImageSet some = Samples.some(set, MOST);
            List<Tensor> targets = new ArrayList<>();
            List<Tensor> outputs = new ArrayList<>();
            for (int from = 0; from < some.count(); from += BATCH) {
                int[] which = IntStream.range(from, Math.min(some.count(), from + BATCH))
                        .toArray();
                targets.add(Pixels.toFloat(some, which));
                outputs.add(of(generator, some, which));
            }
            return Evaluation.reconstructions(
                    torch.cat(Torch.list(targets), 0), torch.cat(Torch.list(outputs), 0), perceptual);
        }
    }

    /**
     * The same of a model without an encoder: of the pictures that are found to be nearest. Said to be so in every
     * convention, since a search is given the answer to look at and an encoder is not.
     */
    static Map<String, Score> inverted(
            TrainedModel model, ImageSet set, @Nullable PerceptualDistance perceptual, Inversion inversion) {
        String obstacle = obstacle(model, set);
        if (obstacle != null) {
            return Evaluation.noReconstructions(obstacle);
        }
        ImageSet some = Samples.some(set, MOST_INVERTED);
        int[] which = IntStream.range(0, some.count()).toArray();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor targets = Pixels.toFloat(some, which);
            long[] labels = IntStream.of(which).mapToLong(some::label).toArray();
            Map<String, Score> scores = new LinkedHashMap<>();
            Evaluation.reconstructions(targets, inversion.nearest(model, targets, labels), perceptual)
                    .forEach((metric, score) -> scores.put(
                            metric,
                            score.value() == null
                                    ? score
                                    : score.labelled(
                                            inversion.how(), "by latent inversion: not comparable with an encoder's")));
            return scores;
        }
    }

    /** Why the model's network cannot look at a set's pictures; null where it can. */
    static @Nullable String obstacle(TrainedModel model, ImageSet set) {
        ImageShape shape = model.generator().network().model().shape();
        if (set.size() != shape.size() || set.channels() != shape.channels()) {
            return "these pictures are " + set.size() + "x" + set.size() + "x" + set.channels() + ", the model's are "
                    + shape.size() + "x" + shape.size() + "x" + shape.channels();
        }
        if (shape.conditional() && !set.labelNames().equals(model.labelNames())) {
            return "the model takes classes, and these pictures' classes are others";
        }
        return null;
    }

    /**
     * Reconstructed pictures.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @param labels [N] int64 for a conditional model, else null
     * @return [N,C,H,W] float32
     */
    static Tensor of(ImageGenerator generator, Tensor images, @Nullable Tensor labels) {
        Posterior posterior = generator.network().encode(images, labels);
        if (posterior == null) {
            throw new IllegalStateException("the model has no encoder");
        }
        return generator.network().decode(posterior.mean(), labels);
    }

    /** Reconstructions of some pictures of a set, [N,C,H,W] float32. */
    static Tensor of(ImageGenerator generator, ImageSet set, int[] which) {
        boolean conditional = generator.network().model().shape().conditional();
        return of(generator, Pixels.toFloat(set, which), conditional ? Pixels.labels(set, which) : null);
    }
}
