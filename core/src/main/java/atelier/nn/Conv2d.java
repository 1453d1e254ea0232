package atelier.nn;

import static org.bytedeco.pytorch.global.torch.conv2d;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Two-dimensional convolution with bias: [N,I,H,W] to [N,O,H',W'], zero padding of half the kernel. */
public final class Conv2d {
    private final Parameter weight;
    private final Parameter bias;
    private final long[] stride;
    private final long[] padding;

    /**
     * Declares weight [O,I,K,K] and bias [O].
     *
     * @param stride step in both directions; an even kernel equal to the stride needs no padding
     */
    public Conv2d(Parameters parameters, int inputs, int outputs, int kernel, int stride, Initializer initializer) {
        weight = parameters.add("weight", initializer, outputs, inputs, kernel, kernel);
        bias = parameters.add("bias", Initializer.ZERO, outputs);
        this.stride = new long[] {stride, stride};
        int side = kernel % 2 == 1 ? kernel / 2 : 0;
        padding = new long[] {side, side};
    }

    /** A 3x3 convolution of stride 1 with He initialisation. */
    public static Conv2d same(Parameters parameters, int inputs, int outputs) {
        return new Conv2d(parameters, inputs, outputs, 3, 1, Initializer.he(9L * inputs));
    }

    /** A 1x1 convolution with LeCun initialisation. */
    public static Conv2d pointwise(Parameters parameters, int inputs, int outputs) {
        return new Conv2d(parameters, inputs, outputs, 1, 1, Initializer.lecun(inputs));
    }

    /** Applies the layer. */
    public Tensor forward(Tensor input) {
        return conv2d(input, weight.tensor(), new TensorOptional(bias.tensor()), stride, padding, new long[] {1, 1}, 1);
    }
}
