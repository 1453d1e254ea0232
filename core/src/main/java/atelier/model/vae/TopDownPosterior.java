package atelier.model.vae;

import atelier.model.GenerativeModel.Posterior;
import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The posterior over one group of a ladder's latents, from where the way down and the way up meet (VDVAE, Child 2021, arXiv
 * 2011.10650, figure 3). It is a Gaussian over the group's noise, see {@link TopDownBlock}; starts as the standard normal.
 */
final class TopDownPosterior {
    /** Log variances are kept in a range in which exp is harmless. */
    private static final double LIMIT = 12;

    private final int groupChannels;
    private final Conv2d meeting;
    private final Conv2d output;

    /** Declares the parameters for a stage of {@code channels}. */
    TopDownPosterior(Parameters parameters, int channels, int groupChannels) {
        this.groupChannels = groupChannels;
        meeting = Conv2d.same(parameters.child("meeting"), 2 * channels, channels);
        output = new Conv2d(parameters.child("output"), channels, 2 * groupChannels, 3, 1, Initializer.ZERO);
    }

    /**
     * Computes the posterior.
     *
     * @param down [N,C,S,S] float32, what the blocks above left
     * @param up [N,C,S,S] float32, the encoder's features
     * @return mean and log variance, [N,G,S,S] each
     */
    Posterior forward(Tensor down, Tensor up) {
        Tensor both = Activation.leakyRelu(torch.cat(Torch.list(down, up), 1));
        Tensor statistics = output.forward(Activation.leakyRelu(meeting.forward(both)));
        Tensor logVariance = statistics
                .narrow(1, groupChannels, groupChannels)
                .clamp(new ScalarOptional(Torch.scalar(-LIMIT)), new ScalarOptional(Torch.scalar(LIMIT)));
        return new Posterior(statistics.narrow(1, 0, groupChannels), logVariance);
    }
}
