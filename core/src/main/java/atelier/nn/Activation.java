package atelier.nn;

import static org.bytedeco.pytorch.global.torch.leaky_relu;

import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Activations with the constants that this house uses. */
public final class Activation {
    private Activation() {}

    /** Leaky ReLU of slope 0.2, element by element. */
    public static Tensor leakyRelu(Tensor input) {
        return leaky_relu(input, Torch.scalar(0.2));
    }

    /** x sigmoid(x), element by element (Elfwing et al. 2017, arXiv 1702.03118). */
    public static Tensor silu(Tensor input) {
        return torch.silu(input);
    }
}
