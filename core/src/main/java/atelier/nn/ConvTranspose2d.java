package atelier.nn;

import static org.bytedeco.pytorch.global.torch.conv_transpose2d;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Transposed convolution of stride 2 with bias: [N,I,S,S] to [N,O,T,T] where T is 2S (4x4 kernel) or 2S-1
 * (3x3 kernel). The mirror of {@link Conv2d#halving}.
 */
public final class ConvTranspose2d {
    private static final long[] ONE = {1, 1};

    private final Parameter weight;
    private final Parameter bias;

    /**
     * Declares weight [I,O,K,K] and bias [O].
     *
     * @param side T, the side of the output
     */
    public ConvTranspose2d(Parameters parameters, int inputs, int outputs, int side) {
        int kernel = side % 2 == 0 ? 4 : 3;
        // About a quarter of the kernel's places feed one output.
        weight = parameters.add(
                "weight", Initializer.he((long) kernel * kernel * inputs / 4), inputs, outputs, kernel, kernel);
        bias = parameters.add("bias", Initializer.ZERO, outputs);
    }

    /** Applies the layer. */
    public Tensor forward(Tensor input) {
        return conv_transpose2d(
                input,
                weight.tensor(),
                new TensorOptional(bias.tensor()),
                new long[] {2, 2},
                ONE,
                new long[] {0, 0},
                1,
                ONE);
    }
}
