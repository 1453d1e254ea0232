package atelier.model.token;

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
import atelier.model.part.Discriminator;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * VQGAN (Esser et al. 2021, arXiv 2012.09841): the autoencoder of a {@link VqVae} is finished against a discriminator,
 * so that few codes stand for sharp pictures; a transformer learns the codes. In two parts: first the autoencoder
 * alone; then encoder and codebook rest, and in every step the decoder learns from the discriminator, held near its
 * pictures by a weighted squared error, and the transformer learns the codes, which the decoder's changes do not touch.
 *
 * <p>Departs from the paper: encoder and codebook are not trained adversarially, so that transformer and decoder can
 * learn side by side until the end; the error is measured on pixels, without a perceptual network, which would bring
 * another data set's knowledge with it; the discriminator judges whole pictures by the relativistic objective with R1
 * and R2, and with a weight that does not adapt.
 */
public final class VqGan extends TokenGenerator {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a VQGAN.
     *
     * @param width channels of the autoencoder's smallest stage
     * @param depth residual blocks per stage
     * @param codes K, entries of the codebook
     * @param codeSize length of an entry
     * @param mapSide the picture is halved until its side is at most this: the side of the map of codes
     * @param firstPart part of the run that trains the autoencoder alone
     * @param commitment weight of the distance that holds the encoder near the codebook
     * @param fidelity weight of the squared error in the second part; 0 leaves all to the discriminator
     * @param objective what the players play for
     * @param penalty weight of R1 and R2 (gamma)
     * @param penaltyInterval the penalty is computed every so many steps, with that much more weight
     * @param alternating whether the decoder answers the updated discriminator, or both players move at once
     * @param augment strength of the augmentation of all that the discriminator sees, 0 to 1; 0 for none
     * @param adapt share of pairs that the discriminator should tell, such as 0.88: the strength follows; 0 if it stays
     * @param priorWidth channels of the transformer
     * @param priorLayers blocks of the transformer
     * @param temperature divides the transformer's logits when codes are drawn
     * @param topK codes are drawn from so many likeliest ones
     * @param topP codes are drawn from the likeliest ones that together have this probability
     */
    public record Settings(
            int width,
            int depth,
            int codes,
            int codeSize,
            int mapSide,
            double firstPart,
            double commitment,
            double fidelity,
            AdversarialObjective objective,
            double penalty,
            int penaltyInterval,
            boolean alternating,
            double augment,
            double adapt,
            int priorWidth,
            int priorLayers,
            double temperature,
            int topK,
            double topP)
            implements TokenSettings {
        /** Refuses values that no model can be made of. */
        public Settings {
            TokenSettings.check(firstPart, priorWidth, temperature, topK, topP);
            AdaptiveAugmentation.require(augment, adapt);
        }
    }

    /** The run's rate is the players'; autoencoder and transformer learn a little faster. */
    private static final double OTHERS_RATE = 1.4;

    private final Settings settings;
    private final AdversarialStep game;

    private VqGan(Settings settings, ImageShape shape, Parameters parameters) {
        super(settings, shape, parameters);
        this.settings = settings;
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
        if (inFirstPart(progress)) {
            return List.of(autoencoderPhase(progress, OTHERS_RATE));
        }
        return List.of(
                new Phase(
                        "discriminator",
                        List.of("discriminator"),
                        List.of(),
                        step -> game.critic(step, reconstructions(step))),
                new Phase("decoder", List.of("decoder"), List.of("discriminator"), this::decoderLoss),
                priorPhase(progress, OTHERS_RATE));
    }

    /** The step's pictures from their codes, shared by both players. */
    private Tensor reconstructions(StepContext step) {
        return step.remember("reconstructions", () -> autoencoder().decode(codes(step)));
    }

    private Tensor decoderLoss(StepContext step) {
        Tensor decoded = reconstructions(step);
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

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "vqgan",
                    "token",
                    "VQ-VAE finished against a discriminator: for sharper pictures of codes; not for short runs or quick samples",
                    "Esser et al. 2021, arXiv 2012.09841",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            return new Settings(
                    StagePlan.width(workload.totalImages()),
                    1,
                    TokenSettings.codes(workload.totalImages()),
                    8,
                    TokenSettings.mapSide(workload.shape(), workload.totalImages()),
                    0.3,
                    0.25,
                    2,
                    AdversarialObjective.RELATIVISTIC,
                    1,
                    4,
                    true,
                    Augmentation.strengthFor(workload),
                    0,
                    TokenSettings.priorWidth(workload.totalImages()),
                    TokenSettings.priorLayers(workload.totalImages()),
                    1,
                    TokenSettings.ALL,
                    1);
        }

        @Override
        public void require(Settings settings, ImageShape shape) {
            AdversarialStep.requirePlayable(
                    settings.objective(), settings.penalty(), settings.penalty(), settings.alternating());
        }

        @Override
        public Optimization optimization(Workload workload) {
            int batch = AdversarialStep.batchSize(workload.totalImages());
            return new Optimization(batch, 7e-4, 0, 0.99, 0.01, 0.5, 0.05, 0.05);
        }

        @Override
        public List<String> samplingSettings() {
            return TokenSettings.SAMPLING;
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            return new VqGan(settings, shape, parameters);
        }
    }
}
