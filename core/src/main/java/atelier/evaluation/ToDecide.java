package atelier.evaluation;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What would decide an open use, or bring the whole interval of a winner beyond its margin, with a probability by
 * chance below {@value Verdict#LEVEL} among all uses (Bonferroni, which asks no less than {@link Holm}), if the
 * differences and the spreads stay as they were seen. Of several rivals it is the one that needs most. A plan, not a
 * promise: differences and spreads are estimates themselves.
 *
 * @param state {@code enough}: it is there already; {@code within-margin}: a difference itself is too small; {@code
 *     seeds}: so many seeds would do; {@code not-by-seeds}: not even {@value #MOST_SEEDS} would; {@code one-seed}: how
 *     runs differ is not known, whatever the interval over samples; {@code unknown}: nothing is known of any spread
 * @param seeds runs per model that would do, null where that is not known or none of {@value #MOST_SEEDS} would
 * @param pictures of each kind that would do with the seeds there are, null where no number up to
 *     {@value #MOST_PICTURES} times as many would, or pictures are not what it hangs on
 * @param seedSpread with one seed: {@value #PLANNED_SEEDS} seeds would do if the runs of a model have a smaller
 *     standard deviation than this; null where samples alone spread too far for that, and with several seeds
 */
public record ToDecide(String state, @Nullable Integer seeds, @Nullable Integer pictures, @Nullable Double seedSpread) {
    static final int MOST_SEEDS = 50;
    static final int MOST_PICTURES = 100;
    static final int PLANNED_SEEDS = 5;
    private static final double NO_NUMBER = Double.NEGATIVE_INFINITY;

    /**
     * Of an open use: what would let the leader win against every rival.
     *
     * @param rivals of one leader
     * @param tests how many uses are decided together
     * @param pictures that the scores stand on; 0 where their number cannot be chosen
     */
    static ToDecide of(List<Verdict.Against> rivals, int tests, int pictures) {
        return of(rivals.stream().map(rival -> Lead.over(rival, tests, false)).toList(), pictures);
    }

    /** Of a decided one: what would bring the whole interval beyond the margin. */
    static ToDecide firmly(Verdict.Against rival, int tests, int pictures) {
        return of(List.of(Lead.over(rival, tests, true)), pictures);
    }

    private static ToDecide of(List<Lead> leads, int pictures) {
        if (leads.stream().anyMatch(lead -> lead.isKnown() && lead.value() <= lead.margin())) {
            return new ToDecide("within-margin", null, null, null);
        }
        if (!leads.stream().allMatch(Lead::isKnown)) {
            return new ToDecide("unknown", null, null, null);
        }
        List<Lead> open =
                leads.stream().filter(lead -> !lead.enough(lead.spread())).toList();
        Integer more = pictures == 0
                ? null
                : most(open.stream().mapToDouble(lead -> Math.ceil(lead.timesPictures() * pictures)));
        if (!leads.stream().allMatch(lead -> lead.spread().knowsSeeds())) {
            double least = leads.stream().mapToDouble(Lead::seedSpread).min().orElse(NO_NUMBER);
            return new ToDecide("one-seed", null, more, least == NO_NUMBER ? null : (Double) least);
        }
        if (open.isEmpty()) {
            return new ToDecide("enough", null, null, null);
        }
        Integer seeds = most(open.stream().mapToDouble(Lead::seeds));
        return new ToDecide(seeds == null ? "not-by-seeds" : "seeds", seeds, more, null);
    }

    /** The largest, null where there is none or no number would do for one of them. */
    private static @Nullable Integer most(DoubleStream each) {
        double most = each.max().orElse(Double.POSITIVE_INFINITY);
        return Double.isInfinite(most) ? null : (Integer) (int) most;
    }

    /**
     * A leader and one rival.
     *
     * @param value how far apart they are, at least 0
     * @param firm whether the whole interval is to lie beyond the margin, not only the value
     */
    private record Lead(double value, double margin, Spread spread, int tests, boolean firm) {
        static Lead over(Verdict.Against rival, int tests, boolean firm) {
            Difference difference = rival.difference();
            return new Lead(Math.abs(difference.value()), rival.margin(), difference.spread(), tests, firm);
        }

        boolean isKnown() {
            return spread.covers() != null;
        }

        boolean enough(Spread other) {
            double reach = firm ? other.half() + margin : other.half();
            return reach < value && value > margin && other.p(value) * tests < Verdict.LEVEL;
        }

        /** Runs per model; infinite where not even the most would do. */
        double seeds() {
            int now = spread.runs().stream().mapToInt(Spread.Runs::count).min().orElseThrow();
            return IntStream.rangeClosed(now + 1, MOST_SEEDS)
                    .filter(count -> enough(spread.withSeeds(count)))
                    .mapToDouble(count -> count)
                    .findFirst()
                    .orElse(Double.POSITIVE_INFINITY);
        }

        /** So many times the pictures, within a hundredth; infinite where not even the most would do. */
        double timesPictures() {
            if (!spread.knowsSamples() || !enough(spread.withPictures(MOST_PICTURES))) {
                return Double.POSITIVE_INFINITY;
            }
            double low = 1;
            double high = MOST_PICTURES;
            while (high > 1.01 * low) {
                double middle = Math.sqrt(low * high);
                if (enough(spread.withPictures(middle))) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return high;
        }

        /** Standard deviation of runs with which the planned seeds would do; no number where none would. */
        double seedSpread() {
            if (!enough(planned(0))) {
                return NO_NUMBER;
            }
            double low = 0;
            double high = value;
            for (int i = 0; i < 40; i++) {
                double middle = (low + high) / 2;
                if (enough(planned(middle))) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private Spread planned(double deviation) {
            Spread.Runs runs = new Spread.Runs(deviation * deviation, PLANNED_SEEDS);
            return new Spread(spread.samples(), spread.sampleDegrees(), List.of(runs, runs));
        }
    }
}
