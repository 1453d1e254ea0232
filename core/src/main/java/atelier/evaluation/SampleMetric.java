package atelier.evaluation;

import atelier.nn.features.PerceptualDistance;
import org.jspecify.annotations.Nullable;

/** A metric of generated pictures themselves, without features: of pairs of them, or of patches. */
public interface SampleMetric extends Metric {
    /**
     * The score, or why there is none.
     *
     * @param generated at least {@link #minimumCount()} pictures
     * @param heldOut real ones that were not trained on
     * @param training real ones from training, where it {@linkplain #looksAtTraining looks at them}, or null
     * @param network for what stands on one, or null
     */
    Score score(
            PictureSample generated,
            PictureSample heldOut,
            @Nullable PictureSample training,
            @Nullable PerceptualDistance network);

    /** Whether it looks at training pictures where they are there. */
    default boolean looksAtTraining() {
        return false;
    }

    /** Smallest picture side for which it is defined. */
    int minimumSide();
}
