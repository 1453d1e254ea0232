package atelier.nn;

import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/**
 * Divides a weight, seen as a matrix [O,rest], by its largest singular value (Miyato et al. 2018, arXiv
 * 1802.05957, equation 8), so that the layer is 1-Lipschitz as a map of vectors.
 *
 * <p>The paper carries the singular vectors from step to step and improves them by one power iteration
 * each. Here they are computed anew from the weight alone, by {@value #SQUARINGS} squarings of W W', which
 * is as much as {@code 2^}{@value #SQUARINGS} iterations: there is no state to store, and every replica finds
 * the same. As in the paper, no gradient flows through the vectors.
 */
public final class SpectralNorm {
    private static final int SQUARINGS = 6;
    private static final double SMALLEST = 1e-12;

    private SpectralNorm() {}

    /** [O,...] float32 over its largest singular value, the same shape. */
    public static Tensor normalize(Tensor weight) {
        return weight.div(largest(weight));
    }

    /** The largest singular value of [O,...] seen as [O,rest], [] float32, at most a little below. */
    static Tensor largest(Tensor weight) {
        Tensor matrix = weight.flatten(1, -1);
        Tensor direction;
        try (Scope scope = Scope.withoutGradient()) {
            direction = Scope.keep(direction(matrix.detach()));
        }
        Scope.adopt(direction);
        return matrix.mul(direction).sum();
    }

    /** u v' of the largest singular value's vectors u [O] and v [rest], as [O,rest]. */
    private static Tensor direction(Tensor matrix) {
        Tensor power = scaled(matrix.matmul(matrix.t()));
        for (int squaring = 0; squaring < SQUARINGS; squaring++) {
            power = scaled(power.matmul(power));
        }
        // The power is nearly u u' and the row of its largest diagonal value the one furthest from zero.
        Tensor left =
                scaled(power.index_select(0, power.diagonal().argmax().view(1))).t();
        Tensor right = scaled(left.t().matmul(matrix));
        return left.matmul(right);
    }

    private static Tensor scaled(Tensor tensor) {
        return tensor.div(tensor.norm().add(Torch.scalar(SMALLEST)));
    }
}
