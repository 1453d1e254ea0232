package atelier.nn;

import static org.bytedeco.pytorch.global.torch.leaky_relu;

import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/** Activations with the constants that this house uses. */
public final class Activation {
    private Activation() {}

    /** Leaky ReLU of slope 0.2, element by element. */
    public static Tensor leakyRelu(Tensor input) {
        return leaky_relu(input, Torch.scalar(0.2));
    }
}
