package atelier.evaluation;

import atelier.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Picture metrics over many pictures, a batch at a time. */
final class Pictures {
    private static final int BATCH = 64;

    private Pictures() {}

    /** Values of all pictures; both [N,C,H,W] float32 in [-1,1]. */
    static double[] inBatches(PictureMetric metric, Tensor target, Tensor output) {
        int count = (int) target.size(0);
        double[] values = new double[count];
        for (int from = 0; from < count; from += BATCH) {
            int size = Math.min(BATCH, count - from);
            try (Scope scope = Scope.open()) {
                double[] part = metric.values(unit(target.narrow(0, from, size)), unit(output.narrow(0, from, size)));
                System.arraycopy(part, 0, values, from, size);
            }
        }
        return values;
    }

    private static Tensor unit(Tensor signed) {
        return signed.add(new Scalar(1.0))
                .mul_(new Scalar(0.5))
                .clamp_(new ScalarOptional(new Scalar(0.0)), new ScalarOptional(new Scalar(1.0)));
    }
}
