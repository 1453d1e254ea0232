package atelier.model;

/**
 * How far a run is. Schedules are functions of this and of nothing else.
 *
 * @param step optimiser steps done
 * @param images training images seen
 * @param total images that the run will see
 */
public record Progress(long step, long images, long total) {
    /** Part of the run that is done, 0 to 1. */
    public double fraction() {
        return total <= 0 ? 1 : Math.min(1, (double) images / total);
    }

    /** 1 until {@code hold}, then a cosine from 1 to {@code end} at the run's end. */
    public double holdThenCosine(double hold, double end) {
        if (fraction() <= hold) {
            return 1;
        }
        double part = (fraction() - hold) / (1 - hold);
        return end + (1 - end) * 0.5 * (1 + StrictMath.cos(StrictMath.PI * part));
    }

    /** A straight line from 0 to 1 over the first {@code part} of the run. */
    public double ramp(double part) {
        return part <= 0 ? 1 : Math.min(1, fraction() / part);
    }
}
