package atelier.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison says about one use.
 *
 * @param use as in {@link Use#key()}
 * @param status what became of it
 * @param leader the model that is best by its value, or the only candidate; null where there is none
 * @param metric the metric that decided, null where none was usable
 * @param against what the leader is compared with: the next best model; where that one is beaten and another one is
 *     not, that other one; where all are beaten but not beyond chance, the one with the largest p; null where there is
 *     none
 * @param rivals every model that the leader is compared with, the best first
 * @param p the largest over all rivals of the probability of a difference at least as large where there is none: the
 *     test of "better than every other" (Berger 1982, intersection-union); null where nothing is known of the spread
 * @param adjusted the same among the uses that were decided together, by {@link Holm}; null where this was not done
 * @param confidence {@code none}, {@code low}, {@code medium} or {@code high}; at most low with one seed
 * @param reason in words: why there is no winner, or what the interval covers
 * @param toDecide what would decide against every rival, or for a winner put the interval beyond the margin; null where
 *     there is no difference
 * @param unbeaten models over which the leader's lead is not certain, or too small
 * @param excluded models that took no part because every run that ended has a {@link Fault}
 */
public record Verdict(
        String use,
        Status status,
        @Nullable String leader,
        @Nullable String metric,
        @Nullable Against against,
        List<Against> rivals,
        @Nullable Double p,
        @Nullable Double adjusted,
        String confidence,
        String reason,
        @Nullable ToDecide toDecide,
        List<String> unbeaten,
        List<String> excluded) {
    /** The probability below which a winner must come out after {@link Holm}. */
    public static final double LEVEL = 0.05;

    /** How a use came out. */
    public enum Status {
        /** Better than every other model, beyond the interval, the margin and chance among all uses. */
        WINNER,
        /** The interval contains zero. */
        ZERO_INSIDE,
        /** The difference is too small to count. */
        WITHIN_MARGIN,
        /** Beyond interval and margin, but among all uses such a difference may be chance. */
        NOT_AFTER_HOLM,
        /** Nothing is known of how far the difference would move. */
        NO_INTERVAL,
        /** Only one model has a number: it beat nobody. */
        ONLY_CANDIDATE,
        /** There are no two models to compare, or no usable metric. */
        NOT_COMPARED;

        /** As in verdict.json. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The model that the difference is taken to.
     *
     * @param difference the leader's value minus this one's; its sign follows the metric's direction
     * @param margin the smallest difference that counts, in the metric's unit
     */
    record Against(String model, Difference difference, double margin) {}

    public Verdict {
        rivals = List.copyOf(rivals);
        unbeaten = List.copyOf(unbeaten);
        excluded = List.copyOf(excluded);
    }

    static Verdict none(Use use, @Nullable String metric, String reason) {
        return undecided(use, Status.NOT_COMPARED, null, metric, reason);
    }

    /** A model with nobody left to be compared with. */
    static Verdict alone(Use use, String candidate, String metric, String reason) {
        return undecided(use, Status.ONLY_CANDIDATE, candidate, metric, reason);
    }

    private static Verdict undecided(
            Use use, Status status, @Nullable String leader, @Nullable String metric, String reason) {
        return new Verdict(
                use.key(), status, leader, metric, null, List.of(), null, null, "none", reason, null, List.of(),
                List.of());
    }

    /** The model that suits the use; null is "no decision". */
    public @Nullable String winner() {
        return status == Status.WINNER ? leader : null;
    }

    /** The only model that has a number for this use; null where there are several, or none. */
    public @Nullable String onlyCandidate() {
        return status == Status.ONLY_CANDIDATE ? leader : null;
    }

    /** The model that the difference is taken to. */
    public @Nullable String runnerUp() {
        return against == null ? null : against.model();
    }

    /** The leader's value minus the other's, in the metric's own unit; its sign follows the metric's direction. */
    public @Nullable Double difference() {
        return against == null ? null : (Double) against.difference().value();
    }

    /** Lower end of the difference's 95 % interval. */
    public @Nullable Double low() {
        return against == null ? null : against.difference().low();
    }

    /** Upper end. */
    public @Nullable Double high() {
        return against == null ? null : against.difference().high();
    }

    Verdict excluding(List<String> models) {
        return changed(status, against, adjusted, confidence, reason, toDecide, models);
    }

    /**
     * The same, decided together with other uses.
     *
     * @param together the probability after {@link Holm}
     * @param tests how many there were
     * @param pictures that the scores stand on
     */
    Verdict among(double together, int tests, int pictures) {
        Verdict verdict = status == Status.WINNER && together >= LEVEL ? byChance(together, tests) : this;
        return verdict.estimated(together, tests, pictures);
    }

    /** What beats every rival, but not all that are looked at: the one that it beats least surely is named. */
    private Verdict byChance(double together, int tests) {
        Against least = rivals.stream()
                .max(Comparator.comparingDouble(
                        rival -> Objects.requireNonNull(rival.difference().p())))
                .orElseThrow();
        String chance = String.format(
                Locale.ROOT,
                "no decision: not after Holm; among %d uses such a difference is found by chance with"
                        + " probability %.2g, expected below %.2f. %s",
                tests,
                together,
                LEVEL,
                reason);
        return changed(Status.NOT_AFTER_HOLM, least, adjusted, "none", chance, toDecide, excluded);
    }

    /** The same where nothing else is decided beside it. */
    Verdict byItself(int pictures) {
        return against == null ? this : estimated(null, 1, pictures);
    }

    /** An open use needs what a winner needs against every rival; a winner's interval is that to the next best. */
    private Verdict estimated(@Nullable Double together, int tests, int pictures) {
        ToDecide estimate = status == Status.WINNER
                ? ToDecide.firmly(Objects.requireNonNull(against), tests, pictures)
                : ToDecide.of(rivals, tests, pictures);
        return changed(status, against, together, confidence, reason, estimate, excluded);
    }

    /** The same leader, rivals and chance with what a later look says of them. */
    private Verdict changed(
            Status then,
            @Nullable Against other,
            @Nullable Double together,
            String sure,
            String words,
            @Nullable ToDecide estimate,
            List<String> without) {
        return new Verdict(
                use, then, leader, metric, other, rivals, p, together, sure, words, estimate, unbeaten, without);
    }
}
