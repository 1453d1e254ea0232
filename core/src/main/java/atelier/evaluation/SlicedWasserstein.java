package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import atelier.torch.Scope;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Sliced Wasserstein distance (Rabin et al. 2011, doi 10.1007/978-3-642-24785-9_37; Bonneel et al. 2015): the mean
 * over random directions of the squared one-dimensional transport distance between the projected sets. Sees every
 * moment, unlike the Fréchet distance, but dilutes what happens in few of many dimensions.
 */
public final class SlicedWasserstein implements FeatureMetric {
    private static final int DIRECTIONS = 1000;
    private static final int CHUNK = 32;
    private static final long SEED = 0x5eed_d1ecL;

    @Override
    public String name() {
        return "sliced-wasserstein";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String range() {
        return "[0, inf)";
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public String convention() {
        return "mean over 1,000 unit directions (fixed seed) of the squared 2-Wasserstein distance of the projections,"
                + " exact also for unequal N, float64";
    }

    @Override
    public String paper() {
        return "Rabin et al. 2011, doi 10.1007/978-3-642-24785-9_37";
    }

    @Override
    public int minimumCount() {
        return 1;
    }

    @Override
    public int advisedCount() {
        return 500;
    }

    @Override
    public double value(SetPair pair) {
        return between(pair.real(), pair.generated(), directions(pair.real().dimensions(), DIRECTIONS))
                .meanSquared();
    }

    /** Unit vectors, row after row, the same for every call. */
    static double[] directions(int dimensions, int count) {
        Random random = new Random(SEED);
        double[] rows = new double[count * dimensions];
        for (int i = 0; i < count; i++) {
            double norm = 0;
            for (int d = 0; d < dimensions; d++) {
                double value = random.nextGaussian();
                rows[i * dimensions + d] = value;
                norm += value * value;
            }
            for (int d = 0; d < dimensions; d++) {
                rows[i * dimensions + d] /= Math.sqrt(norm);
            }
        }
        return rows;
    }

    /**
     * Transport between projections.
     *
     * @param meanSquared mean over directions of the squared 2-Wasserstein distance
     * @param meanAbsolute mean over directions of the 1-Wasserstein distance
     * @param largest the largest 2-Wasserstein distance of a direction
     */
    record Transport(double meanSquared, double meanAbsolute, double largest) {}

    /** Transport of two sets along the given unit directions, K*D values. */
    static Transport between(FeatureSet first, FeatureSet second, double[] directions) {
        int count = directions.length / first.dimensions();
        double squared = 0;
        double absolute = 0;
        double largest = 0;
        try (Scope scope = Scope.open()) {
            Tensor all = Tensor.create(directions, count, first.dimensions());
            Tensor firstRows = first.toTensor();
            Tensor secondRows = second.toTensor();
            for (int from = 0; from < count; from += CHUNK) {
                Tensor chunk = all.narrow(0, from, Math.min(CHUNK, count - from));
                double[][] a = sortedProjections(firstRows, chunk);
                double[][] b = sortedProjections(secondRows, chunk);
                for (int k = 0; k < a.length; k++) {
                    double[] costs = transport(a[k], b[k]);
                    squared += costs[0] / count;
                    absolute += costs[1] / count;
                    largest = Math.max(largest, Math.sqrt(costs[0]));
                }
            }
        }
        return new Transport(squared, absolute, largest);
    }

    /**
     * An approximation without directions, for many dimensions (Nadjahi et al. 2021, arXiv 2106.15427, equation 11):
     * sqrt(|m1 - m2|^2/D + (sqrt(v1) - sqrt(v2))^2), where v is the mean squared norm of the centred rows over D.
     */
    static double approximation(FeatureSet first, FeatureSet second) {
        try (Scope scope = Scope.open()) {
            Tensor firstRows = first.toTensor().to(torch.ScalarType.Double);
            Tensor secondRows = second.toTensor().to(torch.ScalarType.Double);
            double means =
                    firstRows.mean(0).sub(secondRows.mean(0)).square().mean().item_double();
            double deviations = Math.sqrt(centredSquare(firstRows)) - Math.sqrt(centredSquare(secondRows));
            return Math.sqrt(means + deviations * deviations);
        }
    }

    private static double centredSquare(Tensor rows) {
        return rows.sub(rows.mean(0)).square().mean().item_double();
    }

    /** Per direction the projections of all rows, ascending. */
    private static double[][] sortedProjections(Tensor rows, Tensor directions) {
        int count = (int) rows.size(0);
        double[][] sorted = new double[(int) directions.size(0)][];
        try (Scope scope = Scope.open()) {
            Tensor projected = directions.matmul(rows.t().to(torch.ScalarType.Double));
            double[] values =
                    PairwiseDistances.toArray(torch.sort(projected, 1, false).get0());
            for (int k = 0; k < sorted.length; k++) {
                sorted[k] = Arrays.copyOfRange(values, k * count, (k + 1) * count);
            }
        }
        return sorted;
    }

    /** Squared and absolute cost of moving one sorted sample onto another, each row carrying 1/n of the mass. */
    private static double[] transport(double[] a, double[] b) {
        long n = a.length;
        long m = b.length;
        double squared = 0;
        double absolute = 0;
        long done = 0; // mass moved so far, in units of 1/(n m)
        for (int i = 0, j = 0; i < n && j < m; ) {
            long next = Math.min((i + 1) * m, (j + 1) * n);
            double difference = a[i] - b[j];
            squared += (next - done) * difference * difference;
            absolute += (next - done) * Math.abs(difference);
            done = next;
            i += done == (i + 1) * m ? 1 : 0;
            j += done == (j + 1) * n ? 1 : 0;
        }
        return new double[] {squared / ((double) n * m), absolute / ((double) n * m)};
    }
}
