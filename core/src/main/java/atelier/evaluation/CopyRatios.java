package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.IntStream;

/**
 * How much nearer rows lie to one training row than to any other: distance to the nearest over distance to the second
 * nearest, among training rows of which no two are equal. Near 0 means a copy of that one; near 1 is usual. Unlike the
 * distance itself the ratio does not fall where training rows are dense, so a generator that keeps to the most usual
 * pictures, or blurs them, is not taken for one that copies. A copy of a picture that the training set holds twice,
 * nearly but not exactly equal, is not near 0: it lies as near to the other one. Found once per set of rows.
 */
final class CopyRatios {
    private final FeatureSet different;
    private final Map<FeatureSet, double[]> known = new WeakHashMap<>();

    private CopyRatios(FeatureSet different) {
        this.different = different;
    }

    static CopyRatios among(FeatureSet training) {
        Set<Row> seen = new HashSet<>();
        int[] first = IntStream.range(0, training.count())
                .filter(row -> seen.add(Row.of(training, row)))
                .toArray();
        return new CopyRatios(first.length == training.count() ? training : training.rows(first));
    }

    /** One per row, in [0,1]; NaN where there are no two different training rows. */
    double[] of(FeatureSet rows, int threads) {
        synchronized (known) {
            return known.computeIfAbsent(rows, missing -> find(missing, threads));
        }
    }

    private double[] find(FeatureSet rows, int threads) {
        double[] ratios = new double[rows.count()];
        if (different.count() < 2) {
            Arrays.fill(ratios, Double.NaN);
            return ratios;
        }
        try (DistanceBounds bounds = new DistanceBounds(rows, different, threads)) {
            double[] squared = NearestRows.of(bounds, 2, false).squared();
            Arrays.setAll(ratios, i -> squared[2 * i] == 0 ? 0 : Math.sqrt(squared[2 * i] / squared[2 * i + 1]));
        }
        return ratios;
    }

    /** A row by its values. */
    private record Row(FeatureSet set, int from, int hash) {
        static Row of(FeatureSet set, int row) {
            int from = row * set.dimensions();
            int hash = 1;
            for (int i = from; i < from + set.dimensions(); i++) {
                hash = 31 * hash + Float.hashCode(set.values()[i]);
            }
            return new Row(set, from, hash);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Row row
                    && hash == row.hash
                    && Arrays.equals(
                            set.values(),
                            from,
                            from + set.dimensions(),
                            row.set.values(),
                            row.from,
                            row.from + set.dimensions());
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
