package atelier.evaluation;

import org.bytedeco.pytorch.Tensor;

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
}
