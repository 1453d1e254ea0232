package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * k-nearest-neighbour balls of two sets: the ball of a row has as radius the distance to its k-th nearest neighbour
 * in its own set, itself not counted. Precision, recall, density, coverage and realism all read from here; the
 * distances between the sets are formed once per asked k and comparison, while other threads wait.
 */
public final class Neighbourhoods {
    /** The largest k that any metric asks for. */
    static final int LARGEST_K = 5;

    private final FeatureSet real;
    private final FeatureSet generated;
    private final double[][] realRadii;
    private final double[][] generatedRadii;
    private final Map<Rule, Balls> counted = new HashMap<>();
    private final int[] nearestReal;

    private Neighbourhoods(FeatureSet real, FeatureSet generated) {
        this.real = real;
        this.generated = generated;
        this.realRadii = squaredRadii(real);
        this.generatedRadii = squaredRadii(generated);
        this.nearestReal = new int[generated.count()];
    }

    static Neighbourhoods of(FeatureSet real, FeatureSet generated) {
        return new Neighbourhoods(real, generated);
    }

    /**
     * How the sets lie in each other's balls.
     *
     * @param realBallsPerGenerated for every generated row the number of real balls that hold it
     * @param realInGeneratedBall for every real row whether some generated ball holds it
     * @param nearestGenerated for every real row the squared distance of the nearest generated row
     * @param realSquaredRadii squared radius of every real row
     */
    record Balls(
            long[] realBallsPerGenerated,
            boolean[] realInGeneratedBall,
            double[] nearestGenerated,
            double[] realSquaredRadii) {

        double precision() {
            return Arrays.stream(realBallsPerGenerated).filter(n -> n > 0).count()
                    / (double) realBallsPerGenerated.length;
        }

        double recall() {
            int inside = 0;
            for (boolean covered : realInGeneratedBall) {
                inside += covered ? 1 : 0;
            }
            return inside / (double) realInGeneratedBall.length;
        }

        double density(int k) {
            return Arrays.stream(realBallsPerGenerated).sum() / ((double) k * realBallsPerGenerated.length);
        }

        double coverage() {
            int count = 0;
            for (boolean inside : covered()) {
                count += inside ? 1 : 0;
            }
            return count / (double) nearestGenerated.length;
        }

        /** For every real row whether a generated one lies inside its ball. */
        boolean[] covered() {
            boolean[] covered = new boolean[nearestGenerated.length];
            for (int i = 0; i < covered.length; i++) {
                covered[i] = nearestGenerated[i] < realSquaredRadii[i];
            }
            return covered;
        }
    }

    /** Which ball, and whether it holds the points on its surface. */
    record Rule(int k, boolean surface) {}

    /** What precision and recall, density and coverage ask for: counted together, for one pass over the distances. */
    private static final List<Rule> USUAL = List.of(new Rule(3, true), new Rule(5, false));

    /** Counts for balls of the k-th neighbour; {@code surface} says whether a ball holds the points on its surface. */
    synchronized Balls balls(int k, boolean surface) {
        Rule rule = new Rule(k, surface);
        if (!counted.containsKey(rule)) {
            count(USUAL.contains(rule) ? USUAL : List.of(rule));
        }
        return Objects.requireNonNull(counted.get(rule));
    }

    /** Squared radii of the real rows' k-th neighbour balls. */
    double[] realSquaredRadii(int k) {
        return realRadii[Math.min(k, realRadii.length) - 1];
    }

    /** The same of the generated rows, among themselves. */
    double[] generatedSquaredRadii(int k) {
        return generatedRadii[Math.min(k, generatedRadii.length) - 1];
    }

    /** For every generated row its nearest real row. */
    int[] nearestReal() {
        balls(USUAL.get(0).k(), USUAL.get(0).surface()); // the same pass over the distances finds them
        return nearestReal;
    }

