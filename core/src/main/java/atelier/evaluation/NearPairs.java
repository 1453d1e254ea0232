package atelier.evaluation;

import atelier.evaluation.DistanceBounds.Lines;
import atelier.evaluation.DistanceBounds.Tile;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The pairs of rows of two sets that lie within reach of each other. */
final class NearPairs {
    /** From this part of a tile on, forming all of it in float64 is cheaper than single pairs. */
    private static final int DENSE = 16;

    private final DistanceBounds bounds;
    private final double[] rowReach;
    private final double[] columnReach;
    private final float[] rowLimits;
    private final float[] columnLimits;
    private final Consumer consumer;

    private NearPairs(DistanceBounds bounds, double[] rowReach, double[] columnReach, Consumer consumer) {
        this.bounds = bounds;
        this.rowReach = rowReach;
        this.columnReach = columnReach;
        this.consumer = consumer;
        rowLimits = limits(rowReach);
        columnLimits = limits(columnReach);
    }

    /** Receives pairs, from one thread at a time and in no order. */
    interface Consumer {
        void accept(int row, int column, double squared);
    }

    /**
     * Passes every pair whose squared distance is at most what the row or the column reaches.
     *
     * @param rowReach for every row, a squared distance
     * @param columnReach the same for every column
     */
    static void forEach(DistanceBounds bounds, double[] rowReach, double[] columnReach, Consumer consumer) {
        bounds.forEachTile(false, new NearPairs(bounds, rowReach, columnReach, consumer)::search);
    }

    /** In the scale of the bounds, rounded up. */
    private float[] limits(double[] reaches) {
        float[] limits = new float[reaches.length];
        for (int i = 0; i < limits.length; i++) {
            limits[i] = Math.nextUp((float) bounds.scaled(reaches[i]));
        }
        return limits;
    }

    private void search(Tile part, Lines lines) {
        Pairs near = new Pairs();
        for (int row = part.row(); row < part.row() + part.rows(); row++) {
            float[] line = lines.next();
            float limit = rowLimits[row];
            for (int j = 0; j < line.length; j++) {
                if (line[j] <= limit || line[j] <= columnLimits[part.column() + j]) {
                    near.add(row, part.column() + j);
                }
            }
            if (near.count > part.rows() * part.columns() / DENSE) {
                searchInFloat64(part);
                return;
            }
        }
        double[] squared = new double[near.count];
        for (int p = 0; p < squared.length; p++) {
            squared[p] = bounds.squared(near.rows[p], near.columns[p]);
        }
        synchronized (consumer) {
            for (int p = 0; p < squared.length; p++) {
                pass(near.rows[p], near.columns[p], squared[p]);
            }
        }
    }

    /** All of a tile; at the rim of a reach by differences. */
    private void searchInFloat64(Tile part) {
        int[] rows = IntStream.range(part.row(), part.row() + part.rows()).toArray();
        bounds.inFloat64(rows, part.column(), part.columns(), (place, squared) -> {
            int row = rows[place];
            for (int j = 0; j < squared.length; j++) {
                int column = part.column() + j;
                double slack = bounds.slack(row, column);
                if (Math.abs(squared[j] - rowReach[row]) <= slack
                        || Math.abs(squared[j] - columnReach[column]) <= slack) {
                    squared[j] = bounds.squared(row, column);
                }
            }
            synchronized (consumer) {
                for (int j = 0; j < squared.length; j++) {
                    pass(row, part.column() + j, squared[j]);
                }
            }
        });
    }

    private void pass(int row, int column, double squared) {
        if (squared <= rowReach[row] || squared <= columnReach[column]) {
            consumer.accept(row, column, squared);
        }
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
}
