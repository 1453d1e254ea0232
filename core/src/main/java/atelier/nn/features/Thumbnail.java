package atelier.nn.features;

import atelier.nn.Resize;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * No network at all: the pixels of a thumbnail of 12 x 12. Sees colours and large forms, neither texture nor sharpness,
 * and cares where things lie; people do not look like this. It owes nothing to any training, which makes it a second
 * opinion on what a trained network said, no more.
 *
 * <p>Convention {@code pixels-12}: grey replicated to RGB; larger pictures reduced by area means, smaller ones enlarged
 * bilinearly; values in [-1,1].
 */
public final class Thumbnail implements FeatureNetwork {
    static final FeatureNetworks.Entry ENTRY = new FeatureNetworks.Entry(
            "pixels",
            "No network: the 432 values of a thumbnail of 12 x 12 pixels; a second opinion.",
            "in the program itself; nothing was trained",
            "Apache-2.0",
            Thumbnail::open);

    private static final int SIDE = 12;
    private static final int CHANNELS = 3;

    private static FeatureNetwork open(FeatureNetworks.Options options) {
        if (options.weights() != null) {
            throw new AtelierException(Exit.USAGE, "features.weights is not for pixels, which has none; leave it out.");
        }
        return new Thumbnail();
    }

    @Override
    public String name() {
        return "pixels";
    }

    @Override
    public int dimensions() {
        return CHANNELS * SIDE * SIDE;
    }

    @Override
    public String convention() {
        return "pixels-12";
    }

    @Override
    public boolean isQuick() {
        return true;
    }

    @Override
    public Tensor extract(Tensor images) {
        Tensor features;
        try (Scope scope = Scope.withoutGradient()) {
            boolean small = Math.max(images.size(2), images.size(3)) < SIDE;
            Tensor sized = small ? Resize.bilinear(images, SIDE) : torch.adaptive_avg_pool2d(images, SIDE, SIDE);
            features = Scope.keep(sized.expand(images.size(0), CHANNELS, SIDE, SIDE)
                    .reshape(images.size(0), dimensions())
                    .contiguous());
        }
        return Scope.adopt(features);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
