package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

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

    /** Whether it looks at the training set's features where they are there. */
    default boolean looksAtTraining() {
        return needsTraining();
    }

    /**
     * The pair whose value is the noise floor: real pictures in the place of generated ones.
     *
     * @param heldOut real pictures that the generated ones are compared with
     * @param training real pictures from training
     * @param count how many pictures were generated
     */
    default SetPair floorPair(FeatureSet heldOut, FeatureSet training, int count) {
        int drawn = Math.min(count, training.count());
        return new SetPair(heldOut, training.rows(Subsets.draw(training.count(), drawn, new SplittableRandom(count))));
    }

    /** Whether {@link #floorPair} is the usual one, which metrics then share with all that is known of it. */
    default boolean usualFloor() {
        return true;
    }

    /**
     * The 95 % interval by a rule of the metric's own, low and high; null where half-samples tell.
     *
     * @param value that {@link #value} gave
     */
    default double @Nullable [] interval(SetPair pair, double value) {
        return null;
    }

    /** Why there is no number where {@link #value} is none. */
    default String undefined(SetPair pair, double value) {
        return "the value is " + value;
    }

    /** Whether it grows with N as long as N is small, so that the spread of half-samples must grow along. */
    default boolean growing() {
        return false;
    }

    /** Whether an interval from half-samples is worth its cost; false where one value already takes many. */
    default boolean resampled() {
        return true;
    }

    /** Whether its value is about the same at any N; a biased one is only compared at equal N. */
    default boolean unbiased() {
        return false;
    }
}
