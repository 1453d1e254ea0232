package atelier.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * One optimiser update within a step: which groups of parameters it trains on which loss.
 *
 * @param name what the log calls it
 * @param groups the parameter groups that move; all others stay as they are
 * @param frozen groups that the loss passes through without needing their gradients, which saves
 *     computing them
 * @param loss mean loss over the replica's share, [] float32 with a graph
 */
public record Phase(String name, List<String> groups, List<String> frozen, Loss loss) {
    /** A loss over one replica's share of a step. */
    @FunctionalInterface
    public interface Loss {
        Tensor of(StepContext step);
    }
}
