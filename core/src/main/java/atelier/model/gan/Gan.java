package atelier.model.gan;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Workload;
import atelier.model.part.AdaptiveAugmentation;
import atelier.model.part.AdversarialObjective;
import atelier.model.part.AdversarialStep;
import atelier.model.part.Augmentation;
import atelier.model.part.ConvDecoder;
import atelier.model.part.Discriminator;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;

/**
 * Generative adversarial network: a generator turns normal noise into pictures, a discriminator tells
 * them from real ones, each learns against the other. By default the relativistic pairing loss with
 * R1 and R2 and no normalisation, as in R3GAN (Huang et al. 2024, arXiv 2501.05441), at small scale:
 * plain residual blocks instead of grouped inverted bottlenecks, which cost more on processors than
 * they save. Not for finding the latent of a given picture: it has no encoder.
 */
public final class Gan {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a GAN.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage
     * @param latentSize Z
     * @param objective what the players play for
     * @param penalty weight of R1 and R2 (gamma)
     * @param penaltyEnd weight at the end of the run; it moves geometrically in between
     * @param penaltyInterval the penalty is computed every so many steps, with that much more weight
     * @param alternating whether the generator answers the updated discriminator, or both players move at once
     * @param augment strength of the augmentation of all that the discriminator sees, 0 to 1; 0 for none
     * @param adapt share of pairs that the discriminator should tell, such as 0.88: the strength follows; 0 if it stays
     */
    public record Settings(
            int width,
            int depth,
            int latentSize,
            AdversarialObjective objective,
            double penalty,
            double penaltyEnd,
            int penaltyInterval,
            boolean alternating,
            double augment,
            double adapt) {
        /** Refuses what cannot be played. */
        public Settings {
            AdaptiveAugmentation.require(augment, adapt);
        }
    }

    /**
     * Below, what counts is the number of steps, at a high rate through a narrow network; the penalty must not fall, since
     * the discriminator would win before the generator has found its figures; and the rate falls over half of the run.
     * Longer runs lose by so high a rate, and gain by one that is full until late and by a penalty that falls to half:
     * docs/performance.md has the numbers.
     */
    private static final long FEW_IMAGES = 20_000;

    private Gan() {}

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "gan",
                    "gan",
                    "relativistic GAN with R1 and R2: for sharp pictures; not for reconstructions, since it has no encoder",
                    "Huang et al. 2024, arXiv 2501.05441",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            boolean few = workload.totalImages() < FEW_IMAGES;
            int width = few ? 48 : StagePlan.width(workload.totalImages());
            return new Settings(
                    width,
                    1,
                    64,
                    AdversarialObjective.RELATIVISTIC,
                    1,
                    few ? 1 : 0.5,
                    4,
                    true,
                    Augmentation.strengthFor(workload),
                    0);
        }

        @Override
        public void require(Settings settings, ImageShape shape) {
            AdversarialStep.requirePlayable(
                    settings.objective(), settings.penalty(), settings.penaltyEnd(), settings.alternating());
        }

        @Override
        public Optimization optimization(Workload workload) {
            int batch = AdversarialStep.batchSize(workload.totalImages());
            boolean few = workload.totalImages() < FEW_IMAGES;
            return new Optimization(batch, few ? 2e-3 : 7e-4, 0, 0.99, 0.01, few ? 0.45 : 0.85, 0.05, 0.05);
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            ConvDecoder generator = new ConvDecoder(
                    parameters.group("generator"), shape, settings.latentSize(), settings.width(), settings.depth());
            Discriminator discriminator =
                    new Discriminator(parameters.group("discriminator"), shape, settings.width(), settings.depth());
            AdversarialStep game = new AdversarialStep(
                    discriminator,
                    settings.objective(),
                    settings.penalty(),
                    settings.penaltyEnd(),
                    settings.penaltyInterval(),
                    settings.alternating(),
                    new AdaptiveAugmentation(parameters.group("discriminator"), settings.augment(), settings.adapt()));
            return new AdversarialNetwork(shape, settings.latentSize(), generator::forward, game, 1);
        }
    }
}
