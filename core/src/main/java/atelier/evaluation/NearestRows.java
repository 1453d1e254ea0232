package atelier.evaluation;

import atelier.evaluation.DistanceBounds.Lines;
import atelier.evaluation.DistanceBounds.Tile;
import atelier.torch.Parallel;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The nearest columns of every row of {@link DistanceBounds}, nearest first, ties in the order of the columns.
 *
 * @param k how many of each row; fewer than asked for where there are not as many columns
 * @param index [rows * k] columns
 * @param squared [rows * k] squared distances
 */
record NearestRows(int k, int[] index, double[] squared) {
    /** So many columns more than asked for are kept as candidates. */
    private static final int SPARE = 3;

    private static NearestRows empty(int rows, int k) {
        return new NearestRows(k, new int[rows * k], new double[rows * k]);
    }

    /**
     * The {@code k} nearest columns of every row.
     *
     * @param itself whether both sets are one, in which no row is its own neighbour
     */
    static NearestRows of(DistanceBounds bounds, int k, boolean itself) {
        int available = bounds.columnCount() - (itself ? 1 : 0);
        int wanted = Math.min(k, available);
        NearestRows nearest = empty(bounds.rowCount(), wanted);
        if (wanted == 0) {
            return nearest;
        }
        Candidates candidates = new Candidates(bounds.rowCount(), Math.min(k + SPARE, available));
        bounds.forEachTile(itself, (part, lines) -> gather(part, lines, itself, candidates));
        int tile = bounds.tile();
        Parallel.run(bounds.threads(), (bounds.rowCount() + tile - 1) / tile, piece -> {
            int to = Math.min(bounds.rowCount(), (piece + 1) * tile);
            int[] doubtful = IntStream.range(piece * tile, to)
                    .filter(row -> !nearest.decide(row, bounds, candidates, available))
                    .toArray();
            if (doubtful.length > 0) {
                nearest.decideInFloat64(doubtful, bounds, itself);
            }
        });
        return nearest;
    }

    /** What a tile knows of its rows' nearest columns; within one set also of its columns' nearest rows. */
    private static void gather(Tile part, Lines lines, boolean itself, Candidates candidates) {
        boolean mirrored = itself && part.row() != part.column();
        Candidates ofRows = new Candidates(part.rows(), candidates.kept);
        Candidates ofColumns = new Candidates(mirrored ? part.columns() : 0, candidates.kept);
        for (int i = 0; i < part.rows(); i++) {
            float[] line = lines.next();
            int own = itself && part.row() == part.column() ? i : -1;
            for (int j = 0; j < line.length; j++) {
                if (line[j] < ofRows.last(i) && j != own) {
                    ofRows.insert(i, part.column() + j, line[j]);
                }
                if (mirrored && line[j] < ofColumns.last(j)) {
                    ofColumns.insert(j, part.row() + i, line[j]);
                }
            }
        }
        synchronized (candidates) {
            candidates.merge(ofRows, part.row());
            candidates.merge(ofColumns, part.column());
        }
    }

    /** For every row the columns with the smallest bounds, smallest first. */
    private static final class Candidates {
        final int kept;
        final float[] bounds;
        final int[] index;

        Candidates(int rows, int kept) {
            this.kept = kept;
            bounds = new float[rows * kept];
            index = new int[rows * kept];
            Arrays.fill(bounds, Float.POSITIVE_INFINITY);
            Arrays.fill(index, -1);
        }

        float last(int row) {
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

        void merge(Candidates part, int from) {
            for (int p = 0; p < part.bounds.length; p++) {
                int row = from + p / kept;
                if (part.index[p] >= 0 && part.bounds[p] < last(row)) {
                    insert(row, part.index[p], part.bounds[p]);
                }
            }
        }
    }

    /** Stores the nearest columns of a row; false where its candidates may not hold them all. */
    private boolean decide(int row, DistanceBounds bounds, Candidates candidates, int available) {
        int found = 0;
        for (int c = row * candidates.kept; c < (row + 1) * candidates.kept; c++) {
            // Whoever comes later, candidate or not, is at least as far as this bound.
            if (found == k && candidates.bounds[c] > bounds.scaled(last(row))) {
                return true;
            }
            int column = candidates.index[c];
            found = offer(row, found, column, bounds.squared(row, column));
        }
        return candidates.kept == available || candidates.last(row) >= bounds.scaled(last(row));
    }

    /** Where many columns are as good as equally near, such as copies of each other. */
    private void decideInFloat64(int[] doubtful, DistanceBounds bounds, boolean itself) {
        int kept = Math.min(k + SPARE, bounds.columnCount() - (itself ? 1 : 0));
        NearestRows near = empty(doubtful.length, kept);
        int[] found = new int[doubtful.length];
        for (int from = 0; from < bounds.columnCount(); from += bounds.tile()) {
            int first = from;
            int count = Math.min(bounds.tile(), bounds.columnCount() - first);
            bounds.inFloat64(doubtful, first, count, (place, line) -> {
                int without = itself ? doubtful[place] - first : -1;
                for (int j = 0; j < line.length; j++) {
                    if (j != without && (found[place] < kept || line[j] < near.last(place))) {
                        found[place] = near.offer(place, found[place], first + j, line[j]);
                    }
                }
            });
        }
        for (int place = 0; place < doubtful.length; place++) {
            int row = doubtful[place];
            int decided = 0;
            for (int rank = 0; rank < kept; rank++) {
                int column = near.index[place * kept + rank];
                decided = offer(row, decided, column, bounds.squared(row, column));
            }
        }
    }

    private double last(int row) {
        return squared[row * k + k - 1];
    }

    /** Puts a column in its place among those {@code found} of a row so far; returns how many there are then. */
    private int offer(int row, int found, int column, double distance) {
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
