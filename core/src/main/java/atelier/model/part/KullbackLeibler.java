package atelier.model.part;

import atelier.model.GenerativeModel.Posterior;
import atelier.torch.Torch;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Divergence of a diagonal Gaussian from the standard normal, and draws from it. */
public final class KullbackLeibler {
    private KullbackLeibler() {}

    /**
     * Per latent unit: (mean^2 + exp(lv) - lv - 1)/2 (Kingma and Welling 2013, arXiv 1312.6114,
     * appendix B).
     *
     * @return [N,Z] float32, nats
     */
    public static Tensor perUnit(Posterior posterior) {
        Tensor logVariance = posterior.logVariance();
        return posterior
                .mean()
                .square()
                .add(logVariance.exp())
                .sub(logVariance)
                .sub(Torch.scalar(1))
                .mul(Torch.scalar(0.5));
    }

    /**
     * Divergence of one diagonal Gaussian from another, per latent unit:
     * (lv2 - lv1 + (exp(lv1) + (mean1 - mean2)^2)/exp(lv2) - 1)/2.
     *
     * @return [N,Z] nats
     */
    public static Tensor perUnit(Posterior first, Posterior second) {
        Tensor distance = first.mean().sub(second.mean()).square();
        Tensor ratio = first.logVariance()
                .exp()
                .add(distance)
                .mul(second.logVariance().neg().exp());
        return second.logVariance()
                .sub(first.logVariance())
                .add(ratio)
                .sub(Torch.scalar(1))
                .mul(Torch.scalar(0.5));
    }

    /**
     * Sum over units, mean over pictures. A unit whose divergence for a picture lies below {@code freeNats} costs that much
     * and is not pushed further (free bits, Kingma et al. 2016, arXiv 1606.04934, equation 15; there the mean over the
     * batch is held against it, which replicas would not agree on).
     *
     * @return [] float32, nats per picture
     */
    public static Tensor mean(Posterior posterior, double freeNats) {
        Tensor perUnit = perUnit(posterior);
        if (freeNats <= 0) {
            return perUnit.sum(1).mean();
        }
        return perUnit.clamp(new ScalarOptional(new Scalar(freeNats)), new ScalarOptional())
                .sum(1)
                .mean();
    }

    /** mean + exp(lv/2) noise: a draw through which gradients flow; {@code noise} is [N,Z] normal. */
    public static Tensor draw(Posterior posterior, Tensor noise) {
        Tensor deviation = posterior.logVariance().mul(Torch.scalar(0.5)).exp();
        return posterior.mean().add(deviation.mul(noise));
    }

    /** The Gaussians of N pictures, each {@code times} times: [N*times,Z]. */
    public static Posterior repeated(Posterior posterior, long times) {
        return times == 1
                ? posterior
                : new Posterior(repeated(posterior.mean(), times), repeated(posterior.logVariance(), times));
    }

    /** Rows [N,...] to [N*times,...], the copies of one row together. */
    public static Tensor repeated(Tensor rows, long times) {
        return rows.repeat_interleave(times, new LongOptional(0), new LongOptional());
    }

    /**
     * ln p(z) - ln q(z) of draws z from the Gaussians q, p being the standard normal: its mean over draws is the
     * negative divergence.
     *
     * @param noise [N,Z] that the draws were made of
     * @param draws [N,Z]
     * @return [N] nats
     */
    public static Tensor logRatio(Posterior posterior, Tensor noise, Tensor draws) {
        return noise.square()
                .add(posterior.logVariance())
                .sub(draws.square())
                .sum(1)
                .mul(Torch.scalar(0.5));
    }
}
