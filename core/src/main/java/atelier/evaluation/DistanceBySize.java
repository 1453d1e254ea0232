package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How the Fréchet distance depends on the number of generated pictures. It grows as a straight line in 1/n (Chong and
 * Forsyth 2020, arXiv 1911.07023, section 3); here are a few points of that line, at N, N/2, …, N/5, for the eye. The
 * metric that reads the line off at 1/n = 0, with 15 sizes, is {@link FrechetInfinity}.
 */
public final class DistanceBySize {
    /** Pictures below which a fifth of them would be no sample. */
    private static final int FEWEST = 100;
    /** Dimensions from which every distance takes a second, and few of them must do. */
    private static final int MANY_DIMENSIONS = 512;

    private static final int[] DIVISORS = {1, 2, 3, 4, 5};
    private static final int[] FEW_DIVISORS = {1, 2, 4};
    private static final int PARTS = 2;
    private static final long SEED = 0x5eed_f00dL;

    private DistanceBySize() {}

    /**
     * The distance at one size.
     *
     * @param count generated pictures
     * @param value mean over the parts of that size
     */
    public record Point(int count, double value) {}

    /**
     * The points and the least-squares line value = intercept + slope / count through all parts.
     *
     * @param metric whose values they are
     * @param points by falling count
     */
    public record Line(String metric, String convention, List<Point> points, double intercept, double slope) {
        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * Measures at several sizes.
     *
     * @param real used whole
     * @return null where there are fewer than {@value #FEWEST} generated pictures
     */
    public static @Nullable Line of(FeatureSet real, FeatureSet generated) {
        int count = generated.count();
        if (count < FEWEST || real.count() < 2) {
            return null;
        }
        boolean costly = generated.dimensions() >= MANY_DIMENSIONS;
        int[] order = shuffled(count);
        List<int[]> subsets = new ArrayList<>();
        for (int divisor : costly ? FEW_DIVISORS : DIVISORS) {
            int size = count / divisor;
            for (int part = 0; part < (costly ? 1 : Math.min(divisor, PARTS)); part++) {
                subsets.add(Arrays.copyOfRange(order, part * size, (part + 1) * size));
            }
        }
        FrechetInfinity.Fit fit = FrechetInfinity.fit(real, generated, subsets.toArray(int[][]::new));
        Metric metric = new FrechetDistance();
        String convention = metric.convention() + "; features " + real.network() + ", parts of " + count
                + " generated rows against " + real.count() + " real ones, means over at most " + PARTS
                + " parts that share no row; least-squares line over 1/n";
        return new Line(metric.name(), convention, points(subsets, fit.distances()), fit.intercept(), fit.slope());
    }

    private static List<Point> points(List<int[]> subsets, double[] distances) {
        List<Point> points = new ArrayList<>();
        for (int from = 0; from < distances.length; ) {
            int size = subsets.get(from).length;
            int to = from;
            double sum = 0;
            while (to < distances.length && subsets.get(to).length == size) {
                sum += distances[to++];
            }
            points.add(new Point(size, sum / (to - from)));
            from = to;
        }
        return points;
    }

    private static int[] shuffled(int count) {
        int[] order = new int[count];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
