package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import atelier.torch.Scope;
import java.nio.DoubleBuffer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Squared Euclidean distances between the rows of two sets in float64, a block of rows at a time, so that 50,000 rows
 * against 50,000 never exist at once. |a|^2 + |b|^2 - 2ab on rows centred at the columns' mean, which keeps the terms
 * small; the error is far below any gap between a distance and a radius seen in practice, but not below the distance of
 * near copies: whoever divides by it asks for {@link #exactly}.
 */
final class PairwiseDistances {
    /** Bytes of one block of distances. */
    private static final long BLOCK_BYTES = 96L << 20;

    private PairwiseDistances() {}

    /** Receives a block. */
    interface BlockConsumer {
        /**
         * Called block after block, in order; the tensor is freed afterwards.
         *
         * @param from first row of {@code rows} in this block
         * @param squared [b,M] squared distances, not negative
         */
        void accept(int from, Tensor squared);
    }

    /** Passes the distances of every row of {@code rows} to every row of {@code columns}. */
    static void forEachBlock(FeatureSet rows, FeatureSet columns, BlockConsumer consumer) {
        torch.ScalarType type = torch.ScalarType.Double;
        try (Scope scope = Scope.open()) {
            Tensor columnRows = columns.toTensor();
            Tensor right = columnRows.to(type);
            Tensor centre = right.mean(0);
            right.sub_(centre);
            Tensor rowRows = rows.equals(columns) ? columnRows : rows.toTensor();
            Tensor rightNorms = right.mul(right).sum(1);
            Tensor rightTransposed = right.t();
            int block = (int) Math.max(1, Math.min(rows.count(), BLOCK_BYTES / (8L * columns.count())));
            for (int from = 0; from < rows.count(); from += block) {
                int size = Math.min(block, rows.count() - from);
                try (Scope inner = Scope.open()) {
                    Tensor left = rowRows.narrow(0, from, size).to(type).sub(centre);
                    Tensor squared = left.matmul(rightTransposed)
                            .mul_(new Scalar(-2.0))
                            .add_(left.mul(left).sum(1).unsqueeze(1))
                            .add_(rightNorms);
                    // Rounding may leave the distance of a row to itself just below zero.
                    squared.clamp_min_(new Scalar(0.0));
                    consumer.accept(from, squared);
                }
            }
        }
    }

    /** The squared distance of two rows by their differences, exact to a few units in the last place. */
    static double exactly(FeatureSet rows, int row, FeatureSet columns, int column) {
        int dimensions = rows.dimensions();
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            double difference =
                    (double) rows.values()[row * dimensions + d] - columns.values()[column * dimensions + d];
            sum += difference * difference;
        }
        return sum;
    }

    /** Copies a tensor of any floating type to the heap. */
    static double[] toArray(Tensor tensor) {
        try (Scope scope = Scope.open()) {
            Tensor exact = tensor.to(torch.ScalarType.Double).contiguous();
            double[] values = new double[(int) exact.numel()];
            DoubleBuffer buffer = exact.createBuffer();
            buffer.get(values);
            return values;
        }
    }
}
