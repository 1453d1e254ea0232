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
import atelier.model.part.StagePlan;
import atelier.model.part.StridedDiscriminator;
import atelier.model.part.StridedDiscriminator.Normalization;
import atelier.torch.Parameters;

/**
 * Spectrally normalised GAN (Miyato et al. 2018, arXiv 1802.05957): every weight of the discriminator is
 * divided by its largest singular value ({@link atelier.nn.SpectralNorm}), which bounds how steep it can be
 * without any gradient of a gradient; hinge loss; classes by projection (Miyato and Koyama 2018, arXiv
 * 1802.05637). Departs from the papers in the generator, this house's residual one without batch
 * normalisation. Not for very short runs: a bounded discriminator learns slowly.
 */
public final class SnGan {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a spectrally normalised GAN.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage of the generator, 3x3 convolutions per stage of the discriminator
     * @param latentSize Z
     * @param criticSteps the generator moves in one of so many steps, the discriminator in all
     * @param augment strength of the augmentation of all that the discriminator sees, 0 to 1; 0 for none
     * @param adapt share of pairs that the discriminator should tell, such as 0.88: the strength follows; 0 if it stays
     */
    public record Settings(int width, int depth, int latentSize, int criticSteps, double augment, double adapt) {
        /** Refuses a strength that is none. */
        public Settings {
            AdaptiveAugmentation.require(augment, adapt);
        }
    }

    private SnGan() {}

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "sngan",
                    "gan",
                    "spectrally normalised GAN, hinge loss, projection: for steadiness without a penalty; not for very short runs",
                    "Miyato et al. 2018, arXiv 1802.05957; Miyato and Koyama 2018, arXiv 1802.05637",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            int width = StagePlan.width(workload.totalImages());
            return new Settings(width, 1, 64, 1, Augmentation.strengthFor(workload), 0);
        }

        @Override
        public Optimization optimization(Workload workload) {
            int batch = AdversarialStep.batchSize(workload.totalImages());
            return new Optimization(batch, 5e-4, 0, 0.9, 0.01, 0.5, 0.05, 0.05);
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            ConvDecoder generator = new ConvDecoder(
                    parameters.group("generator"), shape, settings.latentSize(), settings.width(), settings.depth());
            StridedDiscriminator discriminator = new StridedDiscriminator(
                    parameters.group("discriminator"),
                    shape,
                    settings.width(),
                    settings.depth(),
                    Normalization.SPECTRAL);
            AdversarialStep game = AdversarialStep.withoutPenalty(
                    discriminator,
                    AdversarialObjective.HINGE,
                    new AdaptiveAugmentation(parameters.group("discriminator"), settings.augment(), settings.adapt()));
            return new AdversarialNetwork(
                    shape, settings.latentSize(), generator::forward, game, settings.criticSteps());
        }
    }
}
