package atelier.model.hybrid;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.Workload;
import atelier.model.part.AdaptiveAugmentation;
import atelier.model.part.AdversarialObjective;
import atelier.model.part.AdversarialStep;
import atelier.model.part.Augmentation;
import atelier.model.part.Autoencoder;
import atelier.model.part.AutoencoderDefaults;
import atelier.model.part.ConvDecoder;
import atelier.model.part.ConvEncoder;
import atelier.model.part.Discriminator;
import atelier.model.part.KullbackLeibler;
import atelier.model.part.Likelihood;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * VAE-GAN (Larsen et al. 2016, arXiv 1512.09300): the reconstruction network of a VAE is trained
 * against a discriminator, so that what it decodes is sharp. In two parts: first encoder and decoder
 * as a VAE; then the encoder rests, the decoder learns from the discriminator on decoded draws from
 * the posterior, held near its pictures by a weighted squared error.
 *
 * <p>Departs from the paper: the two parts follow each other, which keeps the discriminator out of
 * the latent space; the error is measured on pixels, not in the discriminator's features; today's
 * relativistic objective with R1 and R2 replaces cross-entropy.
 */
public final class VaeGan implements Autoencoder {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a VAE-GAN.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage
     * @param latentSize Z
     * @param warmup part of the first part over which the divergence's weight rises from zero
     * @param firstPart part of the run that trains the autoencoder
     * @param fidelity weight of the squared error in the second part; 0 leaves all to the discriminator
     * @param objective what the players play for
     * @param penalty weight of R1 and R2 (gamma)
     * @param penaltyInterval the penalty is computed every so many steps, with that much more weight
     * @param alternating whether the decoder answers the updated discriminator, or both
     *     players move at once
     * @param augment strength of the augmentation of all that the discriminator sees, 0 to 1; 0 for none
     * @param adapt share of pairs that the discriminator should tell, such as 0.88: the strength follows; 0 if it stays
     */
    public record Settings(
            int width,
            int depth,
            int latentSize,
            double warmup,
            double firstPart,
            double fidelity,
            AdversarialObjective objective,
            double penalty,
            int penaltyInterval,
            boolean alternating,
            double augment,
            double adapt) {
        /** Refuses what cannot be played. */
        public Settings {
            AdaptiveAugmentation.require(augment, adapt);
        }
    }

    /** Images after which an encoder's codes carry what is in a picture; without them the second part is in vain. */
    private static final long ENOUGH_FOR_CODES = 14_000;

    /** A loss that stays put wants momentum; the game of the second part wants none. */
    private static final Phase.Pace AUTOENCODER_PACE = new Phase.Pace(1, 0.9);

    private final Settings settings;
    private final ImageShape shape;
    private final ConvEncoder encoder;
    private final ConvDecoder decoder;
    private final AdversarialStep game;

    private VaeGan(Settings settings, ImageShape shape, Parameters parameters) {
        this.settings = settings;
        this.shape = shape;
        encoder = new ConvEncoder(
                parameters.group("encoder"), shape, settings.latentSize(), settings.width(), settings.depth());
        decoder = new ConvDecoder(
                parameters.group("decoder"), shape, settings.latentSize(), settings.width(), settings.depth());
        Discriminator discriminator =
                new Discriminator(parameters.group("discriminator"), shape, settings.width(), settings.depth());
        game = new AdversarialStep(
                discriminator,
                settings.objective(),
                settings.penalty(),
                settings.penalty(),
                settings.penaltyInterval(),
                settings.alternating(),
                new AdaptiveAugmentation(parameters.group("discriminator"), settings.augment(), settings.adapt()));
    }

    @Override
    public List<Phase> phases(Progress progress) {
        // A further budget goes on with the game: the schedule that had two parts has ended.
        if (progress.from() == 0 && progress.fraction() < settings.firstPart()) {
            return List.of(new Phase(
                    "autoencoder", List.of("encoder", "decoder"), List.of(), this::negativeElbo, AUTOENCODER_PACE));
        }
        return List.of(
                new Phase(
                        "discriminator",
                        List.of("discriminator"),
                        List.of(),
                        step -> game.critic(step, decodedDraws(step))),
                new Phase("decoder", List.of("decoder"), List.of("discriminator"), this::decoderLoss));
    }

    private Tensor negativeElbo(StepContext step) {
        Posterior posterior = encoder.forward(step.images());
        Tensor latents = KullbackLeibler.draw(posterior, step.normal("posterior", settings.latentSize()));
        Tensor reconstruction = Likelihood.GAUSSIAN.loss(step.images(), decoder.forward(latents, step.labels()), step);
        Tensor divergence = KullbackLeibler.mean(posterior, 0);
        step.report("reconstruction", reconstruction);
        step.report("kl", divergence);
        double weight = step.progress().ramp(settings.warmup() * settings.firstPart());
        return reconstruction.add(divergence.mul(Torch.scalar(weight)));
    }

    /** Decoded draws from the resting encoder's posterior, shared by both players. */
    private Tensor decodedDraws(StepContext step) {
        return step.remember("draws", () -> {
            Tensor latents;
            try (Scope scope = Scope.withoutGradient()) {
                Posterior posterior = encoder.forward(step.images());
                latents = Scope.keep(KullbackLeibler.draw(posterior, step.normal("posterior", settings.latentSize())));
            }
            Scope.adopt(latents);
            return decoder.forward(latents, step.labels());
        });
    }

    private Tensor decoderLoss(StepContext step) {
        Tensor decoded = decodedDraws(step);
        Tensor adversarial = game.generator(step, decoded);
        Tensor error = decoded.sub(step.images()).square().mean();
        step.report("mse", error.detach().mul(Torch.scalar(0.25)));
        return adversarial.add(error.mul(Torch.scalar(settings.fidelity())));
    }

    @Override
    public Tensor judge(Tensor images, @Nullable Tensor labels) {
        return game.judge(images, labels);
    }

    @Override
    public boolean hasDiscriminator() {
        return true;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int latentSize() {
        return settings.latentSize();
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return decoder.forward(latents, labels);
    }

    @Override
    public Posterior encode(Tensor images, @Nullable Tensor labels) {
        return encoder.forward(images);
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "vaegan",
                    "hybrid",
                    "VAE finished against a discriminator: for sharper pictures that also reconstruct; not for likelihoods",
                    "Larsen et al. 2016, arXiv 1512.09300",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            int latent = AutoencoderDefaults.latentSize(workload);
            return new Settings(
                    StagePlan.width(workload.totalImages()),
                    1,
                    latent,
                    0.2,
                    Math.max(0.36, Math.min(0.7, ENOUGH_FOR_CODES / (double) workload.totalImages())),
                    2,
                    AdversarialObjective.RELATIVISTIC,
                    1,
                    4,
                    true,
                    Augmentation.strengthFor(workload),
                    0);
        }

        @Override
        public void require(Settings settings, ImageShape shape) {
            Progress.requirePart("warmup", settings.warmup());
            Progress.requirePart("firstPart", settings.firstPart());
            AdversarialStep.requirePlayable(
                    settings.objective(), settings.penalty(), settings.penalty(), settings.alternating());
        }

        @Override
        public Optimization optimization(Workload workload) {
            int batch = AdversarialStep.batchSize(workload.totalImages());
            double rate = workload.totalImages() < 20_000 ? 1.5e-3 : 7e-4;
            return new Optimization(batch, rate, 0, 0.99, 0.01, 0.5, 0.05, 0.05);
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            return new VaeGan(settings, shape, parameters);
        }
    }
}
