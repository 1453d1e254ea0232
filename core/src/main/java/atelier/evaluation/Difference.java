package atelier.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * How far two models are apart in one metric: mean over runs of the first minus that of the second, with a 95 %
 * interval. Two levels of uncertainty add up: other samples (from half-samples that both models share) and, with two
 * or more seeds, other runs.
 *
 * @param value first minus second
 * @param low lower end, null where nothing is known of the spread
 * @param high upper end
 * @param p how probable a difference at least as large is where there is none, null where nothing is known of the
 *     spread
 * @param probability how probable it is that a run of the first is better than a run of the second, measured anew
 *     (Bouthillier et al. 2021, arXiv 2103.03098): the share of pairs of runs, each pair blurred by the spread of
 *     samples; a failed run loses. With one run each it speaks of these two runs on other samples. Null where nothing
 *     is known of the spread
 * @param seeds the smaller number of runs
 * @param spread behind the interval
 */
record Difference(
        double value,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double p,
        @Nullable Double probability,
        int seeds,
        Spread spread) {

    /** Compares two models that have the metric; {@code worst} stands for failed runs. */
    static Difference of(ModelScores first, ModelScores second, String metric, double worst) {
        double value = Intervals.mean(Spread.values(first, metric, worst))
                - Intervals.mean(Spread.values(second, metric, worst));
        int seeds = Math.min(first.runs().size(), second.runs().size());
        Spread spread = Spread.of(first, second, metric, worst);
        if (spread.covers() == null) {
            return new Difference(value, null, null, null, null, seeds, spread);
        }
        double half = spread.half();
        double probability = probability(first, second, metric, spread);
        return new Difference(value, value - half, value + half, spread.p(value), probability, seeds, spread);
    }

    private static double probability(ModelScores first, ModelScores second, String metric, Spread spread) {
        double sum = 0;
        for (ModelScores.Run one : first.runs()) {
            for (ModelScores.Run other : second.runs()) {
                sum += better(one.value(metric), other.value(metric), Use.direction(metric), spread);
            }
        }
        return sum / (first.runs().size() * (double) second.runs().size());
    }

    private static double better(@Nullable Double one, @Nullable Double other, Direction direction, Spread spread) {
        if (one == null || other == null) {
            return one != null ? 1 : other != null ? 0 : 0.5;
        }
        double ahead = direction == Direction.LOWER ? other - one : one - other;
        if (!spread.knowsSamples() || spread.samples() == 0) {
            return ahead > 0 ? 1 : ahead < 0 ? 0 : 0.5;
        }
        double tail = StudentT.twoSided(ahead / Math.sqrt(spread.samples()), spread.sampleDegrees()) / 2;
        return ahead > 0 ? 1 - tail : tail;
    }

    /** Whether the interval leaves out zero. */
    boolean excludesZero() {
        return low != null && high != null && (low > 0 || high < 0);
    }

    /** Whether the interval leaves out zero and the difference is one that counts. */
    boolean decides(double margin) {
        return excludesZero() && Math.abs(value) > margin;
    }
}
