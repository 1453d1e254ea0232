package atelier.experiment;

import org.bytedeco.pytorch.Tensor;

/** For a model without an encoder: finds those of its pictures that are nearest to given ones. */
@FunctionalInterface
public interface Inversion {
    /**
     * Looks for every picture; called inside a scope without gradients, which owns the result.
     *
     * @param images [N,C,H,W] float32 in [-1,1] of the model's own size
     * @param labels N class numbers; ignored by unconditional models
     * @return [N,C,H,W] float32 in [-1,1]
     */
    Tensor nearest(TrainedModel model, Tensor images, long[] labels);

    /** How it looks, for the convention of what is measured of it. */
    default String how() {
        return "latent inversion";
    }
}
