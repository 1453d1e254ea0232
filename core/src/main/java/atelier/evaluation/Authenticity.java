package atelier.evaluation;

import atelier.nn.features.FeatureSet;

/**
 * AuthPct (Alaa et al. 2022, arXiv 2102.08921; as a percentage in Stein et al. 2023, arXiv 2306.04675): the share of
 * generated pictures that are farther from their nearest training picture than that one is from its own nearest. A
 * generator that copies scores low; one whose pictures are far from everything scores 100, so high alone is no merit.
 */
public final class Authenticity implements FeatureMetric {
    @Override
    public String name() {
        return "authpct";
    }

    @Override
    public Direction direction() {
        return Direction.NEITHER;
    }

    @Override
    public String range() {
        return "[0, 100]";
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public double highest() {
        return 100;
    }

    @Override
    public String convention() {
        return "100 x share of generated rows whose distance to the nearest training row exceeds that row's distance to"
                + " its nearest other training row, Euclidean; training rows, else the real ones; well below the floor"
                + " means copying";
    }

    @Override
    public String paper() {
        return "Alaa et al. 2022, arXiv 2102.08921";
    }

    @Override
    public int minimumCount() {
        return 2;
    }

    @Override
    public int advisedCount() {
        return 200;
    }

    @Override
    public SetPair floorPair(FeatureSet heldOut, FeatureSet training, int count) {
        return new SetPair(heldOut, heldOut.first(count), training);
    }

    @Override
    public boolean usualFloor() {
        return false;
    }

    @Override
    public double value(SetPair pair) {
        FeatureSet training = pair.hasTraining() ? pair.training() : pair.real();
        Neighbourhoods.Nearest toTraining = Neighbourhoods.Nearest.of(pair.generated(), training, false);
        double[] own = pair.gaps();
        int authentic = 0;
        for (int i = 0; i < pair.generated().count(); i++) {
            authentic += own[toTraining.index()[i]] < toTraining.distance()[i] ? 1 : 0;
        }
        return 100.0 * authentic / pair.generated().count();
    }
}
