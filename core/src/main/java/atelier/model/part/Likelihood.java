package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.softplus;

import atelier.model.StepContext;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** log p(x|z) of a decoder: how far a reconstruction is from its picture, in nats. */
public enum Likelihood {
    /**
     * Gaussian whose one variance is set to the mean squared error of the batch, its best value
     * (Rybkin et al. 2021, arXiv 2006.13202, equation 7): D/2 (ln(2 pi mse) + 1) per picture. Over replicas the
     * mean is shared and held constant, which leaves the gradient as it is. A density of pictures on [0,1].
     */
    GAUSSIAN {
        @Override
        public Tensor logProbability(Tensor target, Tensor decoded, double error) {
            Tensor logDeviation = constant(target, 0.5 * Math.log(error));
            return perPicture(
                    GaussianLikelihood.logDensity(unit(target), unit(decoded.to(target.scalar_type())), logDeviation));
        }
    },

    /** Bernoulli on pixels in [0,1] used as soft targets; the decoder gives logits. */
    BERNOULLI {
        @Override
        public Tensor logProbability(Tensor target, Tensor decoded, double error) {
            return perPicture(unit(target).mul(decoded).sub(softplus(decoded)));
        }

        @Override
        public Tensor picture(Tensor decoded) {
            return sigmoid(decoded).mul(Torch.scalar(2)).sub(Torch.scalar(1));
        }
    },

    /**
     * Discretised logistic over the 256 values of a pixel ({@link DiscretizedLogistic}) with one scale for the batch,
     * set from its mean squared error: the variance of a logistic is (scale pi)^2/3. The outer bins reach to infinity,
     * so nothing holds the centres of black and white pixels within [-1,1]: the error is that of the picture, which is
     * limited. A probability.
     */
    LOGISTIC {
        @Override
        public Tensor logProbability(Tensor target, Tensor decoded, double error) {
            double logScale = Math.log(Math.sqrt(12 * error) / Math.PI);
            return perPicture(DiscretizedLogistic.logProbability(target, decoded, constant(target, logScale)));
        }

        @Override
        Tensor mean(Tensor decoded) {
            return decoded.clamp(new ScalarOptional(Torch.scalar(-1)), new ScalarOptional(Torch.scalar(1)));
        }
    };

    /** The smallest mean squared error that a variance or scale is set from. */
    private static final double SMALLEST = 1e-6;

    /**
     * log p(x|z), all constants included.
     *
     * @param target [N,C,H,W] float32 in [-1,1]
     * @param decoded [N,C,H,W] float32, the decoder's output
     * @param error mean squared error that the variance or scale is set from, see {@link #error}
     * @return [N] float32, nats
     */
    public abstract Tensor logProbability(Tensor target, Tensor decoded, double error);

    /**
     * Negative log-likelihood, mean over the share; reports the error as {@code mse}.
     *
     * @param target [N,C,H,W] float32 in [-1,1]
     * @param decoded [N,C,H,W] float32, the decoder's output
     * @return [] float32, nats per picture
     */
    public final Tensor loss(Tensor target, Tensor decoded, StepContext step) {
        return logProbability(target, decoded, error(target, decoded, step))
                .mean()
                .neg();
    }

    /** The {@linkplain #error(Tensor, Tensor) error} over the shares of all replicas, reported as {@code mse}. */
    public final double error(Tensor target, Tensor decoded, StepContext step) {
        double shared = Math.max(step.meanAcrossReplicas(error(target, decoded)), SMALLEST);
        step.report("mse", shared);
        return shared;
    }

    /**
     * Mean squared error of the decoder's mean on [0,1], at least 1e-6; as a variance it makes these pictures as
     * likely as any can.
     */
    public final double error(Tensor target, Tensor decoded) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor squares = mean(decoded.detach()).sub(target).square();
            return Math.max(SMALLEST, squares.mean().item_double() / 4);
        }
    }

    /** The mean picture of a decoder's output, in [-1,1] units. */
    public Tensor picture(Tensor decoded) {
        return decoded;
    }

    /** The mean that the error is taken of. */
    Tensor mean(Tensor decoded) {
        return picture(decoded);
    }

    private static Tensor unit(Tensor signed) {
        return signed.add(Torch.scalar(1)).mul(Torch.scalar(0.5));
    }

    private static Tensor constant(Tensor like, double value) {
        return like.new_full(new long[] {1}, Torch.scalar(value));
    }

    private static Tensor perPicture(Tensor values) {
        return values.flatten(1, -1).sum(1);
    }
}
