package atelier.model.part;

import atelier.model.StepContext;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Augmentation whose strength follows the discriminator (adaptive discriminator augmentation, Karras et al. 2020, arXiv
 * 2006.06676, section 3): where it tells too many real pictures from generated ones, it is shown them changed more.
 *
 * <p>Departs from the paper, which raises and lowers a probability by a fixed step: the strength is a parameter of the
 * discriminator with the slope (aim - told), so that Adam moves it at the discriminator's rate, as far in a run of any
 * length as its schedule lets it, and a checkpoint holds it like any weight. What is told is the share of pairs, a real
 * and a generated picture, of which the real one is called more real: unlike the sign of a logit it means the same for
 * every objective. The paper's aim, real logits above zero in 8 of 10 cases, is {@value #PAPERS_AIM} of the pairs where
 * logits of both kinds are normal and lie evenly around zero.
 */
public final class AdaptiveAugmentation {
    /** The share of pairs that the paper aims at. */
    public static final double PAPERS_AIM = 0.88;

    private final double first;
    private final double aim;
    private final @Nullable Parameter strength;

    /**
     * Declares the strength among the discriminator's parameters if it is to follow.
     *
     * @param discriminator where its weights are declared
     * @param first strength at the start, 0 to 1
     * @param aim share of pairs to tell, above 0.5 and below 1; 0 leaves the strength as it is
     */
    public AdaptiveAugmentation(Parameters discriminator, double first, double aim) {
        require(first, aim);
        this.first = first;
        this.aim = aim;
        strength = aim == 0 ? null : discriminator.child("augmentation").add("strength", new Initializer(first, 0), 1);
    }

    /** Refuses settings that are none. */
    public static void require(double first, double aim) {
        new Augmentation(first);
        if (aim != 0 && !(aim > 0.5 && aim < 1)) {
            throw new IllegalArgumentException("adapt is " + aim
                    + ", expected 0 (the strength of augment stays) or a share of pairs above 0.5 and below 1, such as "
                    + PAPERS_AIM);
        }
    }

    /** What is done to pictures now. */
    Augmentation now() {
        return new Augmentation(strength == null ? first : Math.min(1, Math.max(0, value(strength))));
    }

    /**
     * What moves the strength: added to the discriminator's loss, [] float32. It has no slope for the other parameters,
     * and none for the strength where that has reached 0 or 1 and would go on.
     *
     * @param told share of this replica's pairs that the discriminator told
     */
    Tensor follow(StepContext step, Tensor loss, double told) {
        if (strength == null) {
            return loss;
        }
        double now = value(strength);
        step.report("augmentation", now().strength());
        double slope = aim - told;
        boolean atEnd = slope > 0 ? now <= 0 : now >= 1;
        return atEnd ? loss : loss.add(strength.tensor().sum().mul(Torch.scalar(slope)));
    }

    private static double value(Parameter parameter) {
        try (Scope scope = Scope.withoutGradient()) {
            return parameter.tensor().detach().item_double();
        }
    }
}
