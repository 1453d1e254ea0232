package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Lower bounds of the squared Euclidean distances between the rows of two sets: products in float32, tile after tile on
 * several threads, less what rounding can add. What a bound cannot rule out is decided by the sum of squared
 * differences in float64 ({@link NearPairs}, {@link NearestRows}). So answers are those of float64 whatever the number
 * of threads, at the price of float32; besides a centred copy of each set no thread holds more than a tile.
 */
final class DistanceBounds implements AutoCloseable {
    private static final int USUAL_TILE = 2048;

    /** Half a unit in the last place of float32, and of float64. */
    private static final double SINGLE = 0x1p-24;

    private static final double DOUBLE = 0x1p-53;

    private final FeatureSet rows;
    private final FeatureSet columns;
    private final int threads;
    private final int tile;
    private final double[] centre;
    private final double scale;
    private final boolean same;
    private final float[] rowNorms;
    private final float[] columnNorms;
    private final Tensor left;
    private final Tensor right;

    /** Rows of one set beside those of another, or of the same, on so many threads. */
    DistanceBounds(FeatureSet rows, FeatureSet columns, int threads) {
        this(rows, columns, threads, USUAL_TILE);
    }

    /** The same in tiles of so many rows and columns. */
    DistanceBounds(FeatureSet rows, FeatureSet columns, int threads, int tile) {
        this.rows = rows;
        this.columns = columns;
        this.threads = threads;
        this.tile = tile;
        same = rows.equals(columns);
        centre = mean(columns);
        // A power of two, so that squares of very large or small features stay within float32 and nothing is rounded.
        double largest = Math.max(reach(rows), reach(columns));
        scale = largest > 0 ? StrictMath.scalb(1.0, Math.min(126, -Math.getExponent(largest))) : 1;
        rowNorms = lowNorms(rows);
        columnNorms = same ? rowNorms : lowNorms(columns);
        left = centred(rows);
        right = same ? left : centred(columns);
    }

    /** Of every dimension, as a float32 would have it, so that the same is taken from both sets. */
    private static double[] mean(FeatureSet set) {
        double[] sum = new double[set.dimensions()];
        for (int from = 0; from < set.values().length; from += sum.length) {
            for (int d = 0; d < sum.length; d++) {
                sum[d] += set.values()[from + d];
            }
        }
        return Arrays.stream(sum).map(value -> (float) (value / set.count())).toArray();
    }

    private double reach(FeatureSet set) {
        double largest = 0;
        for (int from = 0; from < set.values().length; from += centre.length) {
            for (int d = 0; d < centre.length; d++) {
                largest = Math.max(largest, Math.abs(set.values()[from + d] - centre[d]));
            }
        }
        return largest;
    }

    private Tensor centred(FeatureSet set) {
        float[] middle = new float[centre.length];
        for (int d = 0; d < middle.length; d++) {
            middle[d] = (float) (centre[d] * scale);
        }
        try (Scope scope = Scope.withoutGradient()) {
            return Scope.keep(set.toTensor().mul_(new Scalar(scale)).sub_(Torch.fromFloats(middle, 1, middle.length)));
        }
    }

    /**
     * Squared norms of the centred rows, less what rounding can add to a distance: coordinates and sums are off by a
     * few units, a product of D terms by far less than 4 sqrt(D) of them.
     */
    private float[] lowNorms(FeatureSet set) {
        double kept = 1 - units() * SINGLE;
        float[] norms = new float[set.count()];
        for (int i = 0; i < norms.length; i++) {
            double sum = 0;
            for (int d = 0; d < centre.length; d++) {
                double value = (set.values()[i * centre.length + d] - centre[d]) * scale;
                sum += value * value;
            }
            norms[i] = (float) (kept * sum);
        }
        return norms;
    }

    private double units() {
        return 16 + 4 * Math.sqrt(centre.length);
    }

    /** How many rows there are. */
    int rowCount() {
        return rows.count();
    }

    /** How many columns there are. */
    int columnCount() {
        return columns.count();
    }

    /** Rows, and columns, of a tile. */
    int tile() {
        return tile;
    }

    /** How many threads share the work. */
    int threads() {
        return threads;
    }

