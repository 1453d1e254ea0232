package atelier.evaluation;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a run from winning a use that judges pictures, whatever its other numbers: metrics of realism rise when a
 * generator repeats a few good pictures, and all of them rise when it hands out its training pictures.
 */
public enum Fault {
    /** Far more of its pictures repeat others than real pictures do. */
    COLLAPSED("repetition") {
        @Override
        boolean shownBy(double value, double low, double floor) {
            return value > floor + MORE_REPEATED;
        }
    },
    /**
     * Its pictures are training pictures far more often than held-out pictures are alike to one, beyond doubt. Neither
     * {@link CopyingStatistic} nor {@link Authenticity} decides: the first falls below any limit for generators that
     * keep to usual pictures, if only there are enough of them; the second hardly falls while half are copies.
     */
    MEMORISED("copied") {
        @Override
        boolean shownBy(double value, double low, double floor) {
            return low > floor * TIMES_COPIED;
        }
    };

    /** A third of all pictures: more than the strongest blur that was tried brings about. */
    private static final double MORE_REPEATED = 1 / 3.0;
    /**
     * The lower end of the interval, over the share of held-out pictures. The third of held-out pictures that lie
     * nearest to training pictures, as an extremely cautious generator would make them, had three times the share of
     * all.
     */
    private static final double TIMES_COPIED = 5;

    private final String metric;

    Fault(String metric) {
        this.metric = metric;
    }

    abstract boolean shownBy(double value, double low, double floor);

    /** The limits, by fault: how far above the floor, or how many times it. */
    public static Map<String, Double> limits() {
        return Map.of(COLLAPSED.key(), MORE_REPEATED, MEMORISED.key(), TIMES_COPIED);
    }

    /** The metric that shows it. */
    public String metric() {
        return metric;
    }

    /** As in verdict.json. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the scores show this fault; without the metric or its floor nothing is shown. */
    boolean in(@Nullable SetScores scores) {
        Score score = scores == null ? null : scores.scores().get(metric);
        Double value = score == null ? null : score.value();
        Double floor = score == null ? null : score.floor();
        Double low = score == null ? null : score.low();
        return value != null && floor != null && shownBy(value, low == null ? value : low, floor);
    }

    /**
     * Why a run could not be shown to have a fault, whatever its pictures: a floor so high that not even a value of 1
     * would show it. Null where it could, and where the metric shows no fault.
     *
     * @param count generated pictures
     */
    static @Nullable String outOfReach(String metric, int count, double floor) {
        double low = Intervals.wilson(count, count)[0];
        for (Fault fault : values()) {
            if (fault.metric.equals(metric) && !fault.shownBy(1, low, floor)) {
                return "the floor is so high that no pictures at all would count as " + fault.key();
            }
        }
        return null;
    }

    /**
     * A run with a fault.
     *
     * @param model name
     * @param run name
     * @param fault as in {@link Fault#key()}
     * @param metric that shows it
     * @param value of the metric
     * @param floor the same of real pictures
     */
    public record Found(String model, String run, String fault, String metric, double value, double floor) {}
}
