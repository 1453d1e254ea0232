package atelier.evaluation;

/**
 * Density (Naeem et al. 2020, arXiv 2002.09797): how many real balls hold a generated picture, on average, over k.
 * Less upset by real outliers than precision; a model that only makes typical pictures passes 1.
 */
public final class Density implements FeatureMetric {
    private static final int K = 5;

    @Override
    public String name() {
        return "density";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String range() {
        return "[0, inf), 1 for real pictures";
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public String convention() {
        return "mean number of real balls (k=5, surface excluded) that hold a generated row, divided by k, Euclidean";
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
        return pair.neighbourhoods().balls(K, false).density(K);
    }
}
