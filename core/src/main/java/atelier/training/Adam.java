package atelier.training;

import atelier.torch.ParameterStore;
import atelier.torch.ParameterStore.Range;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam (Kingma and Ba 2014, arXiv 1412.6980, algorithm 1) on a range of the flat store: a handful of
 * operations whatever the number of layers.
 */
public final class Adam {
    private static final double EPSILON = 1e-8;

    private final double beta1;
    private final double beta2;

    /** Chooses how long both moments remember. */
    public Adam(double beta1, double beta2) {
        this.beta1 = beta1;
        this.beta2 = beta2;
    }

    /**
     * Moves the values of {@code range}.
     *
     * @param gradient [P] float32, the whole flat gradient
     * @param step number of this update of the range, from 1
     */
    public void update(ParameterStore store, Range range, Tensor gradient, double rate, long step) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor g = part(gradient, range);
            Tensor m = part(store.moment1(), range);
            Tensor v = part(store.moment2(), range);
            if (beta1 == 0) {
                m.copy_(g);
            } else {
                m.lerp_(g, Torch.scalar(1 - beta1));
            }
            v.mul_(Torch.scalar(beta2)).addcmul_(g, g, Torch.scalar(1 - beta2));
            double correction1 = 1 - StrictMath.pow(beta1, step);
            double correction2 = 1 - StrictMath.pow(beta2, step);
            Tensor root = v.sqrt().add_(Torch.scalar(EPSILON * StrictMath.sqrt(correction2)));
            double scaled = rate * StrictMath.sqrt(correction2) / correction1;
            part(store.values(), range).addcdiv_(m, root, Torch.scalar(-scaled));
        }
    }

    private static Tensor part(Tensor flat, Range range) {
        return flat.narrow(0, range.offset(), range.length());
    }
}
