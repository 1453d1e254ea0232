package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;
import java.util.SplittableRandom;
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
                + " at most 20 generated rows left out";
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
        // Every other held-out picture plays a generated one.
        int half = heldOut.count() / 2;
        int[] even = IntStream.range(0, half).map(i -> 2 * i).toArray();
        int[] odd = IntStream.range(0, half).map(i -> 2 * i + 1).toArray();
        return new SetPair(heldOut.rows(odd), heldOut.rows(even), training);
    }

    @Override
    public boolean usualFloor() {
        return false;
    }

    @Override
    public double value(SetPair pair) {
        Clustering clustering = pair.ofTraining(Clustering.class, Clustering::of);
        FeatureSet centroids = clustering.centroids();
        int[] realCells =
                Neighbourhoods.Nearest.of(pair.real(), centroids, false).index();
        int[] generatedCells =
                Neighbourhoods.Nearest.of(pair.generated(), centroids, false).index();
        double threshold = LEAST_GENERATED / pair.generated().count();
        Cells cells = cells(
                clustering.training(),
                new Assigned(pair.real(), realCells),
                new Assigned(pair.generated(), generatedCells),
                CELLS,
                threshold);
        return cells.value();
    }

    /** The training rows in cells; the same for every pair with this training set. */
    private record Clustering(FeatureSet centroids, Assigned training) {
        static Clustering of(FeatureSet training) {
            FeatureSet centroids = CopyingStatistic.centroids(training);
            return new Clustering(
                    centroids,
                    new Assigned(
                            training,
                            Neighbourhoods.Nearest.of(training, centroids, false)
                                    .index()));
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
        double[] scores = new double[count];
        boolean[] included = new boolean[count];
        double sum = 0;
        double weights = 0;
        for (int cell = 0; cell < count; cell++) {
            FeatureSet trainingRows = training.in(cell);
            FeatureSet testRows = test.in(cell);
            FeatureSet generatedRows = generated.in(cell);
            if (trainingRows == null || testRows == null || generatedRows == null) {
                continue;
            }
            scores[cell] = mannWhitney(
                    Neighbourhoods.Nearest.of(testRows, trainingRows, false).distance(),
                    Neighbourhoods.Nearest.of(generatedRows, trainingRows, false)
                            .distance());
            included[cell] = generatedRows.count() / (double) generated.rows().count() > threshold;
            if (included[cell]) {
                sum += testRows.count() * scores[cell];
                weights += testRows.count();
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
