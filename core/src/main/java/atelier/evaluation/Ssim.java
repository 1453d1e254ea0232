package atelier.evaluation;

import atelier.torch.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Structural similarity (Wang et al. 2004, doi 10.1109/TIP.2003.819861) as first defined: the mean over the positions
 * where the whole window fits. Libraries differ: torchmetrics from 1.5 on averages over mirrored borders too
 * ({@link Area#MIRRORED}), scikit-image by default rescales the variances ({@link Area#SAMPLE_COVARIANCE}).
 */
public final class Ssim implements PictureMetric {
    /** What is averaged. */
    public enum Area {
        /** Positions where the window fits: Atelier's convention. */
        VALID,
        /** All positions, borders mirrored without repeating the edge pixel. */
        MIRRORED,
        /** As VALID, with window variances times 121/120. */
        SAMPLE_COVARIANCE
    }

    static final int WINDOW = 11;
    private static final double SIGMA = 1.5;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;

    private final Area area;

    /** Over the positions whose window lies within the picture. */
    public Ssim() {
        this(Area.VALID);
    }

    /** Over these positions. */
    public Ssim(Area area) {
        this.area = area;
    }

    @Override
    public String name() {
        return "ssim";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String range() {
        return "[-1, 1]";
    }

    @Override
    public double lowest() {
        return -1;
    }

    @Override
    public double highest() {
        return 1;
    }

    @Override
    public String convention() {
        return "Gaussian window 11x11, sigma 1.5, K1 0.01, K2 0.03, range [0,1], weighted variances, mean over the"
                + " positions where the window fits, channels and pictures, float64";
    }

    @Override
    public String paper() {
        return "Wang et al. 2004, doi 10.1109/TIP.2003.819861";
    }

    @Override
    public int minimumCount() {
        return 1;
    }

    @Override
    public int minimumSide() {
        return WINDOW;
    }

    @Override
    public double[] values(Tensor target, Tensor output) {
        try (Scope scope = Scope.open()) {
            Maps maps = maps(target.to(torch.ScalarType.Double), output.to(torch.ScalarType.Double), area);
            return PairwiseDistances.toArray(maps.similarity().mean(1, 2, 3));
        }
    }

    /**
     * Per-position terms.
     *
     * @param similarity luminance times contrast-structure, [N,C,h,w]
     * @param contrast contrast-structure alone, [N,C,h,w]
     */
    record Maps(Tensor similarity, Tensor contrast) {}

    /** Both maps, of float64 pictures in [0,1]. */
    static Maps maps(Tensor target, Tensor output, Area area) {
        Tensor a = area == Area.MIRRORED ? mirror(target) : target;
        Tensor b = area == Area.MIRRORED ? mirror(output) : output;
        Tensor meanA = blur(a);
        Tensor meanB = blur(b);
        double rescale = area == Area.SAMPLE_COVARIANCE ? WINDOW * WINDOW / (WINDOW * WINDOW - 1.0) : 1;
        Scalar factor = new Scalar(rescale);
        Scalar zero = new Scalar(0.0);
        Scalar two = new Scalar(2.0);
        Tensor varianceA = blur(a.mul(a)).sub(meanA.mul(meanA)).clamp_min(zero).mul(factor);
        Tensor varianceB = blur(b.mul(b)).sub(meanB.mul(meanB)).clamp_min(zero).mul(factor);
        Tensor covariance = blur(a.mul(b)).sub(meanA.mul(meanB)).mul(factor);
        Tensor contrast = covariance
                .mul(two)
                .add(new Scalar(C2))
                .div(varianceA.add(varianceB).add(new Scalar(C2)));
        Tensor luminance = meanA.mul(meanB)
                .mul(two)
                .add(new Scalar(C1))
                .div(meanA.mul(meanA).add(meanB.mul(meanB)).add(new Scalar(C1)));
        return new Maps(luminance.mul(contrast), contrast);
    }

    private static Tensor mirror(Tensor images) {
        long border = WINDOW / 2;
        return torch.reflection_pad2d(images, border, border, border, border);
    }

    /** Gaussian mean over every window that fits, channel by channel. */
    private static Tensor blur(Tensor images) {
        double[] weights = new double[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            double offset = i - (WINDOW - 1) / 2.0;
            weights[i] = Math.exp(-offset * offset / (2 * SIGMA * SIGMA));
        }
        double sum = Arrays.stream(weights).sum();
        Tensor kernel = Tensor.create(Arrays.stream(weights).map(w -> w / sum).toArray(), 1, 1, WINDOW, 1);
        long[] shape = images.shape();
        Tensor planes = images.reshape(shape[0] * shape[1], 1, shape[2], shape[3]);
        Tensor vertical = convolve(planes, kernel);
        Tensor both = convolve(vertical, kernel.transpose(2, 3));
        return both.reshape(shape[0], shape[1], both.size(2), both.size(3));
    }

    private static Tensor convolve(Tensor planes, Tensor kernel) {
        return torch.conv2d(
                planes, kernel, new TensorOptional(), new long[] {1, 1}, new long[] {0, 0}, new long[] {1, 1}, 1);
    }
}
