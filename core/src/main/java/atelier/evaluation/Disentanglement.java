package atelier.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * How a code's coordinates stand to known factors: the mutual information gap, and disentanglement, completeness and
 * informativeness of linear readings. All in float64, natural logarithms.
 */
final class Disentanglement {
    /** Parts of equal width that every coordinate is cut into for the mutual information. */
    static final int BINS = 20;
    /** Weight of the absolute coefficients, for coordinates and targets of unit variance. */
    static final double PENALTY = 0.02;

    private static final int SWEEPS = 200;
    private static final double SETTLED = 1e-7;

    private Disentanglement() {}

    /**
     * A factor of N pictures.
     *
     * @param name for messages
     * @param bins N values 0 to K-1
     * @param targets what is read linearly: the value itself, sine and cosine of a turn, or one indicator per class;
     *     each N values
     */
    record Factor(String name, int[] bins, List<double[]> targets) {}

    /**
     * The mutual information gap (Chen et al. 2018, arXiv 1802.04942, equation 6): per factor, how much more the best
     * coordinate tells of it than the second best, over the factor's entropy; the mean over factors, in [0,1].
     *
     * @param codes N rows of Z coordinates
     */
    static double gap(double[][] codes, List<Factor> factors) {
        int[][] cut = cut(codes);
        double sum = 0;
        for (Factor factor : factors) {
            double best = 0;
            double second = 0;
            for (int[] coordinate : cut) {
                double information = information(coordinate, factor.bins());
                second = Math.max(second, Math.min(best, information));
                best = Math.max(best, information);
            }
            sum += (best - second) / information(factor.bins(), factor.bins());
        }
        return sum / factors.size();
    }

