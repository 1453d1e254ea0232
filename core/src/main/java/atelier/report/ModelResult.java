package atelier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one model reached, over all its runs.
 *
 * @param style the CSS class that carries the model's colour, the same on the whole page
 */
record ModelResult(String name, String style, List<Run> runs, Map<String, StoredScore> scores) {

    /** Whether no run brought a number: the table then shows the model as the worst. */
    boolean failed() {
        return scores.values().stream().noneMatch(score -> score.value() != null)
                && runs.stream().noneMatch(Run::measured);
    }

    /** The run whose pictures are shown: the first that was measured, else the first that left any picture. */
    @Nullable
    Run shown() {
        return runs.stream()
                .filter(Run::measured)
                .findFirst()
                .or(() -> runs.stream()
                        .filter(run ->
                                !run.pictures().isEmpty() || !run.frames().isEmpty())
                        .findFirst())
                .orElse(null);
    }

    /** Runs that did not finish. */
    List<Run> unfinished() {
        return runs.stream().filter(run -> !run.finished()).toList();
    }

    /** The mean of a cost over the runs that know it. */
    @Nullable
    Double mean(Function<Run, @Nullable Double> cost) {
        List<Double> known = new ArrayList<>();
        for (Run run : runs) {
            Double value = cost.apply(run);
            if (value != null) {
                known.add(value);
            }
        }
        return known.isEmpty()
                ? null
                : (Double) known.stream()
                        .filter(Objects::nonNull)
                        .mapToDouble(value -> value)
                        .average()
                        .orElse(0);
    }
}
