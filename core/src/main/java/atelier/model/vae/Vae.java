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
import atelier.model.part.KullbackLeibler;
import atelier.model.part.Likelihood;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Variational autoencoder (Kingma and Welling 2013, arXiv 1312.6114): an encoder gives a Gaussian over
 * latents, a decoder the picture of a draw from it; both minimise the negative ELBO
 * {@code -log p(x|z) + beta KL(q(z|x) || N(0,I))} (equation 10).
 *
 * <p>Departs from the paper in its residual convolutions and in the default likelihood, a Gaussian
 * whose variance is always at its best value (Rybkin et al. 2021, arXiv 2006.13202). Not for sharp
 * detail: the mean of many plausible pictures is blurred.
 */
public final class Vae extends GaussianAutoencoder {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /** Images from which on a run has at least {@link #LONG_LATENT} latents. */
    private static final int LONG_RUN = 40_000;

    private static final int LONG_LATENT = 48;

    /**
     * Settings of a VAE.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage
     * @param latentSize Z
     * @param likelihood what the decoder's output means
     * @param beta weight of the divergence
     * @param warmup part of the run over which that weight rises from zero
     * @param freeNats nats per latent unit that cost nothing
     */
    public record Settings(
            int width, int depth, int latentSize, Likelihood likelihood, double beta, double warmup, double freeNats) {}

    private final Settings settings;

    private Vae(Settings settings, ImageShape shape, Parameters parameters) {
        super(parameters, shape, settings.latentSize(), settings.width(), settings.depth(), settings.likelihood());
        this.settings = settings;
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(new Phase("autoencoder", List.of("encoder", "decoder"), List.of(), this::negativeElbo));
    }

    private Tensor negativeElbo(StepContext step) {
        Posterior posterior = posterior(step.images());
        Tensor decoded = decoded(drawn(step, posterior), step.labels());
        Tensor reconstruction = settings.likelihood().loss(step.images(), decoded, step);
        Tensor divergence = KullbackLeibler.mean(posterior, settings.freeNats());
        step.report("reconstruction", reconstruction);
        step.report("kl", divergence);
        double weight = settings.beta() * step.progress().ramp(settings.warmup());
        return reconstruction.add(divergence.mul(Torch.scalar(weight)));
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "vae",
                    "vae",
                    "variational autoencoder: for reconstructions, smooth latents and steady training; not for sharp pictures",
                    "Kingma and Welling 2013, arXiv 1312.6114; Rybkin et al. 2021, arXiv 2006.13202",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            // A long run fills more: what blur costs is more than what a mixture of more latents misses.
            int latent = Math.max(
                    AutoencoderDefaults.latentSize(workload), workload.totalImages() < LONG_RUN ? 0 : LONG_LATENT);
            return new Settings(StagePlan.width(workload.totalImages()), 1, latent, Likelihood.GAUSSIAN, 1, 0.1, 0);
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
            return new Vae(settings, shape, parameters);
        }
    }
}
