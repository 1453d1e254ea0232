package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.logsumexp;

import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/**
 * Bounds on ln p(x) from draws of an encoder (Burda et al. 2015, arXiv 1509.00519, equation 8): the log weight of a draw
 * is ln p(x|z) + ln p(z) - ln q(z|x). More draws never make the bound worse; one draw is the ELBO.
 */
public final class ImportanceWeightedBound {
    private ImportanceWeightedBound() {}

    /**
     * ln of the mean weight.
     *
     * @param logWeights [N,K] floating point, nats, one row per picture
     * @return [N] nats
     */
    public static Tensor perPicture(Tensor logWeights) {
        return logsumexp(logWeights, 1).sub(Torch.scalar(Math.log(logWeights.size(1))));
    }

    /** The ELBO from the same draws: the mean of the log weights, [N] nats. */
    public static Tensor elbo(Tensor logWeights) {
        return logWeights.mean(1);
    }
}
