package atelier.experiment;

import atelier.nn.features.FeatureSet;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * For every row of one feature set the nearest row of another.
 *
 * @param rows which row of the other set
 * @param distances how far, Euclidean
 */
record Nearest(int[] rows, double[] distances) {
    private static final int BLOCK = 4_096;

    /** Searches all rows of {@code among}, a block at a time. */
    static Nearest of(FeatureSet queries, FeatureSet among) {
        int[] rows = new int[queries.count()];
        float[] least = new float[queries.count()];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor left = queries.toTensor();
            Tensor right = among.toTensor();
            for (int first = 0; first < queries.count(); first += BLOCK) {
                Tensor some = left.narrow(0, first, Math.min(BLOCK, queries.count() - first));
                for (int from = 0; from < among.count(); from += BLOCK) {
                    search(
                            some,
                            right.narrow(0, from, Math.min(BLOCK, among.count() - from)),
                            first,
                            from,
                            rows,
                            least);
                }
            }
        }
        double[] distances = new double[rows.length];
        Arrays.setAll(distances, i -> distance(queries, i, among, rows[i]));
        return new Nearest(rows, distances);
    }

    private static void search(Tensor some, Tensor block, int first, int from, int[] rows, float[] least) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor all = torch.cdist(some, block);
            Tensor which = all.argmin(new LongOptional(1), false);
            float[] near = Torch.toFloats(all.gather(1, which.unsqueeze(1)).squeeze(1));
            float[] at = Torch.toFloats(which.to(torch.ScalarType.Float));
            for (int i = 0; i < near.length; i++) {
                if (near[i] < least[first + i]) {
                    least[first + i] = near[i];
                    rows[first + i] = from + (int) at[i];
                }
            }
        }
    }

    /** From differences: that of a copy is 0, whatever rounding the search had. */
    private static double distance(FeatureSet queries, int query, FeatureSet among, int row) {
        int dimensions = queries.dimensions();
        double sum = 0;
        for (int k = 0; k < dimensions; k++) {
            double difference =
                    (double) queries.values()[query * dimensions + k] - among.values()[row * dimensions + k];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** Positions of the queries that lie nearest to anything, nearest first. */
    int[] closest(int most) {
        return IntStream.range(0, rows.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> distances[i]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
