package atelier.model.part;

import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Both players' losses in one step over one discriminator: the objective, and R1 and R2 computed
 * lazily (Karras et al. 2020, arXiv 1912.04958, section 2.2): every k-th step with k times the weight.
 */
public final class AdversarialStep {
    private final Discriminator discriminator;
    private final AdversarialObjective objective;
    private final double penalty;
    private final double penaltyEnd;
    private final int interval;

    /** The game over this discriminator; the penalty's weight moves geometrically over the run. */
    public AdversarialStep(
            Discriminator discriminator,
            AdversarialObjective objective,
            double penalty,
            double penaltyEnd,
            int interval) {
        this.discriminator = discriminator;
        this.objective = objective;
        this.penalty = penalty;
        this.penaltyEnd = penaltyEnd;
        this.interval = interval;
    }

    /**
     * Loss of the discriminator.
     *
     * @param fakes [N,C,H,W] float32, one per real picture of the step, of the same class
     */
    public Tensor critic(StepContext step, Tensor fakes) {
        boolean penalised = penalty > 0 && step.progress().step() % interval == 0;
        int count = step.count();
        Tensor both = torch.cat(Torch.list(step.images(), fakes.detach()), 0);
        if (penalised) {
            both.requires_grad_(true);
        }
        Tensor logits = discriminator.forward(both, twice(step.labels()));
        Tensor real = logits.narrow(0, 0, count);
        Tensor fake = logits.narrow(0, count, count);
        step.remember("real logits", real::detach);
        step.report("margin", real.detach().mean().sub(fake.detach().mean()));
        Tensor loss = objective.critic(real, fake);
        step.report("critic", loss);
        if (!penalised) {
            return loss;
        }
        // The mean over 2N pictures times two is the sum of R1 and R2.
        Tensor squares = GradientPenalty.squaredNorm(both, logits).mean();
        step.report("gradient", squares);
        return loss.add(squares.mul(Torch.scalar(weight(step.progress()) * interval)));
    }

    /** Loss of the generator; the logits of the real pictures are those that the critic just saw. */
    public Tensor generator(StepContext step, Tensor fakes) {
        Tensor fake = discriminator.forward(fakes, step.labels());
        Tensor real = step.remember("real logits", () -> {
            throw new IllegalStateException("the discriminator's phase comes first");
        });
        Tensor loss = objective.generator(real, fake);
        step.report("generator", loss);
        return loss;
    }

    private double weight(Progress progress) {
        return penalty * StrictMath.pow(penaltyEnd / penalty, progress.fraction());
    }

    private static @Nullable Tensor twice(@Nullable Tensor labels) {
        return labels == null ? null : torch.cat(Torch.list(labels, labels), 0);
    }
}
