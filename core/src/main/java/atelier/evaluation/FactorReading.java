package atelier.evaluation;

import java.util.Locale;

/**
 * Disentanglement, completeness and informativeness of a code (DCI; Eastwood and Williams 2018, ICLR, OpenReview
 * By-7dz-AZ, section 2), by Lasso readings of each factor. Needs pictures whose factors are known, so the built-in
 * {@code shapes}, and an encoder. A factor that is held in a way that no line through the code reads counts as not
 * held.
 */
public final class FactorReading implements UnitInterval {
    /** Which of the three. */
    public enum Part {
        /** Whether each coordinate tells of one factor only. */
        DISENTANGLEMENT,
        /** Whether each factor is told by one coordinate only. */
        COMPLETENESS,
        /** How well the factors are read at all. */
        INFORMATIVENESS
    }

    private final Part part;

    /** One of the three scores. */
    public FactorReading(Part part) {
        this.part = part;
    }

    @Override
    public String name() {
        return "dci-" + part.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        String readings = "; importance is the absolute weight of a Lasso (penalty " + Disentanglement.PENALTY
                + ") on coordinates and targets of unit variance, learned from half of the pictures; turns are read as"
                + " sine and cosine, classes as one indicator each, means over them; means of posteriors; "
                + ShapeCodes.RULE;
        return switch (part) {
            case DISENTANGLEMENT ->
                "1 - entropy (base: number of factors) of a coordinate's importance for the factors, mean over"
                        + " coordinates weighted by their importance" + readings;
            case COMPLETENESS ->
                "1 - entropy (base: number of coordinates) of the coordinates' importance for a factor, mean over"
                        + " factors" + readings;
            case INFORMATIVENESS -> "share of the factors' variance that is read on the other half, mean" + readings;
        };
    }

    @Override
    public String paper() {
        return "Eastwood and Williams 2018, OpenReview By-7dz-AZ; see Locatello et al. 2019, arXiv 1811.12359";
    }

    @Override
    public int minimumCount() {
        return ShapeCodes.COUNT;
    }

    double value(Disentanglement.Readings readings) {
        return switch (part) {
            case DISENTANGLEMENT -> readings.disentanglement();
            case COMPLETENESS -> readings.completeness();
            case INFORMATIVENESS -> readings.informativeness();
        };
    }
}
