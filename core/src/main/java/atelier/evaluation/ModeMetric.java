package atelier.evaluation;

import atelier.data.StackedGreys;

/**
 * A metric of which modes of {@code stacked-greys} generated pictures show, and how often; see {@link StackedModes}.
 */
public interface ModeMetric extends Metric {
    /**
     * The value.
     *
     * @param counts pictures per mode
     */
    double value(int[] counts);

    /**
     * Half the length of the 95 % interval.
     *
     * @param modes one per picture
     */
    double halfWidth(int[] modes);

    @Override
    default double lowest() {
        return 0;
    }

    @Override
    default int minimumCount() {
        return StackedGreys.MODES;
    }

    @Override
    default int advisedCount() {
        return 10 * StackedGreys.MODES;
    }
}
