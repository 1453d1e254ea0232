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
import atelier.model.part.ConvBackbone;
import atelier.model.part.KullbackLeibler;
import atelier.model.part.LatentVariableModel;
import atelier.model.part.Likelihood;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Hierarchical VAE, a ladder in the manner of VDVAE (Child 2021, arXiv 2011.10650) at small scale: an encoder goes up
 * from the picture without drawing anything; on the way down, at several resolutions, groups of latents are drawn, each
 * from a Gaussian that depends on all groups above. Coarse groups decide what there is, fine ones where exactly. The
 * negative ELBO sums the groups' divergences (equation 2), whose weight rises over a warm-up.
 *
 * <p>A latent of this model, [N,Z], is the standard normal noise of all groups one after the other, the smallest side
 * first, each group row by row: z = m + s e with m and s of its prior ({@link TopDownBlock}). So its own prior is the
 * standard normal. {@link #encode} gives the posterior in that noise, every group's given the means of those above; then
 * {@code decode(encode(x).mean())} is the reconstruction of x. Because the groups depend on each other, draws from that
 * diagonal Gaussian are not draws from the posterior, which are made group by group.
 *
 * <p>Departs from the paper in scale; there are no bottlenecks and no unconditional layers but the first map; upsampling
 * is bilinear. Not for comparing pictures by the distance of their latents: most numbers hold detail.
 */
public final class Hvae implements LatentVariableModel {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a hierarchical VAE.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage of the encoder, and of decoder stages without latents
     * @param groups groups of latents per stage
     * @param groupChannels channels of a group: its numbers at each place
     * @param smallestSide the picture is halved until its side is at most this
     * @param largestSide stages of at most this side have latents
     * @param likelihood what the decoder's output means
     * @param beta weight of the divergence
     * @param warmup part of the run over which that weight rises from zero
     */
    public record Settings(
            int width,
            int depth,
            int groups,
            int groupChannels,
            int smallestSide,
            int largestSide,
            Likelihood likelihood,
            double beta,
            double warmup) {
        /** Refuses a ladder without rungs. */
        public Settings {
            if (groups < 1 || groupChannels < 1 || smallestSide < 1 || largestSide < smallestSide) {
                throw new IllegalArgumentException("groups is " + groups + ", groupChannels " + groupChannels
                        + ", smallestSide " + smallestSide + ", largestSide " + largestSide
                        + "; expected at least 1 each, and largestSide at least smallestSide");
            }
        }
    }

    private final Settings settings;
    private final ImageShape shape;
    private final ConvBackbone encoder;
    private final List<TopDownPosterior> posteriors = new ArrayList<>();
    private final TopDownDecoder decoder;

    private Hvae(Settings settings, ImageShape shape, Parameters parameters) {
        this.settings = settings;
        this.shape = shape;
        StagePlan plan = StagePlan.of(shape, settings.width(), settings.smallestSide());
        Parameters encoding = parameters.group("encoder");
        encoder = new ConvBackbone(encoding, shape, plan, settings.depth());
        List<Integer> stages = new ArrayList<>();
        for (int stage = 0; stage < plan.count(); stage++) {
            boolean latents = stage == 0 || plan.sides().get(stage) <= settings.largestSide();
            for (int group = 0; group < settings.groups() && latents; group++) {
                Parameters own = encoding.child("posterior" + stages.size());
                posteriors.add(new TopDownPosterior(own, plan.channels().get(stage), settings.groupChannels()));
                stages.add(stage);
            }
        }
        decoder = new TopDownDecoder(
                parameters.group("decoder"), shape, plan, settings.depth(), settings.groupChannels(), stages);
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(new Phase("ladder", List.of("encoder", "decoder"), List.of(), this::negativeElbo));
    }

    private Tensor negativeElbo(StepContext step) {
        Descent descent = descend(step.images(), step.labels(), step.normal("posterior", latentSize()));
        Tensor reconstruction = settings.likelihood().loss(step.images(), descent.decoded(), step);
        Tensor divergence = KullbackLeibler.mean(descent.posterior(), 0);
        step.report("reconstruction", reconstruction);
        step.report("kl", divergence);
        double weight = settings.beta() * step.progress().ramp(settings.warmup());
        return reconstruction.add(divergence.mul(Torch.scalar(weight)));
    }

    /**
     * A way down over pictures.
     *
     * @param decoded [NK,C,H,W] the decoder's output
     * @param posterior [NK,Z] every group's, given the noise of those above
     * @param noise [NK,Z] that was taken
     */
    record Descent(Tensor decoded, Posterior posterior, Tensor noise) {}

    /**
     * Goes down over pictures [N,C,H,W], K times over each.
     *
     * @param unit [NK,Z] standard normal to draw the groups' noise with; null to take the posteriors' means
     */
    Descent descend(Tensor images, @Nullable Tensor labels, @Nullable Tensor unit) {
        long times = unit == null ? 1 : unit.size(0) / images.size(0);
        List<Tensor> up = encoder.features(images).stream()
                .map(features -> times == 1 ? features : KullbackLeibler.repeated(features, times))
                .toList();
        List<Tensor> means = new ArrayList<>();
        List<Tensor> logVariances = new ArrayList<>();
        List<Tensor> taken = new ArrayList<>();
        Tensor decoded = decoder.forward(
                images.size(0) * times, LatentVariableModel.repeated(labels, times), (group, stage, down) -> {
                    Posterior posterior = posteriors.get(group).forward(down, up.get(stage));
                    Tensor noise = unit == null
                            ? posterior.mean()
                            : KullbackLeibler.draw(posterior, decoder.part(unit, group));
                    means.add(TopDownDecoder.flat(posterior.mean()));
                    logVariances.add(TopDownDecoder.flat(posterior.logVariance()));
                    taken.add(TopDownDecoder.flat(noise));
                    return noise;
                });
        return new Descent(
                decoded,
                new Posterior(torch.cat(Torch.list(means), 1), torch.cat(Torch.list(logVariances), 1)),
                torch.cat(Torch.list(taken), 1));
    }

    @Override
    public Likelihood likelihood() {
        return settings.likelihood();
    }

    @Override
    public Draws draw(Tensor images, @Nullable Tensor labels, Tensor noise) {
        Descent descent = descend(images, labels, noise);
        return new Draws(descent.decoded(), KullbackLeibler.logRatio(descent.posterior(), noise, descent.noise()));
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        Tensor decoded = decoder.forward(latents.size(0), labels, (group, stage, down) -> decoder.part(latents, group));
        return settings.likelihood().picture(decoded);
    }

    @Override
    public Posterior encode(Tensor images, @Nullable Tensor labels) {
        return descend(images, labels, null).posterior();
    }

    /** The groups' priors make the model's own distribution of the standard normal. */
    @Override
    public boolean wantsFittedSampler() {
        return false;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int latentSize() {
        return decoder.latentSize();
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "hvae",
                    "vae",
                    "ladder of latents from coarse to fine: for likelihoods and fine detail; not for short latents or short runs",
                    "Child 2021, arXiv 2011.10650",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            // A top of 2x2 holds what there is; further halvings than the other autoencoders make, so it is wider.
            int width = 3 * StagePlan.width(workload.totalImages());
            return new Settings(width, 1, 2, 8, 2, 8, Likelihood.GAUSSIAN, 1, 0.2);
        }

        @Override
        public void require(Settings settings, ImageShape shape) {
            Progress.requirePart("warmup", settings.warmup());
        }

        @Override
        public Optimization optimization(Workload workload) {
            return AutoencoderDefaults.optimization(workload, 1e-3);
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            return new Hvae(settings, shape, parameters);
        }
    }
}
