package atelier.nn.features;

import atelier.nn.Resize;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures as networks of ImageNet want them: from [-1,1] to the mean and deviation of its channels: (x + 1)/2, then (x
 * - mean)/deviation.
 */
final class ImageNetScale {
    private static final double[] MEAN = Normalization.IMAGENET_MEAN;
    private static final double[] DEVIATION = Normalization.IMAGENET_DEVIATION;

    private final Tensor scale;
    private final Tensor shift;

    /** Makes both tensors in the current scope; whoever keeps them frees them. */
    ImageNetScale() {
        float[] scales = new float[3];
        float[] shifts = new float[3];
        for (int c = 0; c < 3; c++) {
            scales[c] = (float) (0.5 / DEVIATION[c]);
            shifts[c] = (float) ((0.5 - MEAN[c]) / DEVIATION[c]);
        }
        scale = Torch.fromFloats(scales, 1, 3, 1, 1);
        shift = Torch.fromFloats(shifts, 1, 3, 1, 1);
    }

    /** [N,C,H,W] float32 in [-1,1] to [N,3,S,S]: grey replicated, resized bilinearly, scaled. */
    Tensor apply(Tensor images, int size) {
        Tensor colour = colour(images);
        boolean fits = images.size(2) == size && images.size(3) == size;
        return (fits ? colour : Resize.bilinear(colour, size)).mul(scale).add_(shift);
    }

    /** [N,1,H,W] or [N,3,H,W] to [N,3,H,W], without a copy. */
    static Tensor colour(Tensor images) {
        return images.size(1) == 1 ? images.expand(images.size(0), 3, images.size(2), images.size(3)) : images;
    }

    /** What has to be kept and freed. */
    List<Tensor> tensors() {
        return List.of(scale, shift);
    }
}
