package atelier.model.gan;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Optimization;
import atelier.model.Workload;
import atelier.model.part.AdversarialObjective;
import atelier.model.part.AdversarialStep;
import atelier.model.part.Augmentation;
import atelier.model.part.StridedDiscriminator;
import atelier.model.part.StridedDiscriminator.Normalization;
import atelier.model.part.StridedGenerator;
import atelier.torch.Parameters;

/**
 * Settings of the GANs whose networks are DCGAN's.
 *
 * @param width channels of the smallest stage
 * @param latentSize Z
 * @param augment strength of the augmentation of all that the discriminator sees, 0 to 1; 0 for none
 */
public record StridedSettings(int width, int latentSize, double augment) {
    /** Refuses a strength that is none. */
    public StridedSettings {
        new Augmentation(augment);
    }

    /** Good settings for a run. */
    static StridedSettings of(Workload workload) {
        return new StridedSettings(128, 100, Augmentation.strengthFor(workload));
    }

    /** The paper's momentum; a higher rate than its 2e-4, since runs here have fewer steps. */
    static Optimization optimization(Workload workload) {
        int batch = AdversarialStep.batchSize(workload.totalImages());
        return new Optimization(batch, 5e-4, 0.5, 0.99, 0.01, 0.5, 0.05, 0.05);
    }

    /** The players over a loss. */
    GenerativeModel build(AdversarialObjective objective, ImageShape shape, Parameters parameters) {
        StridedGenerator generator = new StridedGenerator(parameters.group("generator"), shape, latentSize, width);
        StridedDiscriminator discriminator =
                new StridedDiscriminator(parameters.group("discriminator"), shape, width, 0, Normalization.FEATURES);
        AdversarialStep game = AdversarialStep.withoutPenalty(discriminator, objective, new Augmentation(augment));
        return new AdversarialNetwork(shape, latentSize, generator::forward, game, 1);
    }
}
