package atelier.model.vae;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.Workload;
import atelier.model.part.AutoencoderDefaults;
import atelier.model.part.GaussianLikelihood;
import atelier.model.part.ImportanceWeightedBound;
import atelier.model.part.KullbackLeibler;
import atelier.model.part.Likelihood;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Importance weighted autoencoder (Burda et al. 2015, arXiv 1509.00519): a VAE trained on the bound of K draws per
 * picture, ln of the mean of the weights w_i = p(x|z_i) p(z_i) / q(z_i|x) (equation 8), which is tighter than the ELBO,
 * so that the posterior need not be a Gaussian for the bound to be good.
 *
 * <p>The decoder follows the plain gradient, the sum of v_i d ln w_i with the normalised weights v_i. The
 * encoder follows the doubly reparameterised one, the sum of v_i^2 (d ln w_i / d z_i)(d z_i / d phi) with q held constant
 * within w_i (Tucker et al. 2018, arXiv 1810.04152): the same mean, and it does not drown in noise as K
 * grows. So there are two phases: the first leaves d ln w_i / d z_i behind for the second.
 *
 * <p>Departs from the paper in its convolutions, and in that the weights' part that is not p(x|z) rises from nothing
 * over the warm-up. Not for long runs on a small budget: every draw is decoded, so a picture costs about (1 + K)/2 times
 * what it costs a VAE.
 */
public final class Iwae extends GaussianAutoencoder {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of an importance weighted autoencoder.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage
     * @param latentSize Z
     * @param likelihood what the decoder's output means
     * @param draws K, draws per picture; 1 makes it a VAE
     * @param warmup part of the run over which the power of p(z)/q(z|x) in the weights rises from 0 to 1
     */
    public record Settings(int width, int depth, int latentSize, Likelihood likelihood, int draws, double warmup) {
        /** Refuses what is no bound. */
        public Settings {
            if (draws < 1) {
                throw new IllegalArgumentException("draws is " + draws + ", expected at least 1");
            }
        }
    }

    private final Settings settings;

    private Iwae(Settings settings, ImageShape shape, Parameters parameters) {
        super(parameters, shape, settings.latentSize(), settings.width(), settings.depth(), settings.likelihood());
        this.settings = settings;
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(
                new Phase("decoder", List.of("decoder"), List.of(), this::negativeBound),
                new Phase("encoder", List.of("encoder"), List.of(), this::encoderLoss));
    }

    /** Its gradient is the decoder's; that by the draws is left in {@code cut}. */
    private Tensor negativeBound(StepContext step) {
        int draws = settings.draws();
        Posterior each = KullbackLeibler.repeated(posterior(step.images()), draws);
        // One row of noise per picture: its K draws lie together.
        Tensor noise = step.normal("posterior", draws * latentSize()).view(-1, latentSize());
        Tensor vectors = step.remember("draws", () -> KullbackLeibler.draw(each, noise));
        Tensor cut = step.remember("cut", () -> vectors.detach().requires_grad_(true));
        Tensor targets = KullbackLeibler.repeated(step.images(), draws);
        Tensor labels = step.labels();
        Tensor decoded = decoded(cut, labels == null ? null : KullbackLeibler.repeated(labels, draws));
        double error = likelihood().error(targets, decoded, step);
        Tensor reconstruction = likelihood().logProbability(targets, decoded, error);
        Tensor ratio = logRatio(
                cut, new Posterior(each.mean().detach(), each.logVariance().detach()));
        double power = step.progress().ramp(settings.warmup());
        Tensor logWeights = reconstruction.add(ratio.mul(Torch.scalar(power))).view(-1, draws);
        step.remember("weights", () -> logWeights.detach().softmax(1));
        step.report("reconstruction", reconstruction.detach().mean().neg());
        step.report("kl", ratio.detach().mean().neg());
        Tensor bound = ImportanceWeightedBound.perPicture(logWeights).mean();
        step.report("bound", bound);
        return bound.neg();
    }

    /** ln p(z) - ln q(z) [NK] of draws [NK,Z]; its gradient by z takes q as it is. */
    private static Tensor logRatio(Tensor draws, Posterior posterior) {
        Tensor zero = draws.new_zeros(new long[] {1});
        Tensor prior = GaussianLikelihood.logDensity(draws, zero, zero);
        Tensor logDeviation = posterior.logVariance().mul(Torch.scalar(0.5));
        return prior.sub(GaussianLikelihood.logDensity(draws, posterior.mean(), logDeviation))
                .sum(1);
    }

    /**
     * A loss whose gradient is the doubly reparameterised one. The decoder's backward pass left -v_i d ln w_i / d z_i,
     * times the share's weight, which the loop multiplies with again; another v_i makes the square.
     */
    private Tensor encoderLoss(StepContext step) {
        Tensor vectors = remembered(step, "draws");
        Tensor weights = remembered(step, "weights").view(-1, 1);
        Tensor slopes = remembered(step, "cut").grad().div(Torch.scalar(step.weight()));
        Tensor loss = vectors.mul(slopes.mul(weights)).sum();
        // The value says nothing; it is moved to zero.
        return loss.sub(loss.detach());
    }

    private static Tensor remembered(StepContext step, String name) {
        return step.remember(name, () -> {
            throw new IllegalStateException("the decoder's phase comes first");
        });
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "iwae",
                    "vae",
                    "VAE on the tighter bound of several draws: for likelihoods; not for short runs, since each draw is decoded",
                    "Burda et al. 2015, arXiv 1509.00519; Tucker et al. 2018, arXiv 1810.04152",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            int latent = AutoencoderDefaults.latentSize(workload);
            return new Settings(StagePlan.width(workload.totalImages()), 1, latent, Likelihood.GAUSSIAN, 5, 0.1);
        }

        @Override
        public void require(Settings settings, ImageShape shape) {
            Progress.requirePart("warmup", settings.warmup());
        }

        @Override
        public Optimization optimization(Workload workload) {
            return AutoencoderDefaults.optimization(workload);
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            return new Iwae(settings, shape, parameters);
        }
    }
}
