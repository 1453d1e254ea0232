package atelier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a comparison's decisions are the models' or the measurement's: the same rule, with the same margins, on other
 * features, on half the pictures, on truncated latents, after half of the training. Only uses that features decide are
 * tried; classifiers, reconstructions and speed hear nothing of these changes or would cost as much again.
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
     * @param faulty names of runs that are known to have a {@link Fault}, whatever these scores show: a copy of a
     *     training picture is one in all features, also where fewer training pictures were looked at
     */
    public record Variant(Described how, List<ModelScores> models, List<ControlResult> controls, Set<String> faulty) {}

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

    /**
     * Draws every verdict again under every variant. A use that is tried is corrected among the same uses as before:
     * those that no variant reaches keep their p.
     */
    public static Sensitivity of(VerdictRule rule, List<Variant> variants) {
        List<VerdictRule.Undivided> base =
                Arrays.stream(Use.values()).map(rule::alone).toList();
        List<List<Verdict>> again = variants.stream()
                .map(variant -> corrected(again(base, variant)))
                .toList();
        List<Verdict> decided = corrected(base);
        List<Tried> uses = new ArrayList<>();
        for (Use use : Use.values()) {
            Verdict before = decided.get(use.ordinal());
            if (tried(before)) {
                List<Result> results = new ArrayList<>();
                for (int i = 0; i < variants.size(); i++) {
                    results.add(result(before, variants.get(i), again.get(i).get(use.ordinal())));
                }
                boolean survives =
                        results.stream().allMatch(result -> result.outcome().equals(key(Outcome.SAME)));
                uses.add(new Tried(
                        use.key(), before.winner(), Objects.requireNonNull(before.metric()), survives, results));
            }
        }
        return new Sensitivity(variants.stream().map(Variant::how).toList(), uses);
    }

    private static boolean tried(Verdict verdict) {
        return verdict.metric() != null && metrics().contains(verdict.metric());
    }

    private static List<VerdictRule.Undivided> again(List<VerdictRule.Undivided> base, Variant variant) {
        VerdictRule rule = new VerdictRule(variant.models(), variant.controls(), variant.faulty());
        return Arrays.stream(Use.values())
                .map(use -> tried(base.get(use.ordinal()).verdict()) ? rule.alone(use) : base.get(use.ordinal()))
                .toList();
    }

    /** All uses together; the overall one is none, and stays as it is. */
    private static List<Verdict> corrected(List<VerdictRule.Undivided> all) {
        int overall = Use.OVERALL.ordinal();
        List<Verdict> verdicts = new ArrayList<>(VerdictRule.together(all.subList(0, overall)));
        verdicts.add(all.get(overall).verdict());
        return verdicts;
    }

    private static Result result(Verdict decided, Variant variant, Verdict verdict) {
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
