package atelier.experiment;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.evaluation.ModelLikelihood;
import atelier.evaluation.Score;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** How probable a model finds given pictures. */
final class Likelihoods {
    /** Pictures where likelihoods are asked for. */
    static final int MOST = 500;

    /** Pictures of a comparison, where they decide nothing: 32 draws of each are decoded. */
    static final int COMPARED = 100;

    private Likelihoods() {}

    /**
     * Scores over some pictures of a set, or why there are none.
     *
     * @param wanted whether the metrics are asked for; if not, no score is given
     * @param most pictures
     */
    static Map<String, Score> score(boolean wanted, TrainedModel model, ImageSet set, int most) {
        if (!wanted) {
            return Map.of();
        }
        String obstacle = Reconstructions.obstacle(model, set);
        if (obstacle != null) {
            return ModelLikelihood.notApplicable(obstacle);
        }
        ImageSet some = Samples.some(set, most);
        boolean conditional = model.generator().network().model().shape().conditional();
        return ModelLikelihood.score(model.generator().network(), new ModelLikelihood.RealPictures() {
            @Override
            public int count() {
                return some.count();
            }

            @Override
            public Tensor images(int from, int to) {
                return Pixels.toFloat(some, IntStream.range(from, to).toArray());
            }

            @Override
            public @Nullable Tensor labels(int from, int to) {
                return conditional
                        ? Pixels.labels(some, IntStream.range(from, to).toArray())
                        : null;
            }
        });
    }
}
