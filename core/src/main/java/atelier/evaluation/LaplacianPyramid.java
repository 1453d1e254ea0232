package atelier.evaluation;

import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Laplacian pyramid (Burt and Adelson 1983, doi 10.1109/TCOM.1983.1095851): what each halving of the size takes away,
 * and what is left at the smallest. The window is 1 4 6 4 1 over 16 in both directions, borders are mirrored without
 * repeating the edge.
 */
final class LaplacianPyramid {
    private static final float[] BINOMIAL = {1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f};
    private static final int MARGIN = 2;

    private LaplacianPyramid() {}

    /** How many levels there are where no side falls below {@code least}. */
    static int levels(int side, int least) {
        int levels = 1;
        for (int half = (side + 1) / 2; half >= least; half = (half + 1) / 2) {
            levels++;
        }
        return levels;
    }

    /**
     * Largest level first.
     *
     * @param pictures [N,C,H,W] float32
     * @return [N,C,h,w] float32 each, h and w halved and rounded up from level to level
     */
    static List<Tensor> of(Tensor pictures, int levels) {
        List<Tensor> result = new ArrayList<>();
        Tensor rest = pictures;
        for (int level = 1; level < levels; level++) {
            Tensor smaller = smooth(rest, 1, 2);
            result.add(rest.sub(doubled(smaller, rest)));
            rest = smaller;
        }
        result.add(rest);
        return result;
    }

    /** To the size of {@code like}: every second row and column is zero before smoothing, so four times the weight. */
    private static Tensor doubled(Tensor small, Tensor like) {
        long height = like.size(2);
        long width = like.size(3);
        Tensor repeated = small.repeat_interleave(2, new LongOptional(2), new LongOptional())
                .repeat_interleave(2, new LongOptional(3), new LongOptional());
        Tensor even = alternating(height).unsqueeze(1).mul(alternating(width).unsqueeze(0));
        return smooth(repeated.narrow(2, 0, height).narrow(3, 0, width).mul(even), 4, 1);
    }

    /** 1, 0, 1, 0 and so on. */
    private static Tensor alternating(long count) {
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i += 2) {
            values[i] = 1;
        }
        return Torch.fromFloats(values, count);
    }

    private static Tensor smooth(Tensor pictures, float gain, long stride) {
        long[] shape = pictures.shape();
        int size = BINOMIAL.length;
        float[] window = new float[size * size];
        for (int i = 0; i < window.length; i++) {
            window[i] = gain * BINOMIAL[i / size] * BINOMIAL[i % size];
        }
        Tensor planes = pictures.reshape(shape[0] * shape[1], 1, shape[2], shape[3]);
        Tensor padded = torch.reflection_pad2d(planes, MARGIN, MARGIN, MARGIN, MARGIN);
        long[] one = {1, 1};
        Tensor smooth = torch.conv2d(
                padded,
                Torch.fromFloats(window, 1, 1, size, size),
                new TensorOptional(),
                new long[] {stride, stride},
                new long[] {0, 0},
                one,
                1);
        return smooth.reshape(shape[0], shape[1], smooth.size(2), smooth.size(3));
    }
}
