package atelier.model.flow;

import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.GroupNorm;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * x + conv(silu((1 + scale) norm(conv(silu(norm(x)))) + shift)), where time and class give scale and shift per channel
 * (adaptive group normalisation, Dhariwal and Nichol 2021, arXiv 2105.05233, section 3.1). The last convolution starts
 * small, so that the block starts near the identity.
 */
final class UNetBlock {
    private final int channels;
    private final GroupNorm firstNorm;
    private final Conv2d first;
    private final Linear modulation;
    private final GroupNorm secondNorm;
    private final Conv2d second;

    /** Declares both convolutions over {@code channels}. */
    UNetBlock(Parameters parameters, int channels) {
        this.channels = channels;
        firstNorm = new GroupNorm(parameters.child("firstNorm"), channels);
        first = Conv2d.same(parameters.child("first"), channels, channels);
        modulation = new Linear(
                parameters.child("modulation"), Condition.SIZE, 2L * channels, Initializer.lecun(10L * Condition.SIZE));
        secondNorm = new GroupNorm(parameters.child("secondNorm"), channels);
        second = new Conv2d(parameters.child("second"), channels, channels, 3, 1, Initializer.lecun(900L * channels));
    }

    /**
     * Applies the block.
     *
     * @param input [N,C,H,W] float32
     * @param embedding [N,{@value Condition#SIZE}] float32
     * @return [N,C,H,W]
     */
    Tensor forward(Tensor input, Tensor embedding) {
        Tensor inner = first.forward(Activation.silu(firstNorm.forward(input)));
        Tensor both = modulation.forward(embedding).view(input.size(0), 2L * channels, 1, 1);
        Tensor scale = both.narrow(1, 0, channels);
        Tensor shift = both.narrow(1, channels, channels);
        Tensor normed = secondNorm.forward(inner);
        Tensor modulated = torch.addcmul(normed.add(shift), normed, scale);
        return input.add(second.forward(Activation.silu(modulated)));
    }
}
