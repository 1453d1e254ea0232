package atelier.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would bring the whole interval of a difference beyond its margin, and its probability by chance below 0.05 among
 * all uses (Bonferroni, which asks no less than {@link Holm}), if the difference and the spreads stay as they were seen. A
 * plan, not a promise: both are estimates themselves.
 *
 * @param state {@code enough}: it is there already; {@code within-margin}: the difference itself is too small; {@code seeds}:
 *     so many seeds would do; {@code not-by-seeds}: not even {@value #MOST_SEEDS} would; {@code one-seed}: how runs differ
 *     is not known, whatever the interval over samples; {@code unknown}: nothing is known of any spread
 * @param seeds runs per model that would do, null where that is not known or none of {@value #MOST_SEEDS} would
 * @param pictures of each kind that would do with the seeds there are, null where no number up to
 *     {@value #MOST_PICTURES} times as many would, or pictures are not what it hangs on
 * @param seedSpread with one seed: {@value #PLANNED_SEEDS} seeds would do if the runs of a model have a smaller standard
 *     deviation than this; null where samples alone spread too far for that, and with several seeds
 */
public record ToDecide(String state, @Nullable Integer seeds, @Nullable Integer pictures, @Nullable Double seedSpread) {
    static final int MOST_SEEDS = 50;
    static final int MOST_PICTURES = 100;
    static final int PLANNED_SEEDS = 5;

    /**
     * The estimate.
     *
     * @param margin the smallest difference that counts
     * @param tests how many uses are decided together
     * @param pictures that the scores stand on; 0 where their number cannot be chosen
     */
    static ToDecide of(Difference difference, double margin, int tests, int pictures) {
        Spread spread = difference.spread();
        double value = Math.abs(difference.value());
        if (spread.covers() == null) {
            return new ToDecide("unknown", null, null, null);
        }
        if (value <= margin) {
            return new ToDecide("within-margin", null, null, null);
        }
        boolean enough = enough(spread, value, margin, tests);
        Integer more = enough || pictures == 0 || !spread.knowsSamples()
                ? null
                : pictures(spread, value, margin, tests, pictures);
        if (!spread.knowsSeeds()) {
            return new ToDecide("one-seed", null, more, seedSpread(spread, value, margin, tests));
        }
        if (enough) {
            return new ToDecide("enough", null, null, null);
        }
        Integer seeds = seeds(spread, value, margin, tests);
        return new ToDecide(seeds == null ? "not-by-seeds" : "seeds", seeds, more, null);
    }

    private static boolean enough(Spread spread, double value, double margin, int tests) {
        return spread.half() < value - margin && spread.p(value) * tests < 0.05;
    }

    private static @Nullable Integer seeds(Spread spread, double value, double margin, int tests) {
        int now = spread.runs().stream().mapToInt(Spread.Runs::count).min().orElseThrow();
        for (int count = now + 1; count <= MOST_SEEDS; count++) {
            if (enough(spread.withSeeds(count), value, margin, tests)) {
                return count;
            }
        }
        return null;
    }

    /** The smallest number, within a hundredth. */
    private static @Nullable Integer pictures(Spread spread, double value, double margin, int tests, int now) {
        if (!enough(spread.withPictures(MOST_PICTURES), value, margin, tests)) {
            return null;
        }
        double low = 1;
        double high = MOST_PICTURES;
        while (high > 1.01 * low) {
            double middle = Math.sqrt(low * high);
            if (enough(spread.withPictures(middle), value, margin, tests)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (int) Math.ceil(high * now);
    }

    private static @Nullable Double seedSpread(Spread spread, double value, double margin, int tests) {
        double low = 0;
        double high = value;
        if (!enough(planned(spread, low), value, margin, tests)) {
            return null;
        }
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2;
            if (enough(planned(spread, middle), value, margin, tests)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Spread planned(Spread spread, double deviation) {
        Spread.Runs runs = new Spread.Runs(deviation * deviation, PLANNED_SEEDS);
        return new Spread(spread.samples(), spread.sampleDegrees(), List.of(runs, runs));
    }
}
