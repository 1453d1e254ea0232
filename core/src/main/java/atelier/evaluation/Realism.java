package atelier.evaluation;

import atelier.torch.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Realism score (Kynkäänniemi et al. 2019, arXiv 1904.06991, equation 4): for one generated picture the largest ratio
 * of a real ball's radius to the distance from its centre; at least 1 means inside. Here the mean over generated
 * pictures. The half of the real balls with the largest radii takes no part, so that outliers do not hold everything.
 */
public final class Realism implements FeatureMetric {
    private static final int K = 5;

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
                + " strictly below the median only, Euclidean";
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

    /** The score of every generated row. */
    static double[] perRow(SetPair pair) {
        double[] squaredRadii = pair.neighbourhoods().realSquaredRadii(K).clone();
        double median = median(squaredRadii);
        for (int i = 0; i < squaredRadii.length; i++) {
            // A ball that takes no part gets radius 0, which is never the largest ratio.
            squaredRadii[i] = Math.sqrt(squaredRadii[i]) < median ? squaredRadii[i] : 0;
        }
        double[] scores = new double[pair.generated().count()];
        try (Scope scope = Scope.open()) {
            Tensor radii = Tensor.create(squaredRadii, 1, squaredRadii.length);
            PairwiseDistances.forEachBlock(pair.generated(), pair.real(), (from, squared) -> {
                Tensor ratio = radii.div(squared.to(torch.ScalarType.Double));
                // 0/0 arises only for a copy of a picture whose ball takes no part.
                Tensor best = ratio.nan_to_num().amax(new long[] {1}, false).sqrt();
                double[] values = PairwiseDistances.toArray(best);
                System.arraycopy(values, 0, scores, from, values.length);
            });
        }
        return scores;
    }

    private static double median(double[] squaredRadii) {
        double[] radii = Arrays.stream(squaredRadii).map(Math::sqrt).sorted().toArray();
        int middle = radii.length / 2;
        return radii.length % 2 == 1 ? radii[middle] : (radii[middle - 1] + radii[middle]) / 2;
    }
}
