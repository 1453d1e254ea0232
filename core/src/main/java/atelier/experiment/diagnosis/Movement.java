package atelier.experiment.diagnosis;

import atelier.torch.ParameterStore;
import atelier.torch.ParameterStore.Range;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * How far each player has moved of late: the distance of its weights to their moving average, over the length of that
 * average. Both averages remember equally long, and both rates follow one schedule, so that the two can be compared.
 */
public final class Movement {
    /** Of the groups that make pictures. */
    static final String GENERATOR = "generatorMoves";
    /** Of the discriminator. */
    static final String DISCRIMINATOR = "discriminatorMoves";

    private static final String DISCRIMINATOR_GROUP = "discriminator";

    private Movement() {}

    /** Both distances; nothing for a network without a discriminator. */
    public static Map<String, Double> of(ParameterStore store, List<String> generatorGroups) {
        if (!store.groups().contains(DISCRIMINATOR_GROUP)) {
            return Map.of();
        }
        Map<String, Double> signs = new LinkedHashMap<>();
        signs.put(GENERATOR, relativeDistance(store, generatorGroups));
        signs.put(DISCRIMINATOR, relativeDistance(store, List.of(DISCRIMINATOR_GROUP)));
        return signs;
    }

    private static double relativeDistance(ParameterStore store, List<String> groups) {
        double moved = 0;
        double length = 0;
        try (Scope scope = Scope.withoutGradient()) {
            for (String group : groups) {
                Range range = store.group(group);
                Tensor average = store.average().narrow(0, range.offset(), range.length());
                Tensor now = store.values().narrow(0, range.offset(), range.length());
                moved += Torch.toDouble(now.sub(average).square().sum());
                length += Torch.toDouble(average.square().sum());
            }
        }
        return Math.sqrt(moved / length);
    }
}
