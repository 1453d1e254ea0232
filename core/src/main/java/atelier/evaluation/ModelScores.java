package atelier.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's runs in a comparison.
 *
 * @param name such as {@code vae}
 * @param family {@code vae}, {@code gan}, {@code hybrid}, {@code token}, or another one: an outside reference
 * @param runs one per seed, in the order of seeds; a failed one stays in
 */
public record ModelScores(String name, String family, List<Run> runs) {
    private static final Set<String> INSIDE = Set.of("vae", "gan", "hybrid", "token");

    /**
     * One run.
     *
     * @param run its name, such as {@code vae-1}
     * @param scores null where the run failed
     */
    public record Run(String run, @Nullable SetScores scores) {
        @Nullable
        Double value(String metric) {
            Score score = scores == null ? null : scores.scores().get(metric);
            return score == null ? null : score.value();
        }

        private Run upToFloor(String metric) {
            Score score = scores == null ? null : scores.scores().get(metric);
            return scores == null || score == null
                    ? this
                    : new Run(run, scores.with(Map.of(metric, score.upToFloor())));
        }
    }

    public ModelScores {
        runs = List.copyOf(runs);
    }

    /** The same with the scores of these runs taken away, as if they had failed. */
    ModelScores without(Set<String> faulty) {
        return new ModelScores(
                name,
                family,
                runs.stream()
                        .map(run -> faulty.contains(run.run()) ? new Run(run.run(), null) : run)
                        .toList());
    }

    /** The same with those runs only that have a value for this metric. */
    ModelScores having(String metric) {
        return new ModelScores(
                name,
                family,
                runs.stream().filter(run -> run.value(metric) != null).toList());
    }

    /** The same with values of a metric that lie above their floor put to it. */
    ModelScores upToFloor(String metric) {
        return new ModelScores(
                name, family, runs.stream().map(run -> run.upToFloor(metric)).toList());
    }

    /**
     * Whether models of this family are no VAEs, GANs, hybrids of both or generators of codes, but stand beside them.
     */
    public static boolean outside(String family) {
        return !INSIDE.contains(family);
    }

    /** Whether any run that ended has a value for this metric. */
    boolean has(String metric) {
        return runs.stream().anyMatch(run -> run.value(metric) != null);
    }

    /** Runs that ended. */
    List<SetScores> finished() {
        return runs.stream()
                .map(Run::scores)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }
}
