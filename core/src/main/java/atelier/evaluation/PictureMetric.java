package atelier.evaluation;

import atelier.nn.features.PerceptualDistance;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A metric of pictures against what they should be, picture by picture. */
public interface PictureMetric extends Metric {
    /**
     * One value per picture.
     *
     * @param target [N,C,H,W] float32 or float64 in [0,1]
     * @param output the same shape, type and range
     * @return N values
     */
    double[] values(Tensor target, Tensor output);

    /** Smallest picture side for which it is defined. */
    default int minimumSide() {
        return 1;
    }

    /** The same metric with a network to compute it by, where it needs one. */
    default PictureMetric with(PerceptualDistance network) {
        return this;
    }

    /** Why it cannot be computed with what it has; null where it can. */
    default @Nullable String obstacle() {
        return null;
    }
}
