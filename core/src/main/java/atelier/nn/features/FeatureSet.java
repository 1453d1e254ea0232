package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Npy;
import atelier.torch.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * N x D feature rows on the heap, with the convention they came from.
 *
 * @param network the {@linkplain FeatureNetwork#convention() convention} of the features; sets of different conventions
 *     are not compared
 * @param count N, at least 1
 * @param dimensions D, at least 1
 * @param values N*D finite float32 values, row after row
 */
public record FeatureSet(String network, int count, int dimensions, float[] values) {
    public FeatureSet {
        if (count < 1 || dimensions < 1 || values.length != (long) count * dimensions) {
            throw new AtelierException(
                    Exit.INPUT,
                    "Features '" + network + "' must be at least one row of at least one dimension; got " + count
                            + " rows of " + dimensions + " in " + values.length + " values.");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new AtelierException(
                        Exit.INPUT,
                        "Features '" + network + "' hold " + values[i] + " in row " + i / dimensions + ", column "
                                + i % dimensions + "; every value must be finite. Look at what made that row.");
            }
        }
    }

    /** Reads [N,D] float32 or float64. */
    public static FeatureSet read(Path file, String network) {
        return of(Npy.read(file), file, network);
    }

    /** The same of an array that was read already from that file. */
    public static FeatureSet of(Npy array, Path file, String network) {
        long[] shape = array.shape();
        if (shape.length != 2 || !array.isFloating()) {
            throw new AtelierException(
                    Exit.INPUT,
                    file + " has shape " + Arrays.toString(shape)
                            + "; features are float32 or float64 of shape [N,D], one row per picture.");
        }
        return new FeatureSet(network, (int) shape[0], (int) shape[1], array.floats());
    }

    /** The same rows under another convention. */
    public FeatureSet under(String convention) {
        return new FeatureSet(convention, count, dimensions, values);
    }

    /** Rows at the given positions, in that order; a position may occur twice. */
    public FeatureSet rows(int[] positions) {
        float[] chosen = new float[Math.multiplyExact(positions.length, dimensions)];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(values, positions[i] * dimensions, chosen, i * dimensions, dimensions);
        }
        return new FeatureSet(network, positions.length, dimensions, chosen);
    }

    /** The first rows, or this set when it has no more. */
    public FeatureSet first(int rows) {
        return rows >= count
                ? this
                : new FeatureSet(network, rows, dimensions, Arrays.copyOf(values, rows * dimensions));
    }

    /** Whether all rows are equal, which makes every distance between them zero. */
    public boolean isConstant() {
        for (int i = dimensions; i < values.length; i++) {
            if (values[i] != values[i - dimensions]) {
                return false;
            }
        }
        return true;
    }

    /** [N,D] float32, a copy owned by the caller's scope. */
    public Tensor toTensor() {
        return Torch.fromFloats(values, count, dimensions);
    }

    @Override
    public String toString() {
        return "FeatureSet[" + network + ", " + count + " x " + dimensions + "]";
    }
}
