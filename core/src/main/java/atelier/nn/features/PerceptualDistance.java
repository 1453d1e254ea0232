package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Learned perceptual distance between pictures, LPIPS version 0.1 (Zhang et al. 2018, arXiv 1801.03924, equation 1):
 * maps of both pictures are scaled to unit length over channels at every place, their squared difference is weighted
 * per channel with published weights, averaged over places and summed over the maps of a {@link PerceptualNetwork}.
 */
public final class PerceptualDistance implements AutoCloseable {
    private static final double TINY = 1e-10;
    /** The original's own mean and deviation, for pictures in [-1,1]. */
    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};

    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};

    private final PerceptualNetwork network;
    private final PerceptualTrunk trunk;
    private final List<Tensor> heads = new ArrayList<>();
    private final Tensor shift;
    private final Tensor scale;

    /**
     * Reads both parts.
     *
     * @param trunkWeights under torchvision's names
     * @param headWeights {@code linK.model.1.weight} [1,C,1,1], one for each map
     */
    public PerceptualDistance(PerceptualNetwork network, NamedWeights trunkWeights, NamedWeights headWeights) {
        this.network = network;
        trunk = network.trunk(trunkWeights);
        try (Scope scope = Scope.withoutGradient()) {
            int[] channels = network.channels();
            for (int map = 0; map < channels.length; map++) {
                heads.add(headWeights.read("lin" + map + ".model.1.weight", "LPIPS", 1, channels[map], 1, 1));
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

    /**
     * Opens the network that {@code features.lpips} names; where it names none, that on SqueezeNet if both its parts lie
     * under the folder of weights, else null.
     *
     * @throws AtelierException with {@link Exit#INPUT} where the named one's weights are missing or damaged
     */
    public static @Nullable PerceptualDistance find(FeatureNetworks.Options options) {
        PerceptualNetwork named = options.perceptual();
        if (named != null) {
            return named.open(options);
        }
        Path root = options.weightsRoot();
        boolean present = root != null && PerceptualNetwork.SQUEEZE.present(root);
        return present ? PerceptualNetwork.SQUEEZE.open(options) : null;
    }

    /** On what the distance stands, as scores print it. */
    public String convention() {
        return network.convention();
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
            Tensor sum = torch.zeros(first.size(0));
            for (Tensor part : perMap(first, second)) {
                sum.add_(part);
            }
            result = Scope.keep(sum);
        }
        return Scope.adopt(result);
    }

    /** What each map adds to the distance, [N] float32 each, in the current scope. */
    List<Tensor> perMap(Tensor first, Tensor second) {
        List<Tensor> left = trunk.taps(prepared(first));
        List<Tensor> right = trunk.taps(prepared(second));
        List<Tensor> parts = new ArrayList<>();
        for (int map = 0; map < heads.size(); map++) {
            Tensor difference = unit(left.get(map)).sub(unit(right.get(map))).square_();
            parts.add(difference.mul(heads.get(map)).sum(1).mean(1, 2));
        }
        return parts;
    }

    private Tensor prepared(Tensor images) {
        return ImageNetScale.colour(images).sub(shift).div(scale);
    }

    private static Tensor unit(Tensor map) {
        Tensor length =
                map.square().sum(new long[] {1}, true, new ScalarTypeOptional()).sqrt_();
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
