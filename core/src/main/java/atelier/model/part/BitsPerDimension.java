package atelier.model.part;

/** Negative log-likelihoods in bits per value of a picture, by what the likelihood is a density or a probability of. */
public enum BitsPerDimension {
    /** Probabilities of 8-bit values. */
    DISCRETE(1),
    /** Density on [0,1], uniformly dequantised: a value is 1/256 wide. */
    UNIT_INTERVAL(256),
    /** Density on [-1,1], x/127.5 - 1: a value is 1/127.5 wide. */
    SIGNED(127.5);

    private final double valuesPerUnit;

    BitsPerDimension(double valuesPerUnit) {
        this.valuesPerUnit = valuesPerUnit;
    }

    /**
     * From nats per picture.
     *
     * @param nats -ln p(x)
     * @param dimensions values of a picture, C*H*W
     */
    public double of(double nats, long dimensions) {
        return (nats / dimensions + Math.log(valuesPerUnit)) / Math.log(2);
    }
}
