package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/**
 * Position embeddings of a vision transformer, learned for one grid of patches and resampled to another: bicubic with a
 * = -0.75 and clamped borders, without antialiasing. The original programme of DINOv2 takes (n + 0.1)/m as the ratio of
 * the sides instead of n/m, which moves its class tokens by 1.5 %; published numbers stand on that.
 */
final class PositionGrid {
    /** What the original programme adds to the new side. */
    static final double ORIGINAL_OFFSET = 0.1;

    private static final double A = -0.75;

    private PositionGrid() {}

    /**
     * Reads {@code pos_embed} [1,1+M*M,D] and resamples it where M is not {@code side}.
     *
     * @param offset added to {@code side} in the ratio of the sides
     * @return [1,1+side*side,D] float32; the first row, that of the class token, as it was
     */
    static Tensor resampled(NamedWeights weights, String network, int width, int side, double offset) {
        long[] shape = weights.shape("pos_embed");
        int rows = shape == null || shape.length != 3 ? 0 : (int) shape[1] - 1;
        int stored = (int) Math.round(Math.sqrt(Math.max(0, rows)));
        if (rows < 1 || stored * stored != rows) {
            throw new AtelierException(
                    Exit.INPUT,
                    weights.source() + " has no pos_embed of shape [1,1+M*M,D]; are these the weights of " + network
                            + "?");
        }
        float[] values = weights.values("pos_embed", network, 1, rows + 1L, width);
        if (stored == side) {
            return Torch.fromFloats(values, 1, rows + 1L, width);
        }
        double[][] kernel = kernel(stored, side, offset);
        float[] result = new float[(1 + side * side) * width];
        System.arraycopy(values, 0, result, 0, width);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                add(values, kernel[y], kernel[x], result, (1 + y * side + x) * width, width);
            }
        }
        return Torch.fromFloats(result, 1, 1L + side * side, width);
    }

    /** Weighted sum over the stored grid for one place of the new one. */
    private static void add(float[] values, double[] rows, double[] columns, float[] result, int at, int width) {
        double[] sum = new double[width];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < columns.length; x++) {
                double weight = rows[y] * columns[x];
                int from = (1 + y * columns.length + x) * width;
                for (int d = 0; weight != 0 && d < width; d++) {
                    sum[d] += weight * values[from + d];
                }
            }
        }
        for (int d = 0; d < width; d++) {
            result[at + d] = (float) sum[d];
        }
    }

    /** For each new position the weight of every stored one. */
    private static double[][] kernel(int stored, int side, double offset) {
        double ratio = stored / (side + offset);
        double[][] kernel = new double[side][stored];
        for (int i = 0; i < side; i++) {
            double centre = (i + 0.5) * ratio - 0.5;
            int first = (int) Math.floor(centre) - 1;
            for (int k = first; k < first + 4; k++) {
                kernel[i][Math.max(0, Math.min(stored - 1, k))] += cubic(Math.abs(centre - k));
            }
        }
        return kernel;
    }

    private static double cubic(double t) {
        return t <= 1 ? ((A + 2) * t - (A + 3)) * t * t + 1 : (((t - 5) * t + 8) * t - 4) * A;
    }
}
