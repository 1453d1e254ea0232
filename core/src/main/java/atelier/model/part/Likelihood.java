package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.log_sigmoid;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.softplus;
import static org.bytedeco.pytorch.global.torch.where;

import atelier.model.StepContext;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** log p(x|z) of a decoder: how far a reconstruction is from its picture, in nats. */
public enum Likelihood {
    /**
     * Gaussian whose one variance is set to the mean squared error of the batch, its best value
     * (Rybkin et al. 2021, arXiv 2006.13202, equation 7): D/2 ln(mse). Over replicas the mean is
     * shared; this returns D/2 sum-of-squares/mse with the shared mean held constant, which has the
     * same gradient.
     */
    GAUSSIAN {
        @Override
        public Tensor loss(Tensor target, Tensor decoded, StepContext step) {
            Tensor squares = decoded.sub(target).square().mul(Torch.scalar(0.25));
            Tensor perImage = squares.flatten(1, -1).mean(1);
            double own;
            try (Scope scope = Scope.withoutGradient()) {
                own = perImage.detach().mean().item_double();
            }
            double mean = Math.max(step.meanAcrossReplicas(own), 1e-6);
            double values = target.numel() / (double) target.size(0);
            step.report("mse", mean);
            // The value is moved to D/2 ln(mse) so that the log shows the likelihood.
            double shift = values / 2 * (Math.log(mean) - 1);
            return perImage.mean().mul(Torch.scalar(values / 2 / mean)).add(Torch.scalar(shift));
        }
    },
    /** Bernoulli on pixels in [0,1] used as soft targets; the decoder gives logits. */
    BERNOULLI {
        @Override
        public Tensor loss(Tensor target, Tensor decoded, StepContext step) {
            Tensor soft = target.add(Torch.scalar(1)).mul(Torch.scalar(0.5));
            step.report("mse", sigmoid(decoded).sub(soft).square().mean());
            return softplus(decoded)
                    .sub(soft.mul(decoded))
                    .flatten(1, -1)
                    .sum(1)
                    .mean();
        }

        @Override
        public Tensor picture(Tensor decoded) {
            return sigmoid(decoded).mul(Torch.scalar(2)).sub(Torch.scalar(1));
        }
    },
    /**
     * Discretised logistic over the 256 values of a pixel (Salimans et al. 2017, arXiv 1701.05517,
     * equation 2) with one scale for the batch, set from its mean squared error: the variance of a
     * logistic is (scale pi)^2/3. The outer bins reach to infinity, so nothing holds the centres of
     * black and white pixels within [-1,1]: the error is that of the picture, which is limited.
     */
    LOGISTIC {
        @Override
        public Tensor loss(Tensor target, Tensor decoded, StepContext step) {
            double own;
            try (Scope scope = Scope.withoutGradient()) {
                own = limited(decoded.detach()).sub(target).square().mean().item_double();
            }
            double mean = Math.max(step.meanAcrossReplicas(own), 1e-6);
            step.report("mse", mean / 4);
            double scale = Math.max(Math.sqrt(3 * mean) / Math.PI, Math.exp(-7));
            return logistic(target, decoded, Math.log(scale))
                    .flatten(1, -1)
                    .sum(1)
                    .mean()
                    .neg();
        }
    };

    private static Tensor limited(Tensor decoded) {
        return decoded.clamp(new ScalarOptional(Torch.scalar(-1)), new ScalarOptional(Torch.scalar(1)));
    }

    /**
     * Negative log-likelihood up to a constant, mean over the share.
     *
     * @param target [N,C,H,W] float32 in [-1,1]
     * @param decoded [N,C,H,W] float32, the decoder's output
     * @return [] float32, nats per picture
     */
    public abstract Tensor loss(Tensor target, Tensor decoded, StepContext step);

    /** The mean picture of a decoder's output, in [-1,1] units. */
    public Tensor picture(Tensor decoded) {
        return decoded;
    }

    /**
     * Log-probability of the 8-bit value of each pixel under a discretised logistic; bins are 2/255
     * wide, the outer ones reach to infinity.
     *
     * @param target float32 or float64 in [-1,1] on the grid k/127.5-1
     * @param mean centre of the logistic, same shape
     * @param logScale logarithm of its scale
     * @return log-probabilities in nats, same shape
     */
    public static Tensor logistic(Tensor target, Tensor mean, double logScale) {
        double inverse = Math.exp(-logScale);
        Tensor centred = target.sub(mean);
        Tensor upper = centred.add(Torch.scalar(1 / 255.0)).mul(Torch.scalar(inverse));
        Tensor lower = centred.sub(Torch.scalar(1 / 255.0)).mul(Torch.scalar(inverse));
        Tensor difference = sigmoid(upper).sub(sigmoid(lower));
        Tensor middle = centred.mul(Torch.scalar(inverse));
        Tensor density =
                middle.sub(softplus(middle).mul(Torch.scalar(2))).sub(Torch.scalar(logScale + Math.log(127.5)));
        Tensor inside = where(
                difference.gt(Torch.scalar(1e-5)),
                difference
                        .clamp(new ScalarOptional(new Scalar(1e-12)), new ScalarOptional(new Scalar(2.0)))
                        .log(),
                density);
        Tensor low = where(target.lt(Torch.scalar(-0.999)), log_sigmoid(upper), inside);
        return where(target.gt(Torch.scalar(0.999)), softplus(lower).neg(), low);
    }
}
