package atelier.model.vae;

import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.ResidualBlock;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * One group of a ladder's latents and what they add on the way down (VDVAE, Child 2021, arXiv 2011.10650, figure 3):
 * z = m + s e, where the way down gives the prior's m and s, and e is noise. A Gaussian over e is one over z, and its
 * divergence from the standard normal is that of z's posterior from z's prior. The prior starts as the standard normal.
 */
final class TopDownBlock {
    /** Log variances of the prior are kept where draws neither vanish nor run away. */
    private static final double NARROWEST = -12;

    private static final double WIDEST = 2;

    private final int groupChannels;
    private final Conv2d prior;
    private final Conv2d latent;
    private final ResidualBlock residual;

    /**
     * Declares the parameters.
     *
     * @param channels C, of the stage
     * @param groupChannels G, of the latents
     * @param blocks number of such blocks in the ladder: each adds its share
     */
    TopDownBlock(Parameters parameters, int channels, int groupChannels, int blocks) {
        this.groupChannels = groupChannels;
        prior = new Conv2d(parameters.child("prior"), channels, 2 * groupChannels, 3, 1, Initializer.ZERO);
        Initializer share = Initializer.lecun((long) groupChannels * blocks);
        latent = new Conv2d(parameters.child("latent"), groupChannels, channels, 1, 1, share);
        residual = new ResidualBlock(parameters.child("residual"), channels);
    }

    /**
     * Joins this block's latents.
     *
     * @param down [N,C,S,S] float32, what the blocks above left
     * @param noise [N,G,S,S] float32
     * @return [N,C,S,S]
     */
    Tensor forward(Tensor down, Tensor noise) {
        Tensor statistics = prior.forward(Activation.leakyRelu(down));
        Tensor deviation = statistics
                .narrow(1, groupChannels, groupChannels)
                .clamp(new ScalarOptional(Torch.scalar(NARROWEST)), new ScalarOptional(Torch.scalar(WIDEST)))
                .mul(Torch.scalar(0.5))
                .exp();
        Tensor drawn = statistics.narrow(1, 0, groupChannels).add(deviation.mul(noise));
        return residual.forward(down.add(latent.forward(drawn)));
    }
}
