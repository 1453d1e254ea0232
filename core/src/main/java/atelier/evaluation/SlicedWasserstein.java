package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Sliced Wasserstein distance (Rabin et al. 2011, doi 10.1007/978-3-642-24785-9_37; Bonneel et al. 2015): the mean
 * over random directions of the squared one-dimensional transport distance between the projected sets. Sees every
 * moment, unlike the Fréchet distance, but dilutes what happens in few of many dimensions.
 */
public final class SlicedWasserstein implements FeatureMetric {
    private static final int DIRECTIONS = 1000;
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
        return between(pair.real(), pair.generated(), directions(pair.real().dimensions(), DIRECTIONS)).meanSquared();
    }

    /** Unit vectors, row after row, the same for every call. */
    private static double[] directions(int dimensions, int count) {
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
        for (int k = 0; k < count; k++) {
            double[] direction =
                    Arrays.copyOfRange(directions, k * first.dimensions(), (k + 1) * first.dimensions());
            double[] costs = transport(projected(first, direction), projected(second, direction));
            squared += costs[0] / count;
            absolute += costs[1] / count;
            largest = Math.max(largest, Math.sqrt(costs[0]));
        }
        return new Transport(squared, absolute, largest);
    }

    private static double[] projected(FeatureSet set, double[] direction) {
        try (PointerScope scope = new PointerScope()) {
            Tensor rows = set.toTensor().to(torch.ScalarType.Double);
            double[] values = PairwiseDistances.toArray(rows.mv(Tensor.create(direction, direction.length)));
            Arrays.sort(values);
            return values;
        }
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
