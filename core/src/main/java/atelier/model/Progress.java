package atelier.model;

/**
 * How far a run is. Schedules are functions of this and of nothing else.
 *
 * @param step optimiser steps done
 * @param images training images seen
 * @param total images at the end of the schedule that is being followed
 * @param from images at its beginning: 0, or where an earlier schedule ended and a further budget began
 */
public record Progress(long step, long images, long total, long from) {
    /** Where a further budget enters the schedules: past every ramp, before the rate falls. */
    private static final double AGAIN = 0.5;

    /** How far a run of one schedule is. */
    public Progress(long step, long images, long total) {
        this(step, images, total, 0);
    }

    /** Part of the schedule that is done, 0 to 1; a further budget goes through the second half again. */
    public double fraction() {
        if (total <= from) {
            return 1;
        }
        double part = Math.max(0, Math.min(1, (images - from) / (double) (total - from)));
        return from <= 0 ? part : AGAIN + (1 - AGAIN) * part;
    }

    /** 1 until {@code hold}, then a cosine from 1 to {@code end} at the run's end. */
    public double holdThenCosine(double hold, double end) {
        if (fraction() <= hold) {
            return 1;
        }
        double part = (fraction() - hold) / (1 - hold);
        return end + (1 - end) * 0.5 * (1 + StrictMath.cos(StrictMath.PI * part));
    }

    /** Refuses a setting that should be a part of a run, 0 to 1, and is not. */
    public static void requirePart(String name, double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException(name + " is " + part + ", expected 0 to 1, a part of the run");
        }
    }

    /** A straight line from 0 to 1 over the first {@code part} of the run. */
    public double ramp(double part) {
        return part <= 0 ? 1 : Math.min(1, fraction() / part);
    }
}
