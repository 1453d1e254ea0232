package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.log_sigmoid;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.softplus;
import static org.bytedeco.pytorch.global.torch.where;

import atelier.torch.Torch;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Log-probability of the 8-bit value of each pixel under a logistic with a scale of its own (Salimans et al. 2017, arXiv
 * 1701.05517, equation 2); bins are 2/255 wide, the outer ones reach to infinity.
 */
final class DiscretizedLogistic {
    /** The smallest log scale: below it all the mass lies in one bin. */
    static final double SMALLEST = -7;

    private static final double HALF_BIN = 1 / 255.0;

    private DiscretizedLogistic() {}

    /**
     * With the paper's fallback: where a bin's probability is below 1e-5, the density at its middle times its width.
     *
     * @param target [...] float32 or float64 on the grid k/127.5-1
     * @param mean centre of the logistic, same shape
     * @param logScale logarithm of its scale, same shape or [1] for one scale, raised to {@link #SMALLEST}
     * @return log-probabilities in nats, same shape
     */
    static Tensor logProbability(Tensor target, Tensor mean, Tensor logScale) {
        Edges edges = Edges.of(target, mean, logScale);
        Tensor difference = sigmoid(edges.upper()).sub(sigmoid(edges.lower()));
        Tensor middle = edges.middle();
        Tensor density = middle.sub(softplus(middle).mul(Torch.scalar(2)))
                .sub(edges.logScale())
                .sub(Torch.scalar(Math.log(127.5)));
        Tensor inside = where(
                difference.gt(Torch.scalar(1e-5)),
                difference
                        .clamp(new ScalarOptional(new Scalar(1e-12)), new ScalarOptional(new Scalar(2.0)))
                        .log(),
                density);
        return edges.closed(target, inside);
    }

    /**
     * Without the fallback: sigmoid(u) - sigmoid(l) is sigmoid(u) sigmoid(-l) (1 - exp(l - u)).
     *
     * @return log-probabilities in nats, same shape
     */
    static Tensor exact(Tensor target, Tensor mean, Tensor logScale) {
        Edges edges = Edges.of(target, mean, logScale);
        Tensor width = edges.lower().sub(edges.upper()).exp().neg().log1p();
        Tensor inside =
                log_sigmoid(edges.upper()).add(log_sigmoid(edges.lower().neg())).add(width);
        return edges.closed(target, inside);
    }

    /** A bin's edges and middle in units of the scale. */
    private record Edges(Tensor lower, Tensor middle, Tensor upper, Tensor logScale) {
        static Edges of(Tensor target, Tensor mean, Tensor logScale) {
            Tensor bounded = logScale.clamp(new ScalarOptional(new Scalar(SMALLEST)), new ScalarOptional());
            Tensor inverse = bounded.neg().exp();
            Tensor centred = target.sub(mean);
            return new Edges(
                    centred.sub(Torch.scalar(HALF_BIN)).mul(inverse),
                    centred.mul(inverse),
                    centred.add(Torch.scalar(HALF_BIN)).mul(inverse),
                    bounded);
        }

        /** The given values, and those of the outer bins where the target is 0 or 255. */
        Tensor closed(Tensor target, Tensor inside) {
            Tensor low = where(target.lt(Torch.scalar(-0.999)), log_sigmoid(upper), inside);
            return where(target.gt(Torch.scalar(0.999)), log_sigmoid(lower.neg()), low);
        }
    }
}
