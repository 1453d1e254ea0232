package atelier.evaluation;

import atelier.model.part.ImportanceWeightedBound;
import atelier.model.part.Likelihood;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The negative ELBO in bits per value of a picture: what a lossless code built on the model would need at most. Only
 * for models that give the 256 values of a pixel probabilities; a density has no bits, since its number depends on the
 * unit.
 */
public final class BitsPerDimension implements LikelihoodMetric {
    /** What a likelihood is a density or a probability of. */
    public enum Of {
        /** Probabilities of 8-bit values. */
        DISCRETE(1),
        /** Density on [0,1], uniformly dequantised: a value is 1/256 wide. */
        UNIT_INTERVAL(256),
        /** Density on [-1,1], x/127.5 - 1: a value is 1/127.5 wide. */
        SIGNED(127.5);

        private final double valuesPerUnit;

        Of(double valuesPerUnit) {
            this.valuesPerUnit = valuesPerUnit;
        }

        /**
         * From nats per picture.
         *
         * @param nats -ln p(x)
         * @param dimensions values of a picture, C*H*W
         */
        public double bits(double nats, long dimensions) {
            return (nats / dimensions + Math.log(valuesPerUnit)) / Math.log(2);
        }
    }

    @Override
    public String name() {
        return "bits-per-dim";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String range() {
        return "[0, inf) bits";
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public String convention() {
        return "-ELBO/(C H W ln 2), the ELBO as elbo says, of probabilities of 8-bit values; " + COMPARABLE;
    }

    @Override
    public String paper() {
        return "Salimans et al. 2017, arXiv 1701.05517";
    }

    @Override
    public @Nullable String obstacle(Likelihood likelihood) {
        return likelihood == Likelihood.GAUSSIAN
                ? "the model's Gaussian is a density, and only probabilities of 8-bit values have bits; see elbo"
                : LikelihoodMetric.super.obstacle(likelihood);
    }

    @Override
    public double[] values(Tensor logWeights, long dimensions) {
        double[] values = PairwiseDistances.toArray(ImportanceWeightedBound.elbo(logWeights));
        for (int i = 0; i < values.length; i++) {
            values[i] = Of.DISCRETE.bits(-values[i], dimensions);
        }
        return values;
    }
}
