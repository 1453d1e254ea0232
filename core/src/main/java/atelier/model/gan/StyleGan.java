package atelier.model.gan;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.StepContext;
import atelier.model.StyleSpace;
import atelier.model.Workload;
import atelier.model.part.AdaptiveAugmentation;
import atelier.model.part.AdversarialObjective;
import atelier.model.part.AdversarialStep;
import atelier.model.part.Augmentation;
import atelier.model.part.Critic;
import atelier.model.part.Discriminator;
import atelier.model.part.GradientPenalty;
import atelier.model.part.StagePlan;
import atelier.model.part.StyleMapping;
import atelier.model.part.StyleSynthesis;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Style-based GAN (Karras et al. 2019, arXiv 1812.04948; Karras et al. 2020, arXiv 1912.04958): a latent is mapped to a
 * style, and the style scales the channels of every layer of a synthesis that begins at a learned constant, with noise
 * added place by place. In training two latents share a picture now and then, one its coarse layers, the other its fine
 * ones (style mixing, 2019, section 3.1), so that layers can be styled apart afterwards. The game is the non-saturating
 * loss with R1 on real pictures, computed every few steps (2020, section 3).
 *
 * <p>Outside training the noise is the same for all pictures: a picture is a function of its latent and class. Truncation
 * draws styles towards the middle of their class. Departs from the papers in the discriminator, this house's residual one
 * without a statistic over the batch, in that weights are not scaled at run time, and in that path lengths are not
 * regularised, which costs as much again as the game. Not for very short runs: it needs more pictures than {@code gan}
 * before it draws well.
 */
public final class StyleGan {
    /** The catalogue's entry. */
    public static final ModelType<Settings> TYPE = new Type();

    /**
     * Settings of a style-based GAN.
     *
     * @param width channels of the smallest stage
     * @param depth residual blocks per stage of the discriminator
     * @param latentSize Z, and the length of a style
     * @param mappingDepth layers from a latent to its style
     * @param mixing part of the training pictures that get two latents, 0 to 1
     * @param penalty weight of R1 (gamma)
     * @param penaltyInterval R1 is computed every so many steps, with that much more weight
     * @param augment strength of the augmentation of all that the discriminator sees, 0 to 1; 0 for none
     * @param adapt share of pairs that the discriminator should tell, such as 0.88: the strength follows; 0 if it stays
     */
    public record Settings(
            int width,
            int depth,
            int latentSize,
            int mappingDepth,
            double mixing,
            double penalty,
            int penaltyInterval,
            double augment,
            double adapt) {
        /** Refuses what nothing can be done with. */
        public Settings {
            if (!(mixing >= 0 && mixing <= 1)) {
                throw new IllegalArgumentException("mixing is " + mixing + ", expected 0 to 1");
            }
            AdaptiveAugmentation.require(augment, adapt);
        }
    }

    private StyleGan() {}

    /** gamma/2 E|grad f(x)|^2 over the real pictures as the discriminator just saw them. */
    private static Tensor penalty(StepContext step, Tensor seen, Critic critic, double weight) {
        Tensor real = seen.narrow(0, 0, step.count()).detach().requires_grad_(true);
        Tensor loss = GradientPenalty.mean(real, critic.forward(real, step.labels()), weight);
        step.report("penalty", loss);
        return loss;
    }

    /** The mapping and the synthesis. */
    private static final class StyledGenerator implements AdversarialNetwork.Generator, StyleSpace {
        private final Settings settings;
        private final StyleMapping mapping;
        private final StyleSynthesis synthesis;

        StyledGenerator(Settings settings, ImageShape shape, Parameters parameters) {
            this.settings = settings;
            int size = settings.latentSize();
            mapping =
                    new StyleMapping(parameters.child("mapping"), shape.labels(), size, size, settings.mappingDepth());
            synthesis = new StyleSynthesis(parameters.child("synthesis"), shape, size, settings.width());
        }

        @Override
        public Tensor forward(Tensor latents, @Nullable Tensor labels) {
            return synthesize(map(latents, labels));
        }

        @Override
        public Tensor forward(StepContext step, Tensor latents) {
            Tensor own = map(latents, step.labels()).unsqueeze(1);
            Tensor styles = own.expand(step.count(), layers(), size());
            if (settings.mixing() > 0) {
                Tensor other = map(step.normal("other latent", settings.latentSize()), step.labels());
                // In the styles' own type, which is lower than that of the shares under autocast.
                styles = styles.lerp(
                        other.unsqueeze(1).expand_as(styles), mixing(step).type_as(styles));
            }
            return synthesis.forward(styles, step.normal("noise", synthesis.noiseSize()));
        }

        /** [n,L,1]: 1 where a layer takes the other latent's style, from a layer on that is drawn for each picture. */
        private Tensor mixing(StepContext step) {
            float[] others = new float[step.count() * layers()];
            for (int i = 0; i < step.count(); i++) {
                RandomStream random = step.stream("mixing", i);
                boolean mixed = random.nextDouble() < settings.mixing();
                int crossover = 1 + random.nextInt(layers() - 1);
                for (int layer = crossover; layer < layers() && mixed; layer++) {
                    others[i * layers() + layer] = 1;
                }
            }
            return step.place(Torch.fromFloats(others, step.count(), layers(), 1));
        }

        @Override
        public Tensor map(Tensor latents, @Nullable Tensor labels) {
            return mapping.forward(latents, labels);
        }

        @Override
        public Tensor synthesize(Tensor styles) {
            Tensor each = styles.dim() == 3 ? styles : styles.unsqueeze(1).expand(styles.size(0), layers(), size());
            return synthesis.forward(each, synthesis.fixedNoise(styles));
        }

        @Override
        public StyleSpace styles() {
            return this;
        }

        @Override
        public int size() {
            return settings.latentSize();
        }

        @Override
        public int layers() {
            return synthesis.styles();
        }

        @Override
        public List<Tensor> affineWeights() {
            return synthesis.affineWeights();
        }
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super(
                    "stylegan",
                    "gan",
                    "style-based GAN: for styles to mix, truncate and explore; not for very short runs or reconstructions",
                    "Karras et al. 2019, arXiv 1812.04948; Karras et al. 2020, arXiv 1912.04958",
                    Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            int width = StagePlan.width(workload.totalImages());
            return new Settings(width, 1, 64, 2, 0.5, 4, 8, Augmentation.strengthFor(workload), 0);
        }

        @Override
        public Optimization optimization(Workload workload) {
            int batch = AdversarialStep.batchSize(workload.totalImages());
            return new Optimization(batch, 1e-3, 0, 0.99, 0.01, 0.45, 0.05, 0.05);
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            StyledGenerator generator = new StyledGenerator(settings, shape, parameters.group("generator"));
            Discriminator discriminator =
                    new Discriminator(parameters.group("discriminator"), shape, settings.width(), settings.depth());
            AdversarialStep game = AdversarialStep.withoutPenalty(
                    discriminator,
                    AdversarialObjective.BCE,
                    new AdaptiveAugmentation(parameters.group("discriminator"), settings.augment(), settings.adapt()));
            int interval = settings.penaltyInterval();
            return new AdversarialNetwork(
                    shape,
                    settings.latentSize(),
                    generator,
                    game,
                    (step, fakes) -> {
                        Tensor loss = game.critic(step, fakes);
                        return settings.penalty() == 0 || step.progress().step() % interval != 0
                                ? loss
                                : loss.add(
                                        penalty(step, game.seen(step), discriminator, settings.penalty() * interval));
                    },
                    1);
        }
    }
}
