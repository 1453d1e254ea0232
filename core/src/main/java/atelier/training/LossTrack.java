package atelier.training;

/**
 * What the loss of a phase was of late: its level, and how far single steps lie from it, both remembered for about a
 * hundred steps. A loss far above is a spike. Robust as far as that: what is taken for a spike is not followed, and the
 * spread is a mean distance, not a square, so that one outlier does not hide the next.
 *
 * @param steps that were followed; it stays at a hundred
 * @param level mean of the loss
 * @param spread mean distance of the loss from its level
 */
public record LossTrack(int steps, double level, double spread) {
    /** Before any step. */
    static final LossTrack NONE = new LossTrack(0, 0, 0);

    private static final int MEMORY = 100;
    private static final double SPREADS = 50;

    /** Of numbers this much closer than they are large, float32 knows little. */
    private static final double ROUNDING = 1e-3;

    /** After one step more. */
    LossTrack followed(double loss) {
        int more = Math.min(steps + 1, MEMORY);
        if (steps == 0) {
            return new LossTrack(more, loss, 0);
        }
        double distance = loss - level;
        return new LossTrack(more, level + distance / more, spread + (Math.abs(distance) - spread) / more);
    }

    /** Whether a loss is far above all that is known; never while little is. */
    boolean isSpike(double loss) {
        return steps >= MEMORY && loss - level > Math.max(SPREADS * spread, ROUNDING * Math.abs(level));
    }
}
