package atelier.nn.features;

import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** From 0..255 to what a network was trained on: (x/255 - mean)/deviation, per channel. */
final class Normalization {
    /** Mean and deviation of ImageNet's channels on [0,1]. */
    static final double[] IMAGENET_MEAN = {0.485, 0.456, 0.406};

    static final double[] IMAGENET_DEVIATION = {0.229, 0.224, 0.225};

    private final Tensor mean;
    private final Tensor deviation;

    /** Makes both tensors in the current scope; whoever keeps them frees them. */
    Normalization(double[] mean, double[] deviation) {
        this.mean = perChannel(mean);
        this.deviation = perChannel(deviation);
    }

    static Normalization imageNet() {
        return new Normalization(IMAGENET_MEAN, IMAGENET_DEVIATION);
    }

    private static Tensor perChannel(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Torch.fromFloats(floats, 1, floats.length, 1, 1);
    }

    /** [N,C,H,W] float32 in 0..255 to normalised values of the same shape. */
    Tensor apply(Tensor levels) {
        return levels.div(Torch.scalar(255)).sub_(mean).div_(deviation);
    }

    /** What has to be kept and freed. */
    List<Tensor> tensors() {
        return List.of(mean, deviation);
    }
}
