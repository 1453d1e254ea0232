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
import atelier.model.part.StridedDiscriminator;
import atelier.model.part.StridedDiscriminator.Normalization;
import atelier.model.part.StridedGenerator;
import atelier.torch.Parameters;

/** GANs with the networks of DCGAN, which differ in what the players play for. */
final class StridedType extends ModelType<StridedSettings> {
    private final AdversarialObjective objective;

    StridedType(String name, String summary, String paper, AdversarialObjective objective) {
        super(name, "gan", summary, paper, StridedSettings.class);
        this.objective = objective;
    }

    @Override
    public StridedSettings defaults(Workload workload) {
        return new StridedSettings(128, 100, Augmentation.strengthFor(workload), 0);
    }

    /** The paper's momentum; a higher rate than its 2e-4, since runs here have fewer steps. */
    @Override
    public Optimization optimization(Workload workload) {
        int batch = AdversarialStep.batchSize(workload.totalImages());
        return new Optimization(batch, 5e-4, 0.5, 0.99, 0.01, 0.5, 0.05, 0.05);
    }

    @Override
    public GenerativeModel build(StridedSettings settings, ImageShape shape, Parameters parameters) {
        StridedGenerator generator =
                new StridedGenerator(parameters.group("generator"), shape, settings.latentSize(), settings.width());
        StridedDiscriminator discriminator = new StridedDiscriminator(
                parameters.group("discriminator"), shape, settings.width(), 0, Normalization.FEATURES);
        AdversarialStep game = AdversarialStep.withoutPenalty(
                discriminator,
                objective,
                new AdaptiveAugmentation(parameters.group("discriminator"), settings.augment(), settings.adapt()));
        return new AdversarialNetwork(shape, settings.latentSize(), generator::forward, game, 1);
    }
}
