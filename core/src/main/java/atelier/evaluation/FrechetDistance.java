package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import atelier.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Fréchet distance between the Gaussians of two feature sets (Heusel et al. 2017, arXiv 1706.08500, equation 6):
 * |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)). The last trace is the nuclear norm of F1 F2^T for any F with
 * S = F^T F; this is exact where N is smaller than D, where square roots of matrices are not. The value is biased
 * upwards by about a constant over N: compare it only at equal N.
 */
public final class FrechetDistance implements FeatureMetric {
    private static final int BLOCK = 4096;

    @Override
    public String name() {
        return "frechet-distance";
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
        return "|m1-m2|^2 + tr(S1+S2-2(S1 S2)^(1/2)), covariance with divisor N-1, float64, no square root of the"
                + " result, nothing added to the diagonal";
    }

    @Override
    public String paper() {
        return "Heusel et al. 2017, arXiv 1706.08500";
    }

    @Override
    public int minimumCount() {
        return 2;
    }

    @Override
    public int advisedCount() {
        return 1000;
    }

    @Override
    public double value(SetPair pair) {
        return between(pair.real(), pair.generated());
    }

    /** The distance of two sets. */
    static double between(FeatureSet first, FeatureSet second) {
        try (Scope scope = Scope.open()) {
            Gaussian one = Gaussian.of(first);
            Gaussian two = Gaussian.of(second);
            return one.distance(two);
        }
    }

    /** The distance of a set to each of several subsets of another; the first set is summarised once. */
    static double[] toEach(FeatureSet first, FeatureSet second, int[][] subsets) {
        try (Scope scope = Scope.open()) {
            Gaussian whole = Gaussian.of(first);
            double[] distances = new double[subsets.length];
            for (int i = 0; i < subsets.length; i++) {
                try (Scope inner = Scope.open()) {
                    distances[i] = whole.distance(Gaussian.of(second.rows(subsets[i])));
                }
            }
            return distances;
        }
    }

    /**
     * A set's mean and covariance, the latter as a factor.
     *
     * @param mean [D] float64
     * @param factor [R,D] float64 with covariance = factor^T factor, R the smaller of N and D
     * @param trace of the covariance
     */
    record Gaussian(Tensor mean, Tensor factor, double trace) {
        static Gaussian of(FeatureSet set) {
            Tensor rows = set.toTensor();
            Tensor mean = rows.mean(new long[] {0}, false, new ScalarTypeOptional(torch.ScalarType.Double));
            double scale = 1.0 / Math.sqrt(set.count() - 1.0);
            if (set.count() <= set.dimensions()) {
                Tensor factor = rows.to(torch.ScalarType.Double).sub_(mean).mul_(new Scalar(scale));
                return new Gaussian(mean, factor, factor.mul(factor).sum().item_double());
            }
            Tensor covariance = covariance(rows, mean, scale);
            return new Gaussian(mean, factor(covariance), covariance.trace().item_double());
        }

        /**
         * Any factor will do: Cholesky's takes a fiftieth of the time of eigenvectors, which singular matrices need.
         */
        static Tensor factor(Tensor covariance) {
            T_TensorTensor_T lower = torch.linalg_cholesky_ex(covariance, false, false);
            if (lower.get1().item_int() == 0) {
                return lower.get0().t();
            }
            T_TensorTensor_T eigen = torch.linalg_eigh(covariance);
            Tensor roots = eigen.get0().clamp_min(new Scalar(0.0)).sqrt();
            return eigen.get1().mul(roots).t().contiguous();
        }

        private static Tensor covariance(Tensor rows, Tensor mean, double scale) {
            long dimensions = rows.size(1);
            Tensor sum = torch.zeros(new long[] {dimensions, dimensions}, mean.options());
            for (long from = 0; from < rows.size(0); from += BLOCK) {
                try (Scope inner = Scope.open()) {
                    Tensor centred = rows.narrow(0, from, Math.min(BLOCK, rows.size(0) - from))
                            .to(torch.ScalarType.Double)
                            .sub_(mean)
                            .mul_(new Scalar(scale));
                    sum.addmm_(centred.t(), centred);
                }
            }
            return sum;
        }

        double distance(Gaussian other) {
            Tensor shift = mean.sub(other.mean);
            double means = shift.mul(shift).sum().item_double();
            Tensor product = factor.matmul(other.factor.t());
            double overlap = torch.linalg_svdvals(product).sum().item_double();
            return means + trace + other.trace - 2 * overlap;
        }
    }
}
