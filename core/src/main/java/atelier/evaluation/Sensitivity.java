package atelier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a comparison's decisions are the models' or the measurement's: the same rule, with the same margins, on other
 * features, on half the pictures, on truncated latents, after half of the training. Only uses that features decide are tried; classifiers,
 * reconstructions and speed hear nothing of these changes or would cost as much again.
 *
 * @param variants the other ways of measuring
 * @param uses one per use whose deciding metric compares features
 */
public record Sensitivity(List<Described> variants, List<Tried> uses) {
    /**
     * Another way of measuring.
     *
     * @param name such as {@code half}
     * @param what in words
     */
    public record Described(String name, String what) {}

    /**
     * What was measured in another way.
     *
     * @param how which way
     * @param models the same models and runs in the same order
     * @param controls of these features
     */
    public record Variant(Described how, List<ModelScores> models, List<ControlResult> controls) {}

    /** What became of a decision. */
    public enum Outcome {
        /** The same winner, or still no decision. */
        SAME,
        /** There was a winner and now there is no decision. */
        UNDECIDED,
        /** There was no decision and now there is a winner. */
        DECIDED,
        /** Another model wins. */
        OTHER;

        static Outcome of(@Nullable String before, @Nullable String now) {
            if (Objects.equals(before, now)) {
                return SAME;
            }
            return now == null ? UNDECIDED : before == null ? DECIDED : OTHER;
        }
    }

    /**
     * A use in one variant.
     *
     * @param variant its name
     * @param outcome in lower case
     * @param winner null: no decision
     * @param runnerUp as in {@link Verdict}
     * @param metric that decided
     * @param difference as in {@link Verdict}
     * @param low its lower end
     * @param high its upper end
     */
    public record Result(
            String variant,
            String outcome,
            @Nullable String winner,
            @Nullable String runnerUp,
            @Nullable String metric,
            @Nullable Double difference,
            @Nullable Double low,
            @Nullable Double high) {}

    /**
     * A use in all variants.
     *
     * @param use as in {@link Use#key()}
     * @param winner as it was decided, null: no decision
     * @param metric that decided
     * @param survives whether every variant comes to the same
     * @param results one per variant
     */
    public record Tried(String use, @Nullable String winner, String metric, boolean survives, List<Result> results) {
        public Tried {
            results = List.copyOf(results);
        }
    }

    public Sensitivity {
        variants = List.copyOf(variants);
        uses = List.copyOf(uses);
    }

    /** The metrics that variants need: all that may decide by features or show a fault. */
    public static List<String> metrics() {
        Stream<String> deciding = Arrays.stream(Use.values())
                .flatMap(use -> use.criteria().stream())
                .map(Use.Criterion::metric);
        Stream<String> faults = Arrays.stream(Fault.values()).map(Fault::metric);
        List<String> wanted = Stream.concat(deciding, faults).toList();
        return Metrics.ofFeatures().stream()
                .map(Metric::name)
                .filter(wanted::contains)
                .toList();
    }

    /** Draws every verdict again under every variant. */
    public static Sensitivity of(VerdictRule rule, List<Variant> variants) {
        List<Tried> uses = new ArrayList<>();
        for (Use use : Use.values()) {
            Verdict decided = rule.verdict(use);
            String metric = decided.metric();
            if (metric != null && metrics().contains(metric)) {
                List<Result> results = variants.stream()
                        .map(variant -> result(decided, variant, use))
                        .toList();
                boolean survives =
                        results.stream().allMatch(result -> result.outcome().equals(key(Outcome.SAME)));
                uses.add(new Tried(use.key(), decided.winner(), metric, survives, results));
            }
        }
        return new Sensitivity(variants.stream().map(Variant::how).toList(), uses);
    }

    private static Result result(Verdict decided, Variant variant, Use use) {
        Verdict verdict = new VerdictRule(variant.models(), variant.controls()).verdict(use);
        return new Result(
                variant.how().name(),
                key(Outcome.of(decided.winner(), verdict.winner())),
                verdict.winner(),
                verdict.runnerUp(),
                verdict.metric(),
                verdict.difference(),
                verdict.low(),
                verdict.high());
    }

    private static String key(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
