package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Npy;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Learned perceptual distance between pictures, LPIPS version 0.1 (Zhang et al. 2018, arXiv 1801.03924, equation 1), on
 * {@link SqueezeNet}: maps of both pictures are scaled to unit length over channels at every place, their squared
 * difference is weighted per channel with published weights, averaged over places and summed over seven maps.
 *
 * <p>The trunk is the Apache-2.0 SqueezeNet of {@link SqueezeNet}, not the checkpoint of the original programme, so
 * values are a little different from the original's.
 */
public final class PerceptualDistance implements AutoCloseable {
    private static final String HEADS = "lpips-heads/squeeze";
    private static final int MAPS = 7;
    private static final int TRUNK_SIZE = 224;
    private static final double TINY = 1e-10;
    /** The original's own mean and deviation, for pictures in [-1,1]. */
    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};

    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};

    private final SqueezeNet trunk;
    private final List<Tensor> heads = new ArrayList<>();
    private final Tensor shift;
    private final Tensor scale;

    /** Loads both parts from under the folder of weights. */
    public PerceptualDistance(Path weightsRoot) {
        trunk = new SqueezeNet(weightsRoot.resolve(SqueezeNet.FOLDER).resolve("weights"), TRUNK_SIZE);
        try (Scope scope = Scope.withoutGradient()) {
            for (int map = 0; map < MAPS; map++) {
                Path file = weightsRoot.resolve(HEADS).resolve("lin" + map + ".model.1.weight.npy");
                Npy head = Npy.read(file);
                if (head.shape().length != 4) {
                    throw new AtelierException(
                            Exit.INPUT, file + " is no head of LPIPS, which has the shape [1,C,1,1].");
                }
                heads.add(Torch.fromFloats(head.floats(), head.shape()));
            }
            shift = Torch.fromFloats(SHIFT, 1, 3, 1, 1);
            scale = Torch.fromFloats(SCALE, 1, 3, 1, 1);
            heads.forEach(Scope::keep);
            Scope.keep(shift);
            Scope.keep(scale);
        } catch (RuntimeException problem) {
            trunk.close();
            throw problem;
        }
    }

    /** Opens it where both its parts lie under the folder of weights; null elsewhere. */
    public static @Nullable PerceptualDistance find(FeatureNetworks.Options options) {
        Path root = options.weightsRoot();
        if (root == null
                || !Files.isDirectory(root.resolve(SqueezeNet.FOLDER))
                || !Files.isDirectory(root.resolve(HEADS))) {
            return null;
        }
        return new PerceptualDistance(root);
    }

    /**
     * Distances of pairs.
     *
     * @param first [N,C,H,W] float32 in [-1,1], C 1 or 3, sides of at least 24
     * @param second the same shape and range
     * @return [N] float32, 0 for equal pictures
     */
    public Tensor distance(Tensor first, Tensor second) {
        Tensor result;
        try (Scope scope = Scope.withoutGradient()) {
            List<Tensor> left = trunk.taps(prepared(first));
            List<Tensor> right = trunk.taps(prepared(second));
            Tensor sum = null;
            for (int map = 0; map < MAPS; map++) {
                Tensor difference =
                        unit(left.get(map)).sub(unit(right.get(map))).square_();
                Tensor part = difference.mul(heads.get(map)).sum(1).mean(1, 2);
                sum = sum == null ? part : sum.add(part);
            }
            if (sum == null) {
                throw new IllegalStateException("there are no maps");
            }
            result = Scope.keep(sum);
        }
        return Scope.adopt(result);
    }

    private Tensor prepared(Tensor images) {
        return ImageNetScale.colour(images).sub(shift).div(scale);
    }

    private static Tensor unit(Tensor map) {
        Tensor length = map.square()
                .sum(new long[] {1}, true, new org.bytedeco.pytorch.ScalarTypeOptional())
                .sqrt_();
        return map.div(length.add_(Torch.scalar(TINY)));
    }

    @Override
    public void close() {
        trunk.close();
        heads.forEach(Scope::free);
        Scope.free(shift);
        Scope.free(scale);
    }
}
