package atelier.model.gan;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.StyleSpace;
import atelier.model.part.AdversarialStep;
import atelier.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A generator of latents and a discriminator that learn against each other: what every GAN is, whatever
 * its networks and losses. The groups are {@code generator} and {@code discriminator}.
 */
final class AdversarialNetwork implements GenerativeModel {
    private final ImageShape shape;
    private final int latentSize;
    private final Generator generator;
    private final CriticLoss criticLoss;
    private final AdversarialStep game;
    private final int criticSteps;

    /** From latents [N,Z] and classes [N] to pictures [N,C,H,W]. */
    @FunctionalInterface
    interface Generator {
        Tensor forward(Tensor latents, @Nullable Tensor labels);

        /** The pictures of a training step, for generators that draw more than latents then. */
        default Tensor forward(StepContext step, Tensor latents) {
            return forward(latents, step.labels());
        }

        /** See {@link GenerativeModel#styles}. */
        default @Nullable StyleSpace styles() {
            return null;
        }
    }

    /** The discriminator's loss, [] float32, given the step's generated pictures. */
    @FunctionalInterface
    interface CriticLoss {
        Tensor of(StepContext step, Tensor fakes);
    }

    /** Players over one game, the discriminator's loss being the game's. */
    AdversarialNetwork(ImageShape shape, int latentSize, Generator generator, AdversarialStep game, int criticSteps) {
        this(shape, latentSize, generator, game, game::critic, criticSteps);
    }

    /**
     * Players over one game.
     *
     * @param criticLoss what the discriminator learns from, usually the game's loss and something added
     * @param criticSteps the generator moves in one of so many steps, the discriminator in all
     */
    AdversarialNetwork(
            ImageShape shape,
            int latentSize,
            Generator generator,
            AdversarialStep game,
            CriticLoss criticLoss,
            int criticSteps) {
        this.shape = shape;
        this.latentSize = latentSize;
        this.generator = generator;
        this.game = game;
        this.criticLoss = criticLoss;
        this.criticSteps = criticSteps;
    }

    @Override
    public List<Phase> phases(Progress progress) {
        Phase critic = new Phase(
                "discriminator", List.of("discriminator"), List.of(), step -> criticLoss.of(step, fakes(step)));
        if (!generatorMoves(progress)) {
            return List.of(critic);
        }
        return List.of(
                critic,
                new Phase(
                        "generator",
                        List.of("generator"),
                        List.of("discriminator"),
                        step -> game.generator(step, fakes(step))));
    }

    private boolean generatorMoves(Progress progress) {
        return progress.step() % criticSteps == 0;
    }

    /** One batch of generated pictures serves both players. */
    private Tensor fakes(StepContext step) {
        return step.remember("fakes", () -> {
            Tensor latents = step.normal("latent", latentSize);
            if (generatorMoves(step.progress())) {
                return generator.forward(step, latents);
            }
            Tensor pictures;
            try (Scope scope = Scope.withoutGradient()) {
                pictures = Scope.keep(generator.forward(step, latents));
            }
            Scope.adopt(pictures);
            return pictures;
        });
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
        return latentSize;
    }

    @Override
    public List<String> generatorGroups() {
        return List.of("generator");
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return generator.forward(latents, labels);
    }

    @Override
    public @Nullable StyleSpace styles() {
        return generator.styles();
    }
}
