package atelier.model.gan;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.StepContext;
import atelier.model.Workload;
import atelier.model.part.AdaptiveAugmentation;
import atelier.model.part.AdversarialObjective;
import atelier.model.part.AdversarialStep;
import atelier.model.part.Augmentation;
import atelier.model.part.ConvDecoder;
import atelier.model.part.Critic;
import atelier.model.part.Discriminator;
import atelier.model.part.GradientPenalty;
import atelier.model.part.StagePlan;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/**
 * Wasserstein GAN with gradient penalty (Gulrajani et al. 2017, arXiv 1704.00028, algorithm 1): the critic
 * estimates how far apart the two sets of pictures are, its gradient held near length 1 on points between
 * real and generated ones; it moves several times for each move of the generator. Both networks are this
 * house's residual ones without normalisation. The critic's loss says how training goes, which
 * that of others does not; not where time is short: most of it goes to the critic.
 */
public final class WganGp {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a Wasserstein GAN.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage
     * @param latentSize Z
     * @param penalty weight of the gradient penalty (lambda)
     * @param criticSteps the generator moves in one of so many steps, the critic in all
     * @param augment strength of the augmentation of all that the critic sees, 0 to 1; 0 for none
     * @param adapt share of pairs that the critic should tell, such as 0.88: the strength follows; 0 if it stays
     */
    public record Settings(
            int width, int depth, int latentSize, double penalty, int criticSteps, double augment, double adapt) {
        /** Refuses a strength that is none. */
        public Settings {
            AdaptiveAugmentation.require(augment, adapt);
        }
    }

    private WganGp() {}

    /** lambda E[(|grad f(x)| - 1)^2] over points x between what the critic saw of the two sets. */
    private static Tensor penalty(StepContext step, Tensor seen, Critic critic, double weight) {
        int count = step.count();
        float[] shares = new float[count];
        for (int index = 0; index < count; index++) {
            shares[index] = (float) step.stream("interpolate", index).nextDouble();
        }
        Tensor share = step.place(Torch.fromFloats(shares, count, 1, 1, 1));
        Tensor points = GradientPenalty.between(seen.narrow(0, 0, count), seen.narrow(0, count, count), share);
        Tensor squares = GradientPenalty.oneCentred(points, critic.forward(points, step.labels()))
                .mean();
        step.report("gradient", squares);
        return squares.mul(Torch.scalar(weight));
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "wgan-gp",
                    "gan",
                    "Wasserstein GAN with gradient penalty: for a loss that shows how training goes; not for short runs",
                    "Gulrajani et al. 2017, arXiv 1704.00028",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            int width = StagePlan.width(workload.totalImages());
            return new Settings(width, 1, 64, 10, 2, Augmentation.strengthFor(workload), 0);
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
            Discriminator critic =
                    new Discriminator(parameters.group("discriminator"), shape, settings.width(), settings.depth());
            AdversarialStep game = AdversarialStep.withoutPenalty(
                    critic,
                    AdversarialObjective.WASSERSTEIN,
                    new AdaptiveAugmentation(parameters.group("discriminator"), settings.augment(), settings.adapt()));
            return new AdversarialNetwork(
                    shape,
                    settings.latentSize(),
                    generator::forward,
                    game,
                    (step, fakes) ->
                            game.critic(step, fakes).add(penalty(step, game.seen(step), critic, settings.penalty())),
                    settings.criticSteps());
        }
    }
}
