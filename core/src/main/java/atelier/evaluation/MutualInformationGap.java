package atelier.evaluation;

/**
 * Mutual information gap (Chen et al. 2018, arXiv 1802.04942, equation 6): whether each known factor is held by one
 * coordinate of the code alone. Needs pictures whose factors are known, so the built-in {@code shapes}, and an encoder.
 * Locatello et al. 2019 (arXiv 1811.12359) found that it depends on luck in training: do not read much into one run.
 */
public final class MutualInformationGap implements UnitInterval {
    @Override
    public String name() {
        return "mig";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "mean over factors of (largest - second largest mutual information of a coordinate with the factor) /"
                + " entropy of the factor; means of posteriors, each coordinate in " + Disentanglement.BINS
                + " parts of equal width over its range; " + ShapeCodes.RULE;
    }

    @Override
    public String paper() {
        return "Chen et al. 2018, arXiv 1802.04942";
    }

    @Override
    public int minimumCount() {
        return ShapeCodes.COUNT;
    }
}
