package atelier.nn;

import atelier.torch.Initializer;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * x + conv(lrelu(conv(lrelu(x)))): two 3x3 convolutions without normalisation; the last starts at
 * zero, so that the block starts as the identity (Zhang et al. 2019, "Fixup", arXiv 1901.09321).
 */
public final class ResidualBlock {
    private final Conv2d first;
    private final Conv2d second;

    /** Declares both convolutions over {@code channels}. */
    public ResidualBlock(Parameters parameters, int channels) {
        first = Conv2d.same(parameters.child("first"), channels, channels);
        second = new Conv2d(parameters.child("second"), channels, channels, 3, 1, Initializer.ZERO);
    }

    /** [N,C,H,W] to the same shape. */
    public Tensor forward(Tensor input) {
        Tensor inner = first.forward(Activation.leakyRelu(input));
        return input.add(second.forward(Activation.leakyRelu(inner)));
    }
}
