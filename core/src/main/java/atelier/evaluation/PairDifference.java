package atelier.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * How far two models are apart in the metric that decides a use.
 *
 * @param difference how much better the first one is, in the metric's own unit, whichever way the metric runs
 * @param low lower end of its 95 % interval, null where nothing is known of the spread
 * @param high upper end
 * @param margin the smallest difference that counts, in the same unit
 * @param p how probable a difference at least as large is where there is none; of this pair alone, not corrected
 * @param probability that a run of the first is better than a run of the second, as in {@link Difference}
 * @param covers {@code samples}, {@code seeds} or {@code samples and seeds}: what the interval is over
 */
public record PairDifference(
        String first,
        String second,
        double difference,
        @Nullable Double low,
        @Nullable Double high,
        double margin,
        @Nullable Double p,
        @Nullable Double probability,
        @Nullable String covers) {
    /** Whether the first one is better, beyond the interval and the margin. */
    boolean firstIsBetter() {
        return low != null && low > 0 && difference > margin;
    }

    /** The same of the second one. */
    boolean secondIsBetter() {
        return high != null && high < 0 && -difference > margin;
    }
}
