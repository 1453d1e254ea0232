package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.WeakHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * C_T (Meehan, Chaudhuri and Dasgupta 2020, arXiv 2004.05675): whether generated pictures lie closer to the training
 * pictures than held-out ones do, as an average of Mann-Whitney z-scores over cells. Well below zero, say -3, means
 * copying; well above zero means pictures that are farther from the training set than real ones.
 */
public final class CopyingStatistic implements FeatureMetric {
    private static final int CELLS = 3;
    private static final int STEPS = 50;
    /** Cells with fewer than this many generated rows do not count. */
    private static final double LEAST_GENERATED = 20;

    private static final long SEED = 0x5eed_ce11L;
    /** Half-samples for the interval; only the ranks are found again, not the distances. */
    private static final int REPEATS = 100;

    @Override
    public String name() {
        return "ct";
    }

    @Override
    public Direction direction() {
        return Direction.NEITHER;
    }

    @Override
    public String range() {
        return "a z-score; below about -3: copies, about 0: like held-out pictures";
    }

    @Override
    public String convention() {
        return "average over 3 k-means cells of the training rows (fixed seed), weighted by real rows, of the"
                + " Mann-Whitney z of nearest-training-row distances within the cell, generated against real; cells with"
                + " at most 20 generated rows, in a half at most that share of them, left out; grows with the root of N;"
                + " interval: 100 half-samples without replacement, their deviations times the root of 2";
    }

    @Override
    public String paper() {
        return "Meehan et al. 2020, arXiv 2004.05675";
    }

    @Override
    public int minimumCount() {
        return 30;
    }

    @Override
    public int advisedCount() {
        return 300;
    }

    @Override
    public boolean needsTraining() {
        return true;
    }

    @Override
    public SetPair floorPair(FeatureSet heldOut, FeatureSet training, int count) {
        // Half of the held-out pictures, drawn at random since files may lie by class, play generated ones.
        int[] playing = Subsets.draw(heldOut.count(), heldOut.count() / 2, new SplittableRandom(SEED));
        int[] others = IntStream.range(0, heldOut.count())
                .filter(row -> Arrays.binarySearch(playing, row) < 0)
                .toArray();
        return new SetPair(heldOut.rows(others), heldOut.rows(playing), training);
    }

    @Override
    public boolean resampled() {
        return false;
    }

    @Override
    public boolean usualFloor() {
        return false;
    }

    @Override
    public double value(SetPair pair) {
        Clustering clustering = pair.ofTraining(Clustering.class, Clustering::of);
        Placed generated = clustering.place(pair.generated());
        return cells(clustering.place(pair.real()), generated, CELLS, leastShare(generated))
                .value();
    }

    /**
     * A half-sample's z is smaller by the root of 2, and so are its deviations: those of a mean would need no factor
     * ({@link Resampling}), those of a z-score need this one. A cell of a half counts by its share of the rows, as in
     * the whole; no end is a number where fewer than two halves have a cell that counts.
     */
    @Override
    public double[] interval(SetPair pair, double value) {
        Clustering clustering = pair.ofTraining(Clustering.class, Clustering::of);
        Placed real = clustering.place(pair.real());
        Placed generated = clustering.place(pair.generated());
        double least = leastShare(generated);
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values = IntStream.range(0, REPEATS)
                .mapToDouble(i -> cells(real.half(random), generated.half(random), CELLS, least)
                        .value())
                .filter(each -> !Double.isNaN(each))
                .toArray();
        double half = values.length < 2
                ? Double.NaN
                : Intervals.t95(values.length - 1.0) * Math.sqrt(2 * Intervals.variance(values));
        return new double[] {value - half, value + half};
    }

    private static double leastShare(Placed generated) {
        return LEAST_GENERATED / generated.cells().length;
    }

    /** The training rows in cells; the same for every pair with this training set. */
    private record Clustering(FeatureSet centroids, Assigned training, Map<FeatureSet, Placed> placed) {
        static Clustering of(FeatureSet training) {
            FeatureSet centroids = CopyingStatistic.centroids(training);
            return new Clustering(centroids, assigned(training, centroids), new WeakHashMap<>());
        }

        private static Assigned assigned(FeatureSet rows, FeatureSet centroids) {
            return new Assigned(
                    rows, Neighbourhoods.Nearest.of(rows, centroids, false).index());
        }

        /** Found once for a set of rows, while other threads wait. */
        Placed place(FeatureSet rows) {
            synchronized (placed) {
                return placed.computeIfAbsent(
                        rows, missing -> Placed.of(assigned(missing, centroids), training, CELLS));
            }
        }
    }

