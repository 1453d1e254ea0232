package atelier.evaluation;

/**
 * Improved recall (Kynkäänniemi et al. 2019, arXiv 1904.06991): the share of real pictures that lie within the
 * generated ones, as a measure of variety. A few scattered generated outliers can raise it; coverage cannot be fooled
 * so.
 */
public final class Recall implements FeatureMetric, UnitInterval {
    private static final int K = 3;

    @Override
    public String name() {
        return "recall";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "share of real rows within the ball (k=3, surface included) of at least one generated row, Euclidean";
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
        return pair.neighbourhoods().balls(K, true).recall();
    }
}
