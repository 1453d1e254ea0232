package atelier.evaluation;

import atelier.nn.features.FeatureSet;

/**
 * AuthPct (Alaa et al. 2022, arXiv 2102.08921; as a percentage in Stein et al. 2023, arXiv 2306.04675): the share of
 * generated pictures that are farther from their nearest training picture than that one is from its own nearest. A
 * generator that copies scores low; one whose pictures are far from everything scores 100, so high alone is no merit.
 * Half copies among pictures that keep their distance can still score as held-out ones do, whose nearest training rows
 * are often isolated: {@link Copied} decides.
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
                + " means copying; interval: Wilson's, of the generated rows";
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
    public boolean looksAtTraining() {
        return true;
    }

    @Override
    public SetPair floorPair(FeatureSet heldOut, FeatureSet training, int count) {
        return new SetPair(heldOut, Subsets.atMost(heldOut, count), training);
    }

    @Override
    public boolean usualFloor() {
        return false;
    }

    @Override
    public boolean resampled() {
        return false;
    }

    @Override
    public double[] interval(SetPair pair, double value) {
        int count = pair.generated().count();
        double[] shares = Intervals.wilson((int) Math.round(value / 100 * count), count);
        return new double[] {100 * shares[0], 100 * shares[1]};
    }

    @Override
    public double value(SetPair pair) {
        Neighbourhoods.Nearest toTraining = Neighbourhoods.Nearest.of(pair.generated(), pair.originals(), false);
        double[] own = pair.gaps(toTraining.index());
        int authentic = 0;
        for (int i = 0; i < own.length; i++) {
            authentic += own[i] < toTraining.distance()[i] ? 1 : 0;
        }
        return 100.0 * authentic / pair.generated().count();
    }
}
