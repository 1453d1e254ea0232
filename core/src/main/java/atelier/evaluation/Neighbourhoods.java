package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private final int threads;
    private final double[][] realRadii;
    private final double[][] generatedRadii;
    private final Map<Rule, Balls> counted = new HashMap<>();
    private int @Nullable [] nearestReal;

    private Neighbourhoods(FeatureSet real, FeatureSet generated, int threads) {
        this.real = real;
        this.generated = generated;
        this.threads = threads;
        this.realRadii = squaredRadii(real, threads);
        this.generatedRadii = squaredRadii(generated, threads);
    }

    static Neighbourhoods of(FeatureSet real, FeatureSet generated, int threads) {
        return new Neighbourhoods(real, generated, threads);
    }

    /**
     * How the sets lie in each other's balls.
     *
     * @param realBallsPerGenerated for every generated row the number of real balls that hold it
     * @param realInGeneratedBall for every real row whether some generated ball holds it
     * @param covered for every real row whether its ball holds some generated row
     */
    record Balls(long[] realBallsPerGenerated, boolean[] realInGeneratedBall, boolean[] covered) {

        double precision() {
            return Arrays.stream(realBallsPerGenerated).filter(n -> n > 0).count()
                    / (double) realBallsPerGenerated.length;
        }

        double recall() {
            return share(realInGeneratedBall);
        }

        double density(int k) {
            return Arrays.stream(realBallsPerGenerated).sum() / ((double) k * realBallsPerGenerated.length);
        }

        double coverage() {
            return share(covered);
        }

        private static double share(boolean[] rows) {
            int count = 0;
            for (boolean row : rows) {
                count += row ? 1 : 0;
            }
            return count / (double) rows.length;
        }
    }

    /** Which ball, and whether it holds the points on its surface. */
    record Rule(int k, boolean surface) {
        boolean holds(double squared, double squaredRadius) {
            return surface ? squared <= squaredRadius : squared < squaredRadius;
        }
    }

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
    synchronized int[] nearestReal() {
        int[] known = nearestReal;
        if (known == null) {
            try (DistanceBounds bounds = new DistanceBounds(generated, real, threads)) {
                known = NearestRows.of(bounds, 1, false).index();
            }
            nearestReal = known;
        }
        return known;
    }

    private void count(List<Rule> rules) {
        for (Rule rule : rules) {
            counted.put(
                    rule, new Balls(new long[generated.count()], new boolean[real.count()], new boolean[real.count()]));
        }
        int widest = rules.stream().mapToInt(Rule::k).max().orElseThrow();
        try (DistanceBounds bounds = new DistanceBounds(generated, real, threads)) {
            NearPairs.forEach(
                    bounds,
                    generatedSquaredRadii(widest),
                    realSquaredRadii(widest),
                    (made, held, squared) -> rules.forEach(
                            rule -> count(rule, made, held, squared, Objects.requireNonNull(counted.get(rule)))));
        }
    }

    private void count(Rule rule, int made, int held, double squared, Balls balls) {
        if (rule.holds(squared, realSquaredRadii(rule.k())[held])) {
            balls.realBallsPerGenerated()[made]++;
            balls.covered()[held] = true;
        }
        if (rule.holds(squared, generatedSquaredRadii(rule.k())[made])) {
            balls.realInGeneratedBall()[held] = true;
        }
    }

    /** [k][row]: squared distance to the (k+1)-th nearest other row, for k up to the largest asked or possible. */
    private static double[][] squaredRadii(FeatureSet set, int threads) {
        try (DistanceBounds bounds = new DistanceBounds(set, set, threads)) {
            NearestRows nearest = NearestRows.of(bounds, LARGEST_K, true);
            double[][] radii = new double[Math.max(1, nearest.k())][set.count()];
            for (int i = 0; i < nearest.squared().length; i++) {
                radii[i % nearest.k()][i / nearest.k()] = nearest.squared()[i];
            }
            return radii;
        }
    }

    /**
     * The nearest row of another set.
     *
     * @param index row in {@code among}
     * @param distance Euclidean
     */
    public record Nearest(int[] index, double[] distance) {
        /** For every row of {@code rows} its nearest in {@code among}; {@code skipSelf} when both are one set. */
        static Nearest of(FeatureSet rows, FeatureSet among, boolean skipSelf) {
            return of(rows, among, skipSelf, 1);
        }

        /** For every row of {@code rows} its nearest in another set, found by so many threads. */
        public static Nearest of(FeatureSet rows, FeatureSet among, int threads) {
            return of(rows, among, false, threads);
        }

        private static Nearest of(FeatureSet rows, FeatureSet among, boolean skipSelf, int threads) {
            try (DistanceBounds bounds = new DistanceBounds(rows, among, threads)) {
                NearestRows nearest = NearestRows.of(bounds, 1, skipSelf);
                double[] distance =
                        Arrays.stream(nearest.squared()).map(Math::sqrt).toArray();
                return new Nearest(nearest.index(), distance);
            }
        }
    }
}
