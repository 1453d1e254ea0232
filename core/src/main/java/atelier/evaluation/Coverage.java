package atelier.evaluation;

/**
 * Coverage (Naeem et al. 2020, arXiv 2002.09797): the share of real pictures in whose ball a generated one lies, as a
 * measure of variety that needs realism too. It saturates below 1 when there are fewer generated than real pictures.
 */
public final class Coverage implements FeatureMetric, UnitInterval {
    private static final int K = 5;

    @Override
    public String name() {
        return "coverage";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "share of real rows whose own ball (k=5, surface excluded) holds at least one generated row, Euclidean";
    }

    @Override
    public String paper() {
        return "Naeem et al. 2020, arXiv 2002.09797";
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
        return pair.neighbourhoods().balls(K, false).coverage();
    }

    /** For every real picture whether a generated one lies in its ball. */
    static boolean[] covered(SetPair pair) {
        return pair.neighbourhoods().balls(K, false).covered();
    }
}
