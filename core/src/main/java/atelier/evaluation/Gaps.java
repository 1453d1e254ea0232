package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;

/** How far rows of a set lie from their nearest other row; found for those that are asked for, once. */
final class Gaps {
    private final FeatureSet set;
    private final double[] known;

    Gaps(FeatureSet set) {
        this.set = set;
        known = new double[set.count()];
        Arrays.fill(known, Double.NaN);
    }

    /** Euclidean, one per asked row; a row that is there twice has 0. */
    synchronized double[] of(int[] rows) {
        int[] missing = Arrays.stream(rows)
                .distinct()
                .filter(row -> Double.isNaN(known[row]))
                .toArray();
        if (missing.length > 0) {
            find(missing);
        }
        return Arrays.stream(rows).mapToDouble(row -> known[row]).toArray();
    }

    private void find(int[] missing) {
        if (set.count() == 1) {
            known[0] = Double.POSITIVE_INFINITY;
            return;
        }
        try (DistanceBounds bounds = new DistanceBounds(set.rows(missing), set, 1)) {
            // Of the two nearest at least one is another row.
            NearestRows nearest = NearestRows.of(bounds, 2, false);
            for (int i = 0; i < missing.length; i++) {
                int other = nearest.index()[2 * i] == missing[i] ? 2 * i + 1 : 2 * i;
                known[missing[i]] = Math.sqrt(nearest.squared()[other]);
            }
        }
    }
}
