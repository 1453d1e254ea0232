package atelier.nn;

import static org.bytedeco.pytorch.global.torch.conv2d;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Two-dimensional convolution with bias: [N,I,H,W] to [N,O,H',W'], zero padding of half the kernel. */
public final class Conv2d {
    private final Parameter weight;
    private final Parameter bias;
    private final long[] stride;
    private final long[] padding;
    private final UnaryOperator<Tensor> constraint;

    /**
     * Declares weight [O,I,K,K] and bias [O].
     *
     * @param stride step in both directions; an even kernel equal to the stride needs no padding
     */
    public Conv2d(Parameters parameters, int inputs, int outputs, int kernel, int stride, Initializer initializer) {
        this(
                parameters.add("weight", initializer, outputs, inputs, kernel, kernel),
                parameters.add("bias", Initializer.ZERO, outputs),
                stride,
                kernel % 2 == 1 ? kernel / 2 : 0,
                UnaryOperator.identity());
    }

    private Conv2d(Parameter weight, Parameter bias, long stride, long padding, UnaryOperator<Tensor> constraint) {
        this.weight = weight;
        this.bias = bias;
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
        this.constraint = constraint;
    }

    /**
     * A convolution of stride 2 with He initialisation that halves a side, rounding up: 4x4 for an even
     * {@code side}, 3x3 for an odd one, zero padding of 1.
     */
    public static Conv2d halving(Parameters parameters, int inputs, int outputs, int side) {
        int kernel = side % 2 == 0 ? 4 : 3;
        Initializer initializer = Initializer.he((long) kernel * kernel * inputs);
        return new Conv2d(
                parameters.add("weight", initializer, outputs, inputs, kernel, kernel),
                parameters.add("bias", Initializer.ZERO, outputs),
                2,
                1,
                UnaryOperator.identity());
    }

    /** A 3x3 convolution of stride 1 with He initialisation. */
    public static Conv2d same(Parameters parameters, int inputs, int outputs) {
        return new Conv2d(parameters, inputs, outputs, 3, 1, Initializer.he(9L * inputs));
    }

    /** A 1x1 convolution with LeCun initialisation. */
    public static Conv2d pointwise(Parameters parameters, int inputs, int outputs) {
        return new Conv2d(parameters, inputs, outputs, 1, 1, Initializer.lecun(inputs));
    }

    /** The same layer, its weight under {@link SpectralNorm}. */
    public Conv2d spectral() {
        return new Conv2d(weight, bias, stride[0], padding[0], SpectralNorm::normalize);
    }

    /** Applies the layer. */
    public Tensor forward(Tensor input) {
        Tensor constrained = constraint.apply(weight.tensor());
        return conv2d(input, constrained, new TensorOptional(bias.tensor()), stride, padding, new long[] {1, 1}, 1);
    }
}
