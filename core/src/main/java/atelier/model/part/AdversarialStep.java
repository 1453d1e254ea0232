package atelier.model.part;

import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Both players' losses in one step over one discriminator: the objective, and R1 and R2 computed
 * lazily (Karras et al. 2020, arXiv 1912.04958, section 2.2): every k-th step with k times the weight.
 * Every picture is augmented before the discriminator sees it, and the penalty is that of the
 * augmented picture.
 */
public final class AdversarialStep {
    private final Critic discriminator;
    private final AdversarialObjective objective;
    private final double penalty;
    private final double penaltyEnd;
    private final int interval;
    private final boolean alternating;
    private final AdaptiveAugmentation augmentation;

    /**
     * The game over this discriminator; the penalty's weight moves geometrically over the run.
     *
     * @param alternating whether the generator answers the updated discriminator, with a pass of its own,
     *     or both move at once from one pass
     * @param augmentation what is done to every picture before the discriminator sees it
     */
    public AdversarialStep(
            Critic discriminator,
            AdversarialObjective objective,
            double penalty,
            double penaltyEnd,
            int interval,
            boolean alternating,
            AdaptiveAugmentation augmentation) {
        this.discriminator = discriminator;
        this.objective = objective;
        this.penalty = penalty;
        this.penaltyEnd = penaltyEnd;
        this.interval = interval;
        this.alternating = alternating;
        this.augmentation = augmentation;
    }

    /** The game without R1 and R2, the players moving in turns. */
    public static AdversarialStep withoutPenalty(
            Critic discriminator, AdversarialObjective objective, AdaptiveAugmentation augmentation) {
        return new AdversarialStep(discriminator, objective, 0, 0, 1, true, augmentation);
    }

    /**
     * Refuses players that move at once where the critic's slope may be zero, since the generator's is found by
     * dividing by it; and a critic that nothing holds back where its objective has no end.
     */
    public static void requirePlayable(
            AdversarialObjective objective, double penalty, double penaltyEnd, boolean alternating) {
        if (!alternating
                && (objective == AdversarialObjective.HINGE || objective == AdversarialObjective.LEAST_SQUARES)) {
            throw new IllegalArgumentException("with the objective "
                    + objective.name().toLowerCase(Locale.ROOT) + " the players move in turns: alternating is true");
        }
        if (objective == AdversarialObjective.WASSERSTEIN && penalty == 0) {
            throw new IllegalArgumentException(
                    "the objective wasserstein has no end without a penalty, expected one above 0");
        }
        if (penalty > 0 && penaltyEnd == 0) {
            throw new IllegalArgumentException(
                    "a penalty moves geometrically, which never ends at 0: penaltyEnd is 0, expected more, or both 0");
        }
    }

    /** Pictures per step for a run of this length: a game that is short needs many steps more than large ones. */
    public static int batchSize(long totalImages) {
        if (totalImages < 20_000) {
            return 8;
        }
        return totalImages < 200_000 ? 16 : 32;
    }

    /**
     * Loss of the discriminator.
     *
     * @param fakes [N,C,H,W] float32, one per real picture of the step, of the same class
     */
    public Tensor critic(StepContext step, Tensor fakes) {
        boolean penalised = penalty > 0 && step.progress().step() % interval == 0;
        int count = step.count();
        Tensor shown = step.remember("shown fakes", () -> fakes.detach().requires_grad_(!alternating));
        Augmentation change = augmentation.now();
        Tensor real = change.forward(step, "augment real", step.images());
        Tensor both = torch.cat(Torch.list(real, change.forward(step, "augment shown fakes", shown)), 0);
        step.remember("seen", both::detach);
        if (penalised && alternating) {
            both.requires_grad_(true);
        }
        Tensor logits = discriminator.forward(both, twice(step.labels()));
        Tensor realLogits = logits.narrow(0, 0, count);
        Tensor fakeLogits = logits.narrow(0, count, count);
        step.remember("real logits", realLogits::detach);
        step.remember("fake logits", fakeLogits::detach);
        step.report("margin", realLogits.detach().mean().sub(fakeLogits.detach().mean()));
        // The chance that a real picture is called more real than a generated one.
        double told = told(realLogits, fakeLogits);
        step.report("told", told);
        Tensor played = objective.critic(realLogits, fakeLogits);
        step.report("critic", played);
        Tensor loss = augmentation.follow(step, played, told);
        if (!penalised) {
            return loss;
        }
        // The mean over 2N pictures times two is the sum of R1 and R2.
        Tensor squares = GradientPenalty.squaredNorm(both, logits).mean();
        step.report("gradient", squares);
        return loss.add(squares.mul(Torch.scalar(weight(step.progress()) * interval)));
    }

    private static double told(Tensor real, Tensor fake) {
        try (Scope scope = Scope.withoutGradient()) {
            return real.gt(fake).to(ScalarType.Float).mean().item_double();
        }
    }

    /** What the discriminator says of pictures as they are: [N] float32 logits, larger for more real. */
    public Tensor judge(Tensor images, @Nullable Tensor labels) {
        return discriminator.forward(images, labels);
    }

    /** What the discriminator saw in this step: [2N,C,H,W] float32, augmented real pictures, then generated ones. */
    public Tensor seen(StepContext step) {
        return seen(step, "seen");
    }

    /** Loss of the generator; the logits of the real pictures are those that the critic just saw. */
    public Tensor generator(StepContext step, Tensor fakes) {
        Tensor real = seen(step, "real logits");
        if (!alternating) {
            return surrogate(step, fakes, real, seen(step, "fake logits"));
        }
        Tensor shown = augmentation.now().forward(step, "augment fakes", fakes);
        Tensor fake = discriminator.forward(shown, step.labels());
        Tensor loss = objective.generator(real, fake);
        step.report("generator", loss);
        return loss;
    }

    /**
     * A loss whose gradient is the generator's, without a second pass through the discriminator. The
     * critic's backward pass left a_i df_i/dx_i on every shown fake x_i, where f is the logit and a_i the
     * slope of the critic's loss; the generator needs b_i df_i/dx_i with the slope b_i of its own. R1 and
     * R2 add nothing there: with leaky ReLU the logit is piecewise linear in the picture.
     */
    private Tensor surrogate(StepContext step, Tensor fakes, Tensor real, Tensor fake) {
        Tensor shown = seen(step, "shown fakes");
        Tensor own = fake.detach().requires_grad_(true);
        Tensor loss = objective.generator(real, own);
        step.report("generator", loss);
        Tensor slope = slope(loss, own);
        Tensor other = fake.detach().requires_grad_(true);
        Tensor criticSlope = slope(objective.critic(real, other), other);
        Tensor ratio = slope.div(criticSlope).div(Torch.scalar(step.weight())).view(-1, 1, 1, 1);
        Tensor direction = shown.grad().mul(ratio);
        return fakes.mul(direction.detach()).sum();
    }

    private static Tensor slope(Tensor loss, Tensor logits) {
        return torch.grad(new TensorVector(loss), new TensorVector(logits)).get(0);
    }

    private static Tensor seen(StepContext step, String name) {
        return step.remember(name, () -> {
            throw new IllegalStateException("the discriminator's phase comes first");
        });
    }

    private double weight(Progress progress) {
        return penalty * StrictMath.pow(penaltyEnd / penalty, progress.fraction());
    }

    private static @Nullable Tensor twice(@Nullable Tensor labels) {
        return labels == null ? null : torch.cat(Torch.list(labels, labels), 0);
    }
}