    private void count(List<Rule> rules) {
        double[] nearest = new double[real.count()];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (Rule rule : rules) {
            counted.put(
                    rule,
                    new Balls(
                            new long[generated.count()],
                            new boolean[real.count()],
                            nearest,
                            realSquaredRadii(rule.k())));
        }
        PairwiseDistances.forEachBlock(generated, real, (from, block) -> {
            Tensor squared = block.to(torch.ScalarType.Double);
            double[] smallest = PairwiseDistances.toArray(squared.amin(new long[] {0}, false));
            for (int j = 0; j < smallest.length; j++) {
                nearest[j] = Math.min(nearest[j], smallest[j]);
            }
            double[] closest = PairwiseDistances.toArray(squared.argmin(new LongOptional(1), false));
            for (int i = 0; i < closest.length; i++) {
                nearestReal[from + i] = (int) closest[i];
            }
            for (Rule rule : rules) {
                count(rule, from, squared, Objects.requireNonNull(counted.get(rule)));
            }
        });
    }

    /** Adds a block of generated rows, the first of which is {@code from}. */
    private void count(Rule rule, int from, Tensor squared, Balls balls) {
        int rows = (int) squared.size(0);
        double[] radii = generatedSquaredRadii(rule.k());
        Tensor realRow = Tensor.create(balls.realSquaredRadii(), 1, real.count());
        Tensor generatedColumn = Tensor.create(Arrays.copyOfRange(radii, from, from + rows), rows, 1);
        Tensor inReal = rule.surface() ? squared.le(realRow) : squared.lt(realRow);
        double[] counts = PairwiseDistances.toArray(inReal.sum(1));
        for (int i = 0; i < rows; i++) {
            balls.realBallsPerGenerated()[from + i] = (long) counts[i];
        }
        Tensor inGenerated = rule.surface() ? squared.le(generatedColumn) : squared.lt(generatedColumn);
        double[] any = PairwiseDistances.toArray(inGenerated.any(0));
        for (int j = 0; j < any.length; j++) {
            balls.realInGeneratedBall()[j] |= any[j] > 0;
        }
    }

    /** [k][row]: squared distance to the (k+1)-th nearest other row, for k up to the largest asked or possible. */
    private static double[][] squaredRadii(FeatureSet set) {
        int largest = Math.min(LARGEST_K, set.count() - 1);
        double[][] radii = new double[Math.max(1, largest)][set.count()];
        if (largest < 1) {
            return radii;
        }
        PairwiseDistances.forEachBlock(set, set, (from, squared) -> {
            // The row itself is taken out by position: rounding may order a duplicate before it.
            squared.diagonal(from, 0, 1).fill_(new Scalar(Double.POSITIVE_INFINITY));
            T_TensorTensor_T smallest = torch.topk(squared, largest, 1, false, true);
            double[] values = PairwiseDistances.toArray(smallest.get0());
            for (int i = 0; i < values.length; i++) {
                radii[i % largest][from + i / largest] = values[i];
            }
        });
        return radii;
    }

    /**
     * The nearest row of another set.
     *
     * @param index row in {@code among}
     * @param distance Euclidean
     */
    public record Nearest(int[] index, double[] distance) {
        /** For every row of {@code rows} its nearest in {@code among}; {@code skipSelf} when both are one set. */
        public static Nearest of(FeatureSet rows, FeatureSet among, boolean skipSelf) {
            int[] index = new int[rows.count()];
            double[] distance = new double[rows.count()];
            PairwiseDistances.forEachBlock(rows, among, (from, squared) -> {
                if (skipSelf) {
                    squared.diagonal(from, 0, 1).fill_(new Scalar(Double.POSITIVE_INFINITY));
                }
                T_TensorTensor_T smallest = torch.min(squared, 1, false);
                double[] values = PairwiseDistances.toArray(smallest.get0());
                double[] positions = PairwiseDistances.toArray(smallest.get1());
                for (int i = 0; i < values.length; i++) {
                    index[from + i] = (int) positions[i];
                    distance[from + i] = Math.sqrt(values[i]);
                }
            });
            return new Nearest(index, distance);
        }
    }
}
