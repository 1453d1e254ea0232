package atelier.evaluation;

/** A metric of generated against real features. */
public interface FeatureMetric extends Metric {
    /**
     * The metric's value.
     *
     * @param pair both sets, at least {@link #minimumCount()} rows each
     */
    double value(SetPair pair);

    /** Whether it needs the training set's features beside the real ones it compares with. */
    default boolean needsTraining() {
        return false;
    }

    /** Whether its value is about the same at any N; a biased one is only compared at equal N. */
    default boolean unbiased() {
        return false;
    }
}
