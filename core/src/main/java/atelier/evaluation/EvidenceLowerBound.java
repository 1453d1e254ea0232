package atelier.evaluation;

import atelier.model.part.ImportanceWeightedBound;
import org.bytedeco.pytorch.Tensor;

/**
 * Evidence lower bound (Kingma and Welling 2013, arXiv 1312.6114): at most ln p(x), and less by the divergence of the
 * encoder's posterior from the true one. For a Gaussian likelihood it is a log density, which may be positive.
 */
public final class EvidenceLowerBound implements LikelihoodMetric {
    @Override
    public String name() {
        return "elbo";
    }

    @Override
    public String convention() {
        return "mean of ln p(x|z) + ln p(z) - ln q(z|x) over " + ModelLikelihood.DRAWS
                + " draws from the posterior, nats per picture, mean over pictures; a Gaussian is a density of values on"
                + " [0,1], its variance the mean squared error on these pictures; " + COMPARABLE;
    }

    @Override
    public String paper() {
        return "Kingma and Welling 2013, arXiv 1312.6114";
    }

    @Override
    public double[] values(Tensor logWeights, long dimensions) {
        return PairwiseDistances.toArray(ImportanceWeightedBound.elbo(logWeights));
    }
}
