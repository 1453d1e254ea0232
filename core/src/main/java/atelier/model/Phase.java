package atelier.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One optimiser update within a step: which groups of parameters it trains on which loss.
 *
 * @param name what the log calls it
 * @param groups the parameter groups that move; all others stay as they are
 * @param frozen groups that the loss passes through without needing their gradients, which saves
 *     computing them
 * @param loss mean loss over the replica's share, [] float32 with a graph
 * @param pace where its optimiser departs from the run's settings
 */
public record Phase(String name, List<String> groups, List<String> frozen, Loss loss, Pace pace) {
    /** A phase whose optimiser follows the run's settings. */
    public Phase(String name, List<String> groups, List<String> frozen, Loss loss) {
        this(name, groups, frozen, loss, Pace.OF_THE_RUN);
    }

    /**
     * How a phase's optimiser departs from the run's settings: players may learn at different rates (Heusel et al. 2017,
     * arXiv 1706.08500), and a loss that stays put wants momentum where a game wants none.
     *
     * @param rate factor on the learning rate
     * @param beta1 decay of Adam's first moment instead of the run's; null for the run's
     */
    public record Pace(double rate, @Nullable Double beta1) {
        /** No departure. */
        public static final Pace OF_THE_RUN = new Pace(1, null);
    }

    /** A loss over one replica's share of a step. */
    @FunctionalInterface
    public interface Loss {
        Tensor of(StepContext step);
    }
}
