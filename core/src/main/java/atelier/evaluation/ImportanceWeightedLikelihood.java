package atelier.evaluation;

import atelier.model.part.ImportanceWeightedBound;
import org.bytedeco.pytorch.Tensor;

/**
 * The bound on ln p(x) from several draws (Burda et al. 2015, arXiv 1509.00519, equation 8): nearer to ln p(x) than the
 * ELBO of the same model, the more so the more draws.
 */
public final class ImportanceWeightedLikelihood implements LikelihoodMetric {
    @Override
    public String name() {
        return "iw-bound";
    }

    @Override
    public String convention() {
        return "ln of the mean of p(x|z) p(z) / q(z|x) over " + ModelLikelihood.DRAWS
                + " draws from the posterior, nats per picture, mean over pictures; likelihoods as elbo says; "
                + COMPARABLE;
    }

    @Override
    public String paper() {
        return "Burda et al. 2015, arXiv 1509.00519";
    }

    @Override
    public double[] values(Tensor logWeights, long dimensions) {
        return PairwiseDistances.toArray(ImportanceWeightedBound.perPicture(logWeights));
    }
}
