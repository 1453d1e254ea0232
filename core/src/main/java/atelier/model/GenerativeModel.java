package atelier.model;

import atelier.torch.Torch;
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
     * @param labels for a conditional model [N] int64, or [N,K] float32 with the share of each class; else null
     * @return [N,C,H,W] float32, mostly within [-1,1]; not clamped
     */
    Tensor decode(Tensor latents, @Nullable Tensor labels);

    /**
     * Pictures that are likelier and more alike: latents, or styles where there are some, drawn towards their middle.
     *
     * @param latents [N,Z] float32
     * @param labels as {@link #decode(Tensor, Tensor)} takes them
     * @param truncation 1 leaves everything as it is, 0 is the middle
     * @return [N,C,H,W] float32, mostly within [-1,1]; not clamped
     */
    default Tensor decode(Tensor latents, @Nullable Tensor labels, double truncation) {
        StyleSpace styles = styles();
        if (truncation == 1 || styles == null) {
            return decode(truncation == 1 ? latents : latents.mul(Torch.scalar(truncation)), labels);
        }
        Tensor own = styles.map(latents, labels);
        return styles.synthesize(styles.truncate(own, labels, latentSize(), truncation));
    }

    /** The styles between latents and pictures, for models that have them; else null. */
    default @Nullable StyleSpace styles() {
        return null;
    }

    /**
     * Latents from pictures, for models with an encoder.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @param labels [N] int64 for a conditional model, else null
     * @return the posterior of N latents of length Z, or null where the model has no encoder
     */
    default @Nullable Posterior encode(Tensor images, @Nullable Tensor labels) {
        return null;
    }

    /** Whether {@link #encode} returns something. */
    default boolean hasEncoder() {
        return false;
    }

    /**
     * What the discriminator says of pictures, for models that are trained with one; it is no part of
     * {@link #generatorGroups} and so is known in the network that was trained, not in what is kept of it.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @param labels [N] int64 for a conditional model, else null
     * @return [N] float32 logits, larger for more real, or null where the model has no discriminator
     */
    default @Nullable Tensor judge(Tensor images, @Nullable Tensor labels) {
        return null;
    }

    /** Whether {@link #judge} returns something. */
    default boolean hasDiscriminator() {
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
    record Posterior(Tensor mean, Tensor logVariance) {
        /** A log variance at which a Gaussian is a point in float32. */
        private static final double POINT = -40;

        /** The Gaussian of an encoder that is sure: nothing but its mean [N,Z]. */
        public static Posterior point(Tensor mean) {
            return new Posterior(mean, mean.mul(Torch.scalar(0)).add(Torch.scalar(POINT)));
        }
    }
}
