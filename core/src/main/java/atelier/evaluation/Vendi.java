package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import atelier.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Vendi score (Friedman and Dieng 2023, arXiv 2210.02410): the effective number of different pictures among the
 * generated ones, the exponential of the entropy of the similarity matrix's eigenvalues. Looks at variety alone: noise
 * scores high, so read it with a measure of realism.
 */
public final class Vendi implements FeatureMetric {
    @Override
    public String name() {
        return "vendi";
    }

    @Override
    public Direction direction() {
        return Direction.NEITHER;
    }

    @Override
    public String range() {
        return "[1, N]";
    }

    @Override
    public double lowest() {
        return 1;
    }

    @Override
    public String convention() {
        return "exp of the entropy (q=1) of the eigenvalues of the cosine similarities over N, generated rows only,"
                + " natural logarithm, float64; compare with the floor, which is that of real pictures";
    }

    @Override
    public String paper() {
        return "Friedman and Dieng 2023, arXiv 2210.02410";
    }

    @Override
    public int minimumCount() {
        return 1;
    }

    /** With fewer pictures than there are different ones the score of a half is half as large, and so is its spread. */
    @Override
    public boolean growing() {
        return true;
    }

    @Override
    public double value(SetPair pair) {
        return score(pair.generated(), 1);
    }

    /** The score of order q, 1 to infinity. */
    static double score(FeatureSet set, double q) {
        double[] eigenvalues;
        try (Scope scope = Scope.open()) {
            Tensor rows = set.toTensor().to(torch.ScalarType.Double);
            Tensor norms =
                    rows.mul(rows).sum(1).sqrt().clamp_min(new Scalar(1e-300)).unsqueeze(1);
            Tensor unit = rows.div(norms);
            // X X^T and X^T X have the same eigenvalues but for zeros.
            Tensor gram = set.count() > set.dimensions() ? unit.t().matmul(unit) : unit.matmul(unit.t());
            eigenvalues = PairwiseDistances.toArray(torch.linalg_eigvalsh(gram.div(new Scalar((double) set.count()))));
        }
        double sum = 0;
        double largest = 0;
        for (double value : eigenvalues) {
            largest = Math.max(largest, value);
            if (value > 0) {
                sum += q == 1 ? -value * Math.log(value) : Math.pow(value, q);
            }
        }
        if (q == 1) {
            return Math.exp(sum);
        }
        return Double.isInfinite(q) ? 1 / largest : Math.pow(sum, 1 / (1 - q));
    }
}
