package atelier.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * One number with its interval and its noise floor.
 *
 * @param metric name
 * @param value null where the metric does not apply; then {@code reason} says why
 * @param low lower end of the 95 % interval over samples, null where there is none; both ends are null where one of
 *     them is no finite number
 * @param high upper end
 * @param floor the same metric of real against real pictures at the same count, null where unknown
 * @param convention the exact rule, with the features it was computed on
 * @param count generated pictures, or reconstructed ones
 * @param reason why there is no value, or a caution about the one there is
 */
public record Score(
        String metric,
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double floor,
        String convention,
        int count,
        @Nullable String reason) {

    /** A number that JSON cannot hold is no number to show. */
    public Score {
        if (value != null && !Double.isFinite(value)) {
            reason = "the value is " + value;
            value = null;
            low = null;
            high = null;
        }
        boolean oneEndIsNone = (low != null && !Double.isFinite(low)) || (high != null && !Double.isFinite(high));
        if (oneEndIsNone) {
            low = null;
            high = null;
        }
        if (floor != null && !Double.isFinite(floor)) {
            floor = null;
        }
    }

    /** The same with a value above the floor put to the floor; its interval moves along. */
    Score upToFloor() {
        if (value == null || floor == null || value <= floor) {
            return this;
        }
        double beyond = value - floor;
        return new Score(
                metric,
                floor,
                low == null ? null : low - beyond,
                high == null ? null : high - beyond,
                floor,
                convention,
                count,
                reason);
    }

    /** The same with what else belongs to its convention, and a caution before any other. */
    public Score labelled(String how, String caution) {
        return new Score(
                metric,
                value,
                low,
                high,
                floor,
                convention + "; " + how,
                count,
                reason == null ? caution : caution + "; " + reason);
    }

    /** What does not apply. */
    public static Score notApplicable(Metric metric, int count, String reason) {
        return new Score(metric.name(), null, null, null, null, metric.convention(), count, reason);
    }

    /** The same beside a floor. */
    Score beside(@Nullable Double other) {
        return new Score(metric, value, low, high, other, convention, count, reason);
    }

    /** The same for another number of generated pictures. */
    Score of(int pictures) {
        return new Score(metric, value, low, high, floor, convention, pictures, reason);
    }

    /** The same with more said of how it came about. */
    Score saying(String more) {
        return new Score(metric, value, low, high, floor, convention + more, count, reason);
    }

    /** The mean of one value per picture, with the 95 % interval of that mean. */
    static Score ofMean(Metric metric, double[] values, @Nullable String caution) {
        int count = values.length;
        double mean = Intervals.mean(values);
        double half = Intervals.t95(Math.max(1.0, count - 1.0)) * Math.sqrt(Intervals.variance(values) / count);
        boolean several = count > 1;
        return new Score(
                metric.name(),
                mean,
                several ? Math.max(metric.lowest(), mean - half) : null,
                several ? Math.min(metric.highest(), mean + half) : null,
                null,
                metric.convention(),
                count,
                caution);
    }

    /**
     * The mean share of pictures over several seeds, with a 95 % interval of two levels of uncertainty: the seed, and
     * which pictures the share was counted on.
     *
     * @param shares one per seed
     * @param counted pictures that each share was counted on
     * @param how ends the convention
     * @param count generated pictures
     */
    static Score ofShares(
            Metric metric,
            double[] shares,
            int counted,
            @Nullable Double floor,
            String how,
            int count,
            @Nullable String caution) {
        double mean = Intervals.mean(shares);
        double seeds = Intervals.variance(shares) / shares.length;
        double pictures = mean * (1 - mean) / counted;
        double total = seeds + pictures;
        // Welch and Satterthwaite.
        double degrees = total == 0
                ? 1e6
                : total
                        * total
                        / (seeds * seeds / Math.max(1, shares.length - 1)
                                + pictures * pictures / Math.max(1, counted - 1));
        double half = Intervals.t95(degrees) * Math.sqrt(total);
        // At 0 and 1 that has no width; Wilson's has.
        double[] least = Intervals.wilson((int) Math.round(mean * counted), counted);
        return new Score(
                metric.name(),
                mean,
                Math.max(metric.lowest(), Math.min(least[0], mean - half)),
                Math.min(metric.highest(), Math.max(least[1], mean + half)),
                floor,
                metric.convention() + how,
                count,
                caution);
    }
}
