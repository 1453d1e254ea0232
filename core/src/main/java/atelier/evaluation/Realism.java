package atelier.evaluation;

import java.util.Arrays;

/**
 * Realism score (Kynkäänniemi et al. 2019, arXiv 1904.06991, equation 4): for one generated picture the largest ratio
 * of a real ball's radius to the distance from its centre; at least 1 means inside. Here the mean over generated
 * pictures. The half of the real balls with the largest radii takes no part, so that outliers do not hold everything.
 */
public final class Realism implements FeatureMetric {
    private static final int K = 5;
    /** Of a squared radius: below lie copies and near copies. */
    private static final double NEAR = 1e-3;

    @Override
    public String name() {
        return "realism";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
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
        return "mean over generated rows of max over real rows of radius (k=5) / distance, real rows with a radius"
                + " strictly below the median only, Euclidean; none where a generated row equals such a real one";
    }

    @Override
    public String paper() {
        return "Kynkaanniemi et al. 2019, arXiv 1904.06991";
    }

    @Override
    public int minimumCount() {
        return K + 1;
    }

    @Override
    public int advisedCount() {
        return 500;
    }

    @Override
    public double value(SetPair pair) {
        return Arrays.stream(perRow(pair)).average().orElseThrow();
    }

    @Override
    public String undefined(SetPair pair, double value) {
        long copies = Arrays.stream(perRow(pair)).filter(Double::isInfinite).count();
        return copies + " of " + pair.generated().count()
                + " generated rows equal a real one, so the mean of their realism is infinite";
    }

    /** The score of every generated row; infinite for an exact copy. */
    static double[] perRow(SetPair pair) {
        double[] squaredRadii = pair.neighbourhoods().realSquaredRadii(K).clone();
        double median = median(squaredRadii);
        for (int i = 0; i < squaredRadii.length; i++) {
            // A ball that takes no part gets radius 0, which is never the largest ratio.
            squaredRadii[i] = Math.sqrt(squaredRadii[i]) < median ? squaredRadii[i] : 0;
        }
        double[] scores = new double[pair.generated().count()];
        PairwiseDistances.forEachBlock(pair.generated(), pair.real(), (from, squared) -> {
            double[] distances = PairwiseDistances.toArray(squared);
            for (int row = 0; row < distances.length / squaredRadii.length; row++) {
                scores[from + row] = score(pair, from + row, distances, row * squaredRadii.length, squaredRadii);
            }
        });
        return scores;
    }

    /** What lies so near that rounding may have made its distance is measured again. */
    private static double score(SetPair pair, int row, double[] distances, int offset, double[] squaredRadii) {
        double best = 0;
        for (int column = 0; column < squaredRadii.length; column++) {
            double squared = distances[offset + column];
            if (squaredRadii[column] == 0 || squaredRadii[column] <= best * squared) {
                continue;
            }
            if (squared < NEAR * squaredRadii[column]) {
                squared = PairwiseDistances.exactly(pair.generated(), row, pair.real(), column);
            }
            best = Math.max(best, squaredRadii[column] / squared);
        }
        return Math.sqrt(best);
    }

    private static double median(double[] squaredRadii) {
        double[] radii = Arrays.stream(squaredRadii).map(Math::sqrt).sorted().toArray();
        int middle = radii.length / 2;
        return radii.length % 2 == 1 ? radii[middle] : (radii[middle - 1] + radii[middle]) / 2;
    }
}