    /** One tile: rows and columns from these on. */
    record Tile(int row, int rows, int column, int columns) {}

    /** What is done with a tile. */
    interface TileWork {
        /**
         * Called on several threads, in no order.
         *
         * @param bounds reads the tile line by line, each once, from the first on
         */
        void on(Tile part, Lines bounds);
    }

    /** The lines of a tile. */
    interface Lines {
        /**
         * The next row's lower bounds, in the scale of {@link DistanceBounds#scaled}; overwritten by the line after it.
         */
        float[] next();
    }

    /**
     * Passes all tiles.
     *
     * @param upperHalf only those whose columns do not lie before their rows, for a set beside itself
     */
    void forEachTile(boolean upperHalf, TileWork work) {
        int down = (rows.count() + tile - 1) / tile;
        int across = (columns.count() + tile - 1) / tile;
        int[] places = IntStream.range(0, down * across)
                .filter(place -> !upperHalf || place / across <= place % across)
                .toArray();
        Parallel.run(threads, places.length, index -> {
            int row = places[index] / across * tile;
            int column = places[index] % across * tile;
            Tile part =
                    new Tile(row, Math.min(tile, rows.count() - row), column, Math.min(tile, columns.count() - column));
            try (Scope inner = Scope.withoutGradient()) {
                Tensor products = left.narrow(0, part.row, part.rows)
                        .matmul(right.narrow(0, part.column, part.columns).t());
                work.on(part, lines(part, products.createBuffer()));
            }
        });
    }

    private Lines lines(Tile part, FloatBuffer products) {
        float[] line = new float[part.columns];
        int[] row = {part.row};
        return () -> {
            products.get(line);
            float own = rowNorms[row[0]++];
            for (int j = 0; j < line.length; j++) {
                line[j] = own + columnNorms[part.column + j] - 2 * line[j];
            }
            return line;
        };
    }

    /** A squared distance in the scale of the bounds. */
    double scaled(double squared) {
        return squared * scale * scale;
    }

    /** The sum of squared differences of a row and a column. */
    double squared(int row, int column) {
        float[] a = rows.values();
        float[] b = columns.values();
        int from = row * centre.length;
        int other = column * centre.length;
        double even = 0;
        double odd = 0;
        int d = 0;
        for (; d + 1 < centre.length; d += 2) {
            double first = (double) a[from + d] - b[other + d];
            double second = (double) a[from + d + 1] - b[other + d + 1];
            even += first * first;
            odd += second * second;
        }
        if (d < centre.length) {
            double last = (double) a[from + d] - b[other + d];
            even += last * last;
        }
        return even + odd;
    }

    /** Receives the squared distances of one row to the columns of a tile. */
    interface FloatingLine {
        /**
         * Called row after row.
         *
         * @param place of the row among those asked for
         * @param squared one per column; overwritten by the next line
         */
        void accept(int place, double[] squared);
    }

    /**
     * Squared distances by products in float64, which are off by at most {@link #slack}: some rows, columns of a tile.
     */
    void inFloat64(int[] some, int column, int count, FloatingLine consumer) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor middle = Tensor.create(centre, 1, centre.length);
            Tensor first = doubles(rows, some).sub_(middle);
            Tensor second = doubles(
                            columns, IntStream.range(column, column + count).toArray())
                    .sub_(middle);
            Tensor squared = first.matmul(second.t())
                    .mul_(new Scalar(-2.0))
                    .add_(first.mul(first).sum(1).unsqueeze(1))
                    .add_(second.mul(second).sum(1))
                    .clamp_min_(new Scalar(0.0));
            DoubleBuffer buffer = squared.createBuffer();
            double[] line = new double[count];
            for (int place = 0; place < some.length; place++) {
                buffer.get(line);
                consumer.accept(place, line);
            }
        }
    }

    private static Tensor doubles(FeatureSet set, int[] some) {
        return set.rows(some).toTensor().to(torch.ScalarType.Double);
    }

    /** What rounding can do to a squared distance that was formed by products in float64. */
    double slack(int row, int column) {
        return units() * DOUBLE * (rowNorms[row] + columnNorms[column]) / (scale * scale);
    }

    @Override
    public void close() {
        Scope.free(left);
        if (!same) {
            Scope.free(right);
        }
    }
}
