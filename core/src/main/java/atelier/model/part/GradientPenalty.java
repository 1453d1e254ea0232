package atelier.model.part;

import atelier.torch.Torch;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Zero-centred gradient penalty: the squared norm of the gradient of the discriminator's logit with
 * respect to its picture. On real pictures it is R1, on generated ones R2 (Mescheder et al. 2018,
 * arXiv 1801.04406, equations 9 and 10).
 */
public final class GradientPenalty {
    private GradientPenalty() {}

    /**
     * The squared gradient norm of each picture, differentiable again.
     *
     * @param images [N,C,H,W] float32 that require a gradient
     * @param logits [N] float32 computed from {@code images}
     * @return [N] float32
     */
    public static Tensor squaredNorm(Tensor images, Tensor logits) {
        Tensor gradient = torch.grad(
                        new TensorVector(logits.sum()),
                        new TensorVector(images),
                        new TensorVector(),
                        new BoolOptional(true),
                        true,
                        false)
                .get(0);
        return gradient.square().sum(1, 2, 3);
    }

    /** weight/2 times the mean of {@link #squaredNorm}, [] float32. */
    public static Tensor mean(Tensor images, Tensor logits, double weight) {
        return squaredNorm(images, logits).mean().mul(Torch.scalar(weight / 2));
    }
}
