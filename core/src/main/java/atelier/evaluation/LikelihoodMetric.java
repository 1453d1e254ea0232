package atelier.evaluation;

import atelier.model.part.Likelihood;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A metric of how probable a model finds real pictures, from the weights of draws; see {@link ModelLikelihood}. */
public interface LikelihoodMetric extends Metric {
    /** What the numbers may be held against each other for. */
    String COMPARABLE = "comparable only between models with the same likelihood on the same pictures at the same size,"
            + " and not across families";

    /**
     * One value per picture.
     *
     * @param logWeights [N,K] float64, ln p(x|z) + ln p(z) - ln q(z|x) of K draws, nats
     * @param dimensions values of a picture, C*H*W
     * @return N values
     */
    double[] values(Tensor logWeights, long dimensions);

    /** Why it does not apply to a model with this likelihood; null where it does. */
    default @Nullable String obstacle(Likelihood likelihood) {
        return likelihood == Likelihood.BERNOULLI
                ? "the model's cross-entropy of grey pictures is no density of them"
                : null;
    }

    /** Of a logarithm of a probability or density; what counts bits says otherwise. */
    @Override
    default Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    default String range() {
        return "(-inf, inf) nats";
    }

    @Override
    default int minimumCount() {
        return 1;
    }

    @Override
    default int advisedCount() {
        return 100;
    }
}
