package atelier.evaluation;

/**
 * Improved precision (Kynkäänniemi et al. 2019, arXiv 1904.06991): the share of generated pictures that lie within
 * the real ones, as a measure of realism. A blurry model can score high; read it with the Fréchet distance.
 */
public final class Precision implements FeatureMetric, UnitInterval {
    private static final int K = 3;

    @Override
    public String name() {
        return "precision";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "share of generated rows within the ball (k=3, surface included) of at least one real row, Euclidean";
    }

    @Override
    public String paper() {
        return "Kynkaanniemi et al. 2019, arXiv 1904.06991";
    }

    @Override
    public int minimumCount() {
        return K + 1;
    }

    @Override
    public int advisedCount() {
        return 500;
    }

    @Override
    public double value(SetPair pair) {
        return pair.neighbourhoods().balls(K, true).precision();
    }
}
