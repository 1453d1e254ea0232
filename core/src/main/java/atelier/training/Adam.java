package atelier.training;

import atelier.torch.ParameterStore;
import atelier.torch.ParameterStore.Range;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam (Kingma and Ba 2014, arXiv 1412.6980, algorithm 1) on a range of the flat store: a handful of
 * operations per piece, whatever the number of layers.
 */
public final class Adam {
    private static final double EPSILON = 1e-8;
    /** Values that are moved at a time: four such pieces of float32 lie in a core's own cache. */
    static final long PIECE = 1 << 15;

    private final double beta1;
    private final double beta2;

    /** Chooses how long both moments remember. */
    public Adam(double beta1, double beta2) {
        this.beta1 = beta1;
        this.beta2 = beta2;
    }

    /**
     * Moves the values of {@code range}, piece by piece so that every piece is read from memory once. Each value's
     * move depends on that value's own gradient and moments only: ranges may be split and moved by several threads.
     *
     * @param gradient [P] float32, the whole flat gradient
     * @param step number of this update of the range, from 1
     */
    public void update(ParameterStore store, Range range, Tensor gradient, double rate, long step) {
        double correction1 = 1 - StrictMath.pow(beta1, step);
        double correction2 = StrictMath.sqrt(1 - StrictMath.pow(beta2, step));
        try (Scope scope = Scope.withoutGradient()) {
            Scalar epsilon = Torch.scalar(EPSILON * correction2);
            Scalar move = Torch.scalar(-rate * correction2 / correction1);
            Scalar keep2 = Torch.scalar(beta2);
            Scalar take2 = Torch.scalar(1 - beta2);
            for (Range piece : range.pieces(PIECE)) {
                Tensor g = part(gradient, piece);
                Tensor m = part(store.moment1(), piece);
                Tensor v = part(store.moment2(), piece);
                if (beta1 == 0) {
                    m.copy_(g);
                } else {
                    m.lerp_(g, Torch.scalar(1 - beta1));
                }
                v.mul_(keep2).addcmul_(g, g, take2);
                part(store.values(), piece).addcdiv_(m, v.sqrt().add_(epsilon), move);
            }
        }
    }

    private static Tensor part(Tensor flat, Range range) {
        return flat.narrow(0, range.offset(), range.length());
    }
}
