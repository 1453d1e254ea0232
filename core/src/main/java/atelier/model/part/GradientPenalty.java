package atelier.model.part;

import atelier.torch.Torch;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Penalties on the gradient of a discriminator's logit with respect to its picture. Zero-centred: its
 * squared norm, on real pictures R1, on generated ones R2 (Mescheder et al. 2018, arXiv 1801.04406,
 * equations 9 and 10). One-centred: the squared distance of its norm from 1, on pictures between real
 * and generated ones (Gulrajani et al. 2017, arXiv 1704.00028, equation 3).
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

    /**
     * (norm - 1) squared for each picture, differentiable again.
     *
     * @param images [N,C,H,W] float32 that require a gradient
     * @param logits [N] float32 computed from {@code images}
     * @return [N] float32
     */
    public static Tensor oneCentred(Tensor images, Tensor logits) {
        // The root's slope is infinite at zero.
        Tensor norm = squaredNorm(images, logits).add(Torch.scalar(1e-12)).sqrt();
        return norm.sub(Torch.scalar(1)).square();
    }

    /**
     * Points on the lines between real and generated pictures.
     *
     * @param share [N,1,1,1] how much of the real one, 0 to 1
     * @return [N,C,H,W] float32 without a graph, requiring a gradient
     */
    public static Tensor between(Tensor real, Tensor fake, Tensor share) {
        return fake.detach().lerp(real.detach(), share).requires_grad_(true);
    }

    /** weight/2 times the mean of {@link #squaredNorm}, [] float32. */
    public static Tensor mean(Tensor images, Tensor logits, double weight) {
        return squaredNorm(images, logits).mean().mul(Torch.scalar(weight / 2));
    }
}
