package atelier.evaluation;

import atelier.torch.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Peak signal-to-noise ratio in decibels: 10 log10(1/MSE) of a picture on [0,1]. Higher is closer pixel by pixel, which
 * is not the same as looking closer: blur is cheap. Equal pictures have no finite value and are capped at 100.
 */
public final class Psnr implements PictureMetric {
    /** No 8-bit picture that differs at all reaches it at the sizes used here. */
    private static final double CEILING = 100;

    @Override
    public String name() {
        return "psnr";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String range() {
        return "[0, 100] dB";
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public double highest() {
        return 100;
    }

    @Override
    public String convention() {
        return "10 log10(1/MSE) on [0,1] over all pixels and channels of a picture, mean over pictures, float64, at most"
                + " 100";
    }

    @Override
    public String paper() {
        return "ITU-T J.340";
    }

    @Override
    public int minimumCount() {
        return 1;
    }

    @Override
    public double[] values(Tensor target, Tensor output) {
        try (Scope scope = Scope.open()) {
            Tensor error = target.to(torch.ScalarType.Double).sub(output.to(torch.ScalarType.Double));
            double[] values = PairwiseDistances.toArray(error.mul(error).mean(1, 2, 3));
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.min(CEILING, -10 * Math.log10(values[i]));
            }
            return values;
        }
    }
}