    /** [Z][N] positions of every coordinate among equal parts of its range. */
    private static int[][] cut(double[][] codes) {
        int[][] cut = new int[codes[0].length][codes.length];
        for (int z = 0; z < cut.length; z++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double[] code : codes) {
                low = Math.min(low, code[z]);
                high = Math.max(high, code[z]);
            }
            for (int i = 0; i < codes.length; i++) {
                double part = high > low ? (codes[i][z] - low) / (high - low) : 0;
                cut[z][i] = Math.min(BINS - 1, (int) (BINS * part));
            }
        }
        return cut;
    }

    /** Mutual information of two columns of small whole numbers, in nats; of a column with itself, its entropy. */
    static double information(int[] first, int[] second) {
        int rows = Arrays.stream(first).max().orElse(0) + 1;
        int columns = Arrays.stream(second).max().orElse(0) + 1;
        double[][] joint = new double[rows][columns];
        double[] left = new double[rows];
        double[] right = new double[columns];
        double each = 1.0 / first.length;
        for (int i = 0; i < first.length; i++) {
            joint[first[i]][second[i]] += each;
            left[first[i]] += each;
            right[second[i]] += each;
        }
        double sum = 0;
        for (int a = 0; a < rows; a++) {
            for (int b = 0; b < columns; b++) {
                double p = joint[a][b];
                sum += p > 0 ? p * Math.log(p / (left[a] * right[b])) : 0;
            }
        }
        return sum;
    }

    /**
     * Readings of factors from codes (Eastwood and Williams 2018, section 2).
     *
     * @param disentanglement whether each coordinate tells of one factor only, weighted by how much it tells
     * @param completeness whether each factor is told by one coordinate only
     * @param informativeness mean share of the factors' variance that is read on pictures not learned from, in [0,1]
     */
    record Readings(double disentanglement, double completeness, double informativeness) {}

    /** Lasso readings, learned from the first half of the rows and tested on the second. */
    static Readings readings(double[][] codes, List<Factor> factors) {
        int half = codes.length / 2;
        double[][] known = standardised(codes, half);
        double[][] gram = gram(known, half);
        int size = known.length;
        double[][] importance = new double[size][factors.size()];
        double read = 0;
        for (int k = 0; k < factors.size(); k++) {
            List<double[]> targets = factors.get(k).targets();
            for (double[] target : targets) {
                double[] wanted = standardised(target, half);
                double[] weights = lasso(gram, products(known, wanted, half));
                for (int z = 0; z < size; z++) {
                    importance[z][k] += Math.abs(weights[z]) / targets.size();
                }
                read += explained(known, weights, wanted, half) / targets.size() / factors.size();
            }
        }
        return new Readings(disentanglement(importance), disentanglement(transposed(importance), false), read);
    }

    /** One less the entropy of a row's shares, rows weighted by their share of all importance. */
    static double disentanglement(double[][] importance) {
        return disentanglement(importance, true);
    }

    private static double disentanglement(double[][] importance, boolean weighted) {
        double all = Arrays.stream(importance)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .sum();
        double sum = 0;
        for (double[] row : importance) {
            double total = Arrays.stream(row).sum();
            double weight = weighted ? (all > 0 ? total / all : 0) : 1.0 / importance.length;
            sum += total > 0 ? weight * (1 - entropy(row, total) / Math.log(row.length)) : 0;
        }
        return sum;
    }

    private static double entropy(double[] row, double total) {
        double sum = 0;
        for (double value : row) {
            double share = value / total;
            sum -= share > 0 ? share * Math.log(share) : 0;
        }
        return sum;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] result = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < result.length; j++) {
                result[j][i] = matrix[i][j];
            }
        }
        return result;
    }

    /**
     * [Z][N]: every coordinate less its mean over the first rows, by its deviation there; one that is constant is 0.
     */
    private static double[][] standardised(double[][] codes, int rows) {
        double[][] columns = transposed(codes);
        for (int z = 0; z < columns.length; z++) {
            columns[z] = standardised(columns[z], rows);
        }
        return columns;
    }

    private static double[] standardised(double[] column, int rows) {
        double[] first = Arrays.copyOf(column, rows);
        double mean = Intervals.mean(first);
        double deviation = Math.sqrt(Intervals.variance(first));
        return Arrays.stream(column)
                .map(value -> deviation > 1e-9 ? (value - mean) / deviation : 0)
                .toArray();
    }

    private static double[][] gram(double[][] columns, int rows) {
        double[][] gram = new double[columns.length][];
        for (int z = 0; z < columns.length; z++) {
            gram[z] = products(columns, columns[z], rows);
        }
        return gram;
    }

    /** Mean products of every column with another over the first rows. */
    private static double[] products(double[][] columns, double[] other, int rows) {
        double[] products = new double[columns.length];
        for (int z = 0; z < columns.length; z++) {
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                sum += columns[z][i] * other[i];
            }
            products[z] = sum / rows;
        }
        return products;
    }

    /**
     * Coordinate descent on half the mean squared error plus {@link #PENALTY} times the sum of absolute weights
     * (Friedman, Hastie and Tibshirani 2010, doi 10.18637/jss.v033.i01, section 2).
     */
    static double[] lasso(double[][] gram, double[] products) {
        int size = products.length;
        double[] weights = new double[size];
        double[] fitted = new double[size]; // gram times weights
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double moved = 0;
            for (int z = 0; z < size; z++) {
                if (gram[z][z] <= 0) {
                    continue;
                }
                double pull = products[z] - fitted[z] + gram[z][z] * weights[z];
                double now = Math.signum(pull) * Math.max(0, Math.abs(pull) - PENALTY) / gram[z][z];
                double step = now - weights[z];
                if (step != 0) {
                    for (int other = 0; other < size; other++) {
                        fitted[other] += gram[z][other] * step;
                    }
                    weights[z] = now;
                    moved = Math.max(moved, Math.abs(step));
                }
            }
            if (moved < SETTLED) {
                break;
            }
        }
        return weights;
    }

    /** The share of the target's variance that is read on the rows after the first, not below 0. */
    private static double explained(double[][] columns, double[] weights, double[] target, int rows) {
        double error = 0;
        double whole = 0;
        for (int i = rows; i < target.length; i++) {
            double read = 0;
            for (int z = 0; z < weights.length; z++) {
                read += weights[z] == 0 ? 0 : weights[z] * columns[z][i];
            }
            error += (target[i] - read) * (target[i] - read);
            whole += target[i] * target[i];
        }
        return whole > 0 ? Math.max(0, 1 - error / whole) : 0;
    }
}
