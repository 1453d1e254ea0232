package atelier.evaluation;

import atelier.nn.features.FeatureSet;

/** What is read off the {@link CopyRatios} of generated pictures; its floor is that of held-out pictures. */
interface CopyRatioMetric extends FeatureMetric, UnitInterval {
    @Override
    default boolean needsTraining() {
        return true;
    }

    @Override
    default SetPair floorPair(FeatureSet heldOut, FeatureSet training, int count) {
        return new SetPair(heldOut, heldOut, training);
    }

    @Override
    default boolean usualFloor() {
        return false;
    }

    @Override
    default boolean resampled() {
        return false;
    }
}
