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
 * Which rows of two sets lie near each other, by squared Euclidean distance. Products in float32, tile after tile on
 * several threads, give a lower bound of every distance; the few pairs that it cannot rule out are decided by the sum of
 * their squared differences in float64. So the answer is that of float64 whatever the number of threads, at the price of
 * float32, and nothing larger than a tile exists at once.
 */
final class NearRows implements AutoCloseable {
    private static final int USUAL_TILE = 2048;
    /** So many rows more than asked for are kept as candidates. */
    private static final int SPARE = 3;
    /** From this part of a tile on, forming all of it in float64 is cheaper than single pairs. */
    private static final int DENSE = 16;
    /** Half a unit in the last place of float32. */
    private static final double UNIT = 0x1p-24;

    private final FeatureSet rows;
    private final FeatureSet columns;
    private final int threads;
    private final int tile;
    private final double[] centre;
    private final double scale;
    private final boolean same;
    private final Tensor left;
    private final Tensor right;
    private final float[] leftLow;
    private final float[] rightLow;

    /** Rows of one set beside those of another, or of the same. */
    NearRows(FeatureSet rows, FeatureSet columns, int threads) {
        this(rows, columns, threads, USUAL_TILE);
    }

    /** The same in tiles of so many rows. */
    NearRows(FeatureSet rows, FeatureSet columns, int threads, int tile) {
        this.rows = rows;
        this.columns = columns;
        this.threads = threads;
        this.tile = tile;
        centre = mean(columns);
        // A power of two, so that squares of very large or small features stay within float32 and nothing is rounded.
        double largest = Math.max(reach(rows), reach(columns));
        scale = largest > 0 ? StrictMath.scalb(1.0, -Math.getExponent(largest)) : 1;
        same = rows.equals(columns);
        leftLow = lowNorms(rows);
        rightLow = same ? leftLow : lowNorms(columns);
        left = centred(rows);
        right = same ? left : centred(columns);
    }

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
            middle[d] = (float) centre[d];
        }
        try (Scope scope = Scope.withoutGradient()) {
            return Scope.keep(set.toTensor()
                    .sub_(Torch.fromFloats(middle, 1, middle.length))
                    .mul_(new Scalar(scale)));
        }
    }

    /**
     * Squared norms of the centred rows, less what rounding can add to a distance: coordinates and sums are off by a few
     * units, a product of D terms by far less than 4 sqrt(D) of them.
     */
    private float[] lowNorms(FeatureSet set) {
        double kept = 1 - (16 + 4 * Math.sqrt(centre.length)) * UNIT;
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

    /** One tile of rows against columns. */
    private record Tile(int row, int rows, int column, int columns) {}

    private interface TileWork {
        /** Called on several threads. */
        void on(Tile part, FloatBuffer products);
    }

    private void forEachTile(boolean upperHalf, TileWork work) {
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
                work.on(part, products.createBuffer());
            }
        });
    }

    /** Receives pairs of rows that are near each other, from one thread at a time and in no order. */
    interface PairConsumer {
        void accept(int row, int column, double squared);
    }

    /**
     * Passes every pair whose squared distance is at most what the row or the column reaches.
     *
     * @param rowReach for every row, a squared distance
     * @param columnReach the same for every column
     */
    void forEachNear(double[] rowReach, double[] columnReach, PairConsumer consumer) {
        float[] rowLimit = limits(rowReach);
        float[] columnLimit = limits(columnReach);
        forEachTile(false, (part, products) -> {
            Pairs pairs = new Pairs();
            float[] line = new float[part.columns];
            boolean dense = false;
            for (int i = 0; i < part.rows && !dense; i++) {
                products.get(line);
                float low = leftLow[part.row + i];
                float limit = rowLimit[part.row + i];
                for (int j = 0; j < line.length; j++) {
                    float bound = low + rightLow[part.column + j] - 2 * line[j];
                    if (bound <= limit || bound <= columnLimit[part.column + j]) {
                        pairs.add(part.row + i, part.column + j);
                    }
                }
                dense = pairs.count > (long) part.rows * part.columns / DENSE;
            }
            double[] squared = dense ? all(part, pairs, rowReach, columnReach) : each(pairs);
            synchronized (consumer) {
                for (int p = 0; p < pairs.count; p++) {
                    int row = pairs.rows[p];
                    int column = pairs.columns[p];
                    if (squared[p] <= rowReach[row] || squared[p] <= columnReach[column]) {
                        consumer.accept(row, column, squared[p]);
                    }
                }
            }
        });
    }

    /** In the scale of the products, rounded up. */
    private float[] limits(double[] reaches) {
        float[] limits = new float[reaches.length];
        for (int i = 0; i < limits.length; i++) {
            limits[i] = Math.nextUp((float) (reaches[i] * scale * scale));
        }
        return limits;
    }

    /** A growing list of pairs. */
    private static final class Pairs {
        int[] rows = new int[1024];
        int[] columns = new int[1024];
        int count;

        void add(int row, int column) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, 2 * count);
                columns = Arrays.copyOf(columns, 2 * count);
            }
            rows[count] = row;
            columns[count++] = column;
        }
    }

    private double[] each(Pairs pairs) {
        double[] squared = new double[pairs.count];
        for (int p = 0; p < squared.length; p++) {
            squared[p] = squared(pairs.rows[p], pairs.columns[p]);
        }
        return squared;
    }

    /** All pairs of a tile, which take the place of those found so far; at the rim of a reach by their differences. */
    private double[] all(Tile part, Pairs pairs, double[] rowReach, double[] columnReach) {
        int[] own = IntStream.range(part.row, part.row + part.rows).toArray();
        double[] squared = inFloat64(own, part.column, part.columns);
        double rounding = (16 + 4 * Math.sqrt(centre.length)) * 0x1p-53 / (scale * scale);
        pairs.count = 0;
        for (int p = 0; p < squared.length; p++) {
            int row = part.row + p / part.columns;
            int column = part.column + p % part.columns;
            double slack = rounding * (leftLow[row] + rightLow[column]);
            if (Math.abs(squared[p] - rowReach[row]) <= slack || Math.abs(squared[p] - columnReach[column]) <= slack) {
                squared[p] = squared(row, column);
            }
            pairs.add(row, column);
        }
        return squared;
    }

    /** The sum of squared differences. */
    private double squared(int row, int column) {
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

    /** [chosen][columns] squared distances by products in float64. */
    private double[] inFloat64(int[] chosen, int column, int count) {
        try (Scope inner = Scope.withoutGradient()) {
            Tensor middle = Tensor.create(centre, 1, centre.length);
            int[] others = IntStream.range(column, column + count).toArray();
            Tensor first =
                    rows.rows(chosen).toTensor().to(torch.ScalarType.Double).sub(middle);
            Tensor second =
                    columns.rows(others).toTensor().to(torch.ScalarType.Double).sub(middle);
            Tensor squared = first.matmul(second.t())
                    .mul_(new Scalar(-2.0))
                    .add_(first.mul(first).sum(1).unsqueeze(1))
                    .add_(second.mul(second).sum(1))
                    .clamp_min_(new Scalar(0.0));
            double[] values = new double[chosen.length * count];
            DoubleBuffer buffer = squared.createBuffer();
            buffer.get(values);
            return values;
        }
    }

    /**
     * The nearest columns of every row, nearest first, ties in the order of the columns.
     *
     * @param k how many of each row; fewer where there are not as many columns
     * @param index [rows * k] columns
     * @param squared [rows * k] squared distances
     */
    record Nearest(int k, int[] index, double[] squared) {
        static Nearest of(int rows, int k) {
            return new Nearest(k, new int[rows * k], new double[rows * k]);
        }

        double last(int row) {
            return squared[row * k + k - 1];
        }

        /** Puts a column in its place among those {@code found} of a row so far; returns how many there are then. */
        int offer(int row, int found, int column, double distance) {
            int first = row * k;
            int at = first + found;
            for (; at > first && isBefore(column, distance, at - 1); at--) {
                if (at < first + k) {
                    index[at] = index[at - 1];
                    squared[at] = squared[at - 1];
                }
            }
            if (at < first + k) {
                index[at] = column;
                squared[at] = distance;
            }
            return Math.min(found + 1, k);
        }

        private boolean isBefore(int column, double distance, int place) {
            return distance < squared[place] || (distance == squared[place] && column < index[place]);
        }
    }

    /**
     * The {@code k} nearest columns of every row.
     *
     * @param itself whether both sets are one, in which no row is its own neighbour
     */
    Nearest nearest(int k, boolean itself) {
        int available = columns.count() - (itself ? 1 : 0);
        int kept = Math.min(k + SPARE, available);
        Best best = new Best(rows.count(), kept);
        if (kept > 0) {
            forEachTile(itself, (part, products) -> gather(part, products, itself, best));
        }
        int wanted = Math.min(k, available);
        Nearest nearest = Nearest.of(rows.count(), wanted);
        int pieces = (rows.count() + tile - 1) / tile;
        Parallel.run(threads, wanted == 0 ? 0 : pieces, piece -> {
            int from = piece * tile;
            int to = Math.min(rows.count(), from + tile);
            int[] doubtful = IntStream.range(from, to)
                    .filter(row -> !decide(row, best, available, nearest))
                    .toArray();
            if (doubtful.length > 0) {
                decideInFloat64(doubtful, itself, nearest);
            }
        });
        return nearest;
    }

    /** What a tile knows of its rows' nearest columns; within one set also of its columns' nearest rows. */
    private void gather(Tile part, FloatBuffer products, boolean itself, Best best) {
        boolean mirrored = itself && part.row != part.column;
        Best ofRows = new Best(part.rows, best.kept);
        Best ofColumns = new Best(mirrored ? part.columns : 0, best.kept);
        float[] line = new float[part.columns];
        for (int i = 0; i < part.rows; i++) {
            products.get(line);
            float low = leftLow[part.row + i];
            int own = itself && part.row == part.column ? i : -1;
            for (int j = 0; j < line.length; j++) {
                float bound = low + rightLow[part.column + j] - 2 * line[j];
                if (bound < ofRows.worst(i) && j != own) {
                    ofRows.insert(i, part.column + j, bound);
                }
                if (mirrored && bound < ofColumns.worst(j)) {
                    ofColumns.insert(j, part.row + i, bound);
                }
            }
        }
        synchronized (best) {
            best.merge(ofRows, part.row);
            best.merge(ofColumns, part.column);
        }
    }

    /** For every row the columns with the smallest bounds, smallest first. */
    private static final class Best {
        final int kept;
        final float[] bounds;
        final int[] index;

        Best(int rows, int kept) {
            this.kept = kept;
            bounds = new float[rows * kept];
            index = new int[rows * kept];
            Arrays.fill(bounds, Float.POSITIVE_INFINITY);
            Arrays.fill(index, -1);
        }

        float worst(int row) {
            return bounds[row * kept + kept - 1];
        }

        void insert(int row, int column, float bound) {
            int first = row * kept;
            int at = first + kept - 1;
            for (; at > first && bounds[at - 1] > bound; at--) {
                bounds[at] = bounds[at - 1];
                index[at] = index[at - 1];
            }
            bounds[at] = bound;
            index[at] = column;
        }

        void merge(Best part, int from) {
            for (int p = 0; p < part.bounds.length; p++) {
                int row = from + p / kept;
                if (part.index[p] >= 0 && part.bounds[p] < worst(row)) {
                    insert(row, part.index[p], part.bounds[p]);
                }
            }
        }
    }

    /** Stores the nearest columns of a row; false where its candidates may not hold them all. */
    private boolean decide(int row, Best best, int available, Nearest nearest) {
        int found = 0;
        for (int c = row * best.kept; c < (row + 1) * best.kept; c++) {
            // Whoever comes later, candidate or not, is at least as far as this bound.
            if (found == nearest.k && best.bounds[c] > nearest.last(row) * scale * scale) {
                return true;
            }
            found = nearest.offer(row, found, best.index[c], squared(row, best.index[c]));
        }
        return best.kept == available || best.worst(row) >= nearest.last(row) * scale * scale;
    }

    /** Where many columns are as good as equally near, such as copies of each other. */
    private void decideInFloat64(int[] doubtful, boolean itself, Nearest nearest) {
        int most = Math.max(1, (int) ((long) tile * tile / columns.count()));
        for (int from = 0; from < doubtful.length; from += most) {
            int[] some = Arrays.copyOfRange(doubtful, from, Math.min(doubtful.length, from + most));
            double[] squared = inFloat64(some, 0, columns.count());
            for (int i = 0; i < some.length; i++) {
                Nearest near = smallest(squared, i * columns.count(), itself ? some[i] : -1, nearest.k);
                int found = 0;
                for (int column : near.index) {
                    found = nearest.offer(some[i], found, column, squared(some[i], column));
                }
            }
        }
    }

    private Nearest smallest(double[] squared, int from, int without, int k) {
        Nearest near = Nearest.of(1, Math.min(k + SPARE, columns.count() - (without < 0 ? 0 : 1)));
        int found = 0;
        for (int j = 0; j < columns.count(); j++) {
            if (j != without && (found < near.k || squared[from + j] < near.last(0))) {
                found = near.offer(0, found, j, squared[from + j]);
            }
        }
        return near;
    }

    @Override
    public void close() {
        Scope.free(left);
        if (!same) {
            Scope.free(right);
        }
    }
}
