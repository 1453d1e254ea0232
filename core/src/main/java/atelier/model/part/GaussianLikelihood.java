package atelier.model.part;

import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/** Density of a Gaussian with a deviation of its own for each value; {@link Likelihood#GAUSSIAN} has one for all. */
public final class GaussianLikelihood {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private GaussianLikelihood() {}

    /**
     * Log-density -((x - m)/s)^2/2 - ln s - ln(2 pi)/2.
     *
     * @param target [N,...] floating point
     * @param mean same shape
     * @param logDeviation ln s, same shape, or [] for one s
     * @return nats, the shape of {@code target}
     */
    public static Tensor logDensity(Tensor target, Tensor mean, Tensor logDeviation) {
        Tensor scaled = target.sub(mean).mul(logDeviation.neg().exp());
        return scaled.square().mul(Torch.scalar(-0.5)).sub(logDeviation).sub(Torch.scalar(HALF_LOG_TWO_PI));
    }
}
