package atelier.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A network that can be trained in phases and turns latents into pictures. */
public interface GenerativeModel {
    /** What the pictures look like. */
    ImageShape shape();

    /** Z, the length of a latent. */
    int latentSize();

    /** The updates of one step at this point of the run, in order. */
    List<Phase> phases(Progress progress);

    /** The parameter groups that {@link #decode} needs; the rest is only for training. */
    List<String> generatorGroups();

    /**
     * Pictures from latents.
     *
     * @param latents [N,Z] float32
     * @param labels [N] int64 for a conditional model, else null
     * @return [N,C,H,W] float32, mostly within [-1,1]; not clamped
     */
    Tensor decode(Tensor latents, @Nullable Tensor labels);

    /**
     * Latents from pictures, for models with an encoder.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @return the posterior, or null where the model has no encoder
     */
    default @Nullable Posterior encode(Tensor images, @Nullable Tensor labels) {
        return null;
    }

    /** Whether {@link #encode} returns something. */
    default boolean hasEncoder() {
        return false;
    }

    /**
     * Whether new pictures' latents should come from a mixture that is fitted to encoded training pictures, because
     * the standard normal misses where those lie; false for models that turn the normal itself into their own
     * distribution.
     */
    default boolean wantsFittedSampler() {
        return hasEncoder();
    }

    /**
     * A diagonal Gaussian over latents.
     *
     * @param mean [N,Z] float32
     * @param logVariance [N,Z] float32
     */
    record Posterior(Tensor mean, Tensor logVariance) {}
}
