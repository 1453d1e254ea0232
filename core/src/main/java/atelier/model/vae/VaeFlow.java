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
import atelier.model.part.LatentVariableModel;
import atelier.model.part.Likelihood;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * VAE whose prior is learned too: a normalising flow over the vectors that the encoder gives (Chen et al. 2016, arXiv
 * 1611.02731, with the couplings of {@link CouplingFlow} instead of autoregression). New pictures come from where real
 * ones lie, not from wherever the standard normal has mass.
 *
 * <p>A latent is the flow's noise, so it is standard normal and the flow is part of {@link #decode}; {@link #encode}
 * gives the noise that stands for the mean of the posterior, as a point. Not for comparing latents by distance: the flow
 * bends them.
 */
public final class VaeFlow extends GaussianAutoencoder {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a VAE with a flow as its prior.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage
     * @param latentSize Z, at least 2
     * @param likelihood what the decoder's output means
     * @param warmup part of the run over which the divergence's weight rises from zero
     * @param flowLayers couplings of the flow
     * @param flowWidth width of its networks
     */
    public record Settings(
            int width, int depth, int latentSize, Likelihood likelihood, double warmup, int flowLayers, int flowWidth) {
        /** Refuses what no flow can be made of. */
        public Settings {
            if (latentSize < 2) {
                throw new IllegalArgumentException("latentSize is " + latentSize
                        + ", expected at least 2, since a flow moves one half of a vector by the other");
            }
        }
    }

    private final Settings settings;
    private final CouplingFlow flow;

    private VaeFlow(Settings settings, ImageShape shape, Parameters parameters) {
        super(parameters, shape, settings.latentSize(), settings.width(), settings.depth(), settings.likelihood());
        this.settings = settings;
        flow = new CouplingFlow(
                parameters.group("prior"),
                settings.latentSize(),
                shape.labels(),
                settings.flowLayers(),
                settings.flowWidth());
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(new Phase("autoencoder", List.of("encoder", "decoder", "prior"), List.of(), this::negativeElbo));
    }

    private Tensor negativeElbo(StepContext step) {
        Posterior posterior = posterior(step.images());
        Tensor vectors = drawn(step, posterior);
        Tensor reconstruction = likelihood().loss(step.images(), decoded(vectors, step.labels()), step);
        // The posterior's entropy is known; the prior is asked at the draws.
        Tensor entropy = posterior
                .logVariance()
                .add(Torch.scalar(1 + Math.log(2 * Math.PI)))
                .sum(1)
                .mul(Torch.scalar(0.5));
        Tensor divergence = entropy.add(logPrior(vectors, step.labels())).mean().neg();
        step.report("reconstruction", reconstruction);
        step.report("kl", divergence);
        return reconstruction.add(divergence.mul(Torch.scalar(step.progress().ramp(settings.warmup()))));
    }

    /** ln p(z) of vectors [N,Z] under the learned prior: [N] float32, nats. */
    Tensor logPrior(Tensor vectors, @Nullable Tensor labels) {
        return flow.logDensity(vectors, labels);
    }

    @Override
    public Draws draw(Tensor images, @Nullable Tensor labels, Tensor noise) {
        long times = noise.size(0) / images.size(0);
        Posterior each = KullbackLeibler.repeated(posterior(images), times);
        Tensor vectors = KullbackLeibler.draw(each, noise);
        Tensor repeated = LatentVariableModel.repeated(labels, times);
        Tensor negativeLogPosterior = noise.square()
                .add(each.logVariance())
                .add(Torch.scalar(Math.log(2 * Math.PI)))
                .sum(1)
                .mul(Torch.scalar(0.5));
        return new Draws(decoded(vectors, repeated), logPrior(vectors, repeated).add(negativeLogPosterior));
    }

    @Override
    public List<String> generatorGroups() {
        return List.of("decoder", "prior");
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return super.decode(flow.vectors(latents, labels), labels);
    }

    @Override
    public Posterior encode(Tensor images, @Nullable Tensor labels) {
        return Posterior.point(flow.normalize(posterior(images).mean(), labels).noise());
    }

    /** The flow makes its own distribution of the standard normal. */
    @Override
    public boolean wantsFittedSampler() {
        return false;
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "vae-flow",
                    "vae",
                    "VAE with a learned flow as its prior: for likely samples with nothing to fit; not for distances of latents",
                    "Chen et al. 2016, arXiv 1611.02731",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            int latent = AutoencoderDefaults.latentSize(workload);
            int width = StagePlan.width(workload.totalImages());
            return new Settings(width, 1, latent, Likelihood.GAUSSIAN, 0.1, 8, 128);
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
            return new VaeFlow(settings, shape, parameters);
        }
    }
}
