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
        double[] distances = new double[queries.count()];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor left = queries.toTensor();
            Tensor right = among.toTensor();
            for (int from = 0; from < among.count(); from += BLOCK) {
                int size = Math.min(BLOCK, among.count() - from);
                try (Scope block = Scope.withoutGradient()) {
                    Tensor all = torch.cdist(left, right.narrow(0, from, size));
                    Tensor which = all.argmin(new LongOptional(1), false);
                    float[] least =
                            Torch.toFloats(all.gather(1, which.unsqueeze(1)).squeeze(1));
                    float[] at = Torch.toFloats(which.to(torch.ScalarType.Float));
                    for (int i = 0; i < least.length; i++) {
                        if (least[i] < distances[i]) {
                            distances[i] = least[i];
                            rows[i] = from + (int) at[i];
                        }
                    }
                }
            }
        }
        return new Nearest(rows, distances);
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
