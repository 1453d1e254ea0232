package atelier.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison says about one use.
 *
 * @param use as in {@link Use#key()}
 * @param winner a model's name; null is "no decision": the interval contains zero, or the margin is not passed
 * @param runnerUp the model that the difference is taken to, null where there is none
 * @param metric the metric that decided, null where none was usable
 * @param difference best minus runner-up in the metric's own unit; its sign follows the metric's direction
 * @param low lower end of its 95 % interval
 * @param high upper end
 * @param p how probable a difference at least as large is where there is none, null where nothing is known of the spread
 * @param adjusted the same among the uses that were decided together, by {@link Holm}; null where this was not done
 * @param confidence {@code none}, {@code low}, {@code medium} or {@code high}; at most low with one seed,
 *     or where {@code adjusted} is not below 0.05
 * @param reason in words: why there is no winner, or what the interval covers
 * @param excluded models that took no part because every run that ended has a {@link Fault}
 */
public record Verdict(
        String use,
        @Nullable String winner,
        @Nullable String runnerUp,
        @Nullable String metric,
        @Nullable Double difference,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double p,
        @Nullable Double adjusted,
        String confidence,
        String reason,
        List<String> excluded) {
    public Verdict {
        excluded = List.copyOf(excluded);
    }

    static Verdict none(Use use, @Nullable String metric, String reason) {
        return new Verdict(use.key(), null, null, metric, null, null, null, null, null, "none", reason, List.of());
    }

    /** A winner with nobody left to be compared with. */
    static Verdict alone(Use use, @Nullable String winner, String metric, String reason) {
        String confidence = winner == null ? "none" : "low";
        return new Verdict(
                use.key(), winner, null, metric, null, null, null, null, null, confidence, reason, List.of());
    }

    Verdict excluding(List<String> models) {
        return new Verdict(
                use, winner, runnerUp, metric, difference, low, high, p, adjusted, confidence, reason, models);
    }

    /** The same, decided together with other uses. */
    Verdict among(double together) {
        boolean doubtful = winner != null && together >= 0.05;
        return new Verdict(
                use,
                winner,
                runnerUp,
                metric,
                difference,
                low,
                high,
                p,
                together,
                doubtful ? "low" : confidence,
                reason,
                excluded);
    }
}