    /**
     * Rows by their cell and their distance to the nearest training row in it.
     *
     * @param distances NaN where the cell holds no training row
     */
    private record Placed(int[] cells, double[] distances) {
        static Placed of(Assigned rows, Assigned training, int count) {
            double[] distances = new double[rows.cells().length];
            Arrays.fill(distances, Double.NaN);
            for (int cell = 0; cell < count; cell++) {
                FeatureSet some = rows.in(cell);
                FeatureSet trainingRows = training.in(cell);
                if (some == null || trainingRows == null) {
                    continue;
                }
                double[] found =
                        Neighbourhoods.Nearest.of(some, trainingRows, false).distance();
                int[] positions = rows.positions(cell);
                for (int i = 0; i < positions.length; i++) {
                    distances[positions[i]] = found[i];
                }
            }
            return new Placed(rows.cells(), distances);
        }

        Placed half(SplittableRandom random) {
            int[] chosen = Subsets.draw(cells.length, Math.max(1, cells.length / 2), random);
            return new Placed(
                    Arrays.stream(chosen).map(i -> cells[i]).toArray(),
                    Arrays.stream(chosen).mapToDouble(i -> distances[i]).toArray());
        }

        /** Distances of the rows of a cell; none where it holds no training row. */
        double[] in(int cell) {
            return IntStream.range(0, cells.length)
                    .filter(i -> cells[i] == cell && !Double.isNaN(distances[i]))
                    .mapToDouble(i -> distances[i])
                    .toArray();
        }
    }

    /** Rows and the cell of each. */
    record Assigned(FeatureSet rows, int[] cells) {
        @Nullable
        FeatureSet in(int cell) {
            int[] positions = positions(cell);
            return positions.length == 0 ? null : rows.rows(positions);
        }

        private int[] positions(int cell) {
            int[] positions = new int[cells.length];
            int found = 0;
            for (int i = 0; i < cells.length; i++) {
                if (cells[i] == cell) {
                    positions[found++] = i;
                }
            }
            return Arrays.copyOf(positions, found);
        }
    }

    /** The statistic, its z per cell and which cells took part. */
    record Cells(double value, double[] scores, boolean[] included) {}

    static Cells cells(Assigned training, Assigned test, Assigned generated, int count, double threshold) {
        return cells(Placed.of(test, training, count), Placed.of(generated, training, count), count, threshold);
    }

    private static Cells cells(Placed test, Placed generated, int count, double threshold) {
        double[] scores = new double[count];
        boolean[] included = new boolean[count];
        double sum = 0;
        double weights = 0;
        for (int cell = 0; cell < count; cell++) {
            double[] testRows = test.in(cell);
            double[] generatedRows = generated.in(cell);
            if (testRows.length == 0 || generatedRows.length == 0) {
                continue;
            }
            scores[cell] = mannWhitney(testRows, generatedRows);
            included[cell] = generatedRows.length / (double) generated.cells().length > threshold;
            if (included[cell]) {
                sum += testRows.length * scores[cell];
                weights += testRows.length;
            }
        }
        return new Cells(weights == 0 ? Double.NaN : sum / weights, scores, included);
    }

    /** z-score of how often a generated distance exceeds a test distance; ties count half. */
    static double mannWhitney(double[] test, double[] generated) {
        double[] sorted = test.clone();
        Arrays.sort(sorted);
        double above = 0;
        for (double distance : generated) {
            above += 0.5 * (firstAtLeast(sorted, distance) + firstAtLeast(sorted, Math.nextUp(distance)));
        }
        double n = test.length;
        double m = generated.length;
        return (above - (n * m / 2 - 0.5)) / Math.sqrt(n * m * (n + m + 1) / 12);
    }

    private static int firstAtLeast(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Lloyd's k-means from rows drawn with a fixed seed. */
    private static FeatureSet centroids(FeatureSet training) {
        int dimensions = training.dimensions();
        FeatureSet centroids = training.rows(
                Subsets.draw(training.count(), Math.min(CELLS, training.count()), new SplittableRandom(SEED)));
        int[] before = new int[0];
        for (int step = 0; step < STEPS; step++) {
            int[] cells = Neighbourhoods.Nearest.of(training, centroids, false).index();
            if (Arrays.equals(cells, before)) {
                break;
            }
            before = cells;
            float[] means = centroids.values().clone();
            for (int cell = 0; cell < centroids.count(); cell++) {
                int[] members = new Assigned(training, cells).positions(cell);
                for (int d = 0; d < dimensions && members.length > 0; d++) {
                    double sum = 0;
                    for (int row : members) {
                        sum += training.values()[row * dimensions + d];
                    }
                    means[cell * dimensions + d] = (float) (sum / members.length);
                }
            }
            centroids = new FeatureSet(training.network(), centroids.count(), dimensions, means);
        }
        return centroids;
    }
}
