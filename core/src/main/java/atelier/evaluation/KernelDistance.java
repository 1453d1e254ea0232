package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import atelier.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Kernel Inception Distance (Bińkowski et al. 2018, arXiv 1801.01401): the unbiased estimate of the squared maximum
 * mean discrepancy with k(x,y) = (x.y/D + 1)^3. Unbiased: around zero, also below, for sets of one distribution.
 */
public final class KernelDistance implements FeatureMetric {
    private static final int BLOCK = 1024;

    @Override
    public String name() {
        return "kid";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String range() {
        return "about 0 (may be slightly negative) to inf";
    }

    @Override
    public String convention() {
        return "unbiased MMD^2, polynomial kernel of degree 3, gamma 1/D, coefficient 1, all rows, float64, not scaled";
    }

    @Override
    public String paper() {
        return "Binkowski et al. 2018, arXiv 1801.01401";
    }

    @Override
    public int minimumCount() {
        return 2;
    }

    @Override
    public int advisedCount() {
        return 100;
    }

    @Override
    public boolean unbiased() {
        return true;
    }

    @Override
    public double value(SetPair pair) {
        return between(pair.real(), pair.generated());
    }

    static double between(FeatureSet first, FeatureSet second) {
        double n = first.count();
        double m = second.count();
        return sum(first, first, true) / (n * (n - 1))
                + sum(second, second, true) / (m * (m - 1))
                - 2 * sum(first, second, false) / (n * m);
    }

    /** Sum of k(x,y) over all pairs, without those of a row with itself if {@code skipSelf}. */
    private static double sum(FeatureSet first, FeatureSet second, boolean skipSelf) {
        double total = 0;
        try (Scope scope = Scope.open()) {
            Tensor rows = first.toTensor();
            Tensor columns = second.toTensor();
            Scalar perDimension = new Scalar(1.0 / first.dimensions());
            Scalar one = new Scalar(1.0);
            for (int left = 0; left < first.count(); left += BLOCK) {
                try (Scope inner = Scope.open()) {
                    Tensor block = exact(rows, left, first.count());
                    // Within one set the kernel is symmetric: blocks off the diagonal count twice.
                    for (int right = skipSelf ? left : 0; right < second.count(); right += BLOCK) {
                        try (Scope innermost = Scope.open()) {
                            Tensor base = block.matmul(exact(columns, right, second.count())
                                            .t())
                                    .mul_(perDimension)
                                    .add_(one);
                            Tensor kernel = base.mul(base).mul_(base);
                            double part = kernel.sum().item_double();
                            if (skipSelf) {
                                part = left == right ? part - kernel.trace().item_double() : 2 * part;
                            }
                            total += part;
                        }
                    }
                }
            }
        }
        return total;
    }

    private static Tensor exact(Tensor rows, int from, int count) {
        return rows.narrow(0, from, Math.min(BLOCK, count - from)).to(torch.ScalarType.Double);
    }
}
