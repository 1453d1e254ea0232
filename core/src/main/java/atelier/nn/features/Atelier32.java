package atelier.nn.features;

import atelier.nn.Resize;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.Npy;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The built-in feature network: small, works at 32 x 32, nothing to download. Trained by Atelier's own
 * {@code FeatureTraining} to tell the classes of several image sets apart and to say how a picture was distorted, so
 * that it sees what is shown and how well. For pictures above 64 pixels and for comparison with published numbers use a
 * larger network.
 *
 * <p>Convention {@code atelier-32}: grey replicated to RGB; larger pictures reduced by area means, smaller ones
 * enlarged bilinearly; every feature divided by its deviation over the training sets.
 */
public final class Atelier32 implements FeatureNetwork {
    static final FeatureNetworks.Entry ENTRY = new FeatureNetworks.Entry(
            "atelier-32",
            "Atelier's own small network at 32 pixels, " + SmallNetwork.DIMENSIONS + " pooled features; built in.",
            "in the program itself; trained by atelier.cli.TrainFeatures",
            "Apache-2.0",
            Atelier32::open);

    /** Weights [P], then one factor per feature [D], float16. */
    static final String RESOURCE = "atelier-32.npy";

    private final Parameters parameters = new Parameters();
    private final SmallNetwork network = new SmallNetwork(parameters.group("features"));
    private final ParameterStore store;
    private final Tensor scale;

    /** Loads the weights that come with the program. */
    public Atelier32() {
        this(resource());
    }

    /**
     * Takes weights from memory.
     *
     * @param values weights in the order of {@link SmallNetwork}, then a factor per feature
     */
    public Atelier32(float[] values) {
        store = ParameterStore.create(parameters, 0, Device.CPU);
        int count = Math.toIntExact(store.length());
        if (values.length != count + SmallNetwork.DIMENSIONS) {
            throw new AtelierException(
                    Exit.FAULT,
                    "The weights of atelier-32 hold " + values.length + " values, expected "
                            + (count + SmallNetwork.DIMENSIONS) + "; train them again with this version.");
        }
        try (Scope scope = Scope.withoutGradient()) {
            store.values().copy_(Torch.fromFloats(Arrays.copyOf(values, count), count));
            scale = Scope.keep(
                    Torch.fromFloats(Arrays.copyOfRange(values, count, values.length), 1, SmallNetwork.DIMENSIONS));
        }
        store.bindFrozen(parameters, store.values());
    }

    private static FeatureNetwork open(FeatureNetworks.Options options) {
        if (options.weights() != null) {
            throw new AtelierException(
                    Exit.USAGE, "features.weights is not for atelier-32, whose weights are built in; leave it out.");
        }
        return new Atelier32();
    }

    private static float[] resource() {
        try (InputStream stream = Atelier32.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new AtelierException(
                        Exit.FAULT, "The weights of atelier-32 are missing from this build; build it again.");
            }
            return Npy.read(stream, RESOURCE).floats();
        } catch (IOException e) {
            throw new AtelierException(Exit.FAULT, "The weights of atelier-32 cannot be read: " + e.getMessage(), e);
        }
    }

    /** All weights by name, and the factors of the features as {@code features.scale} [1,D], for use elsewhere. */
    public Map<String, SafeTensors.Entry> weights() {
        Map<String, SafeTensors.Entry> weights = store.export(store.values(), store.groups());
        long[] shape = {1, SmallNetwork.DIMENSIONS};
        weights.put("features.scale", new SafeTensors.Entry(shape, Torch.toFloats(scale)));
        return weights;
    }

    @Override
    public String name() {
        return "atelier-32";
    }

    @Override
    public int dimensions() {
        return SmallNetwork.DIMENSIONS;
    }

    @Override
    public String convention() {
        return "atelier-32";
    }

    @Override
    public boolean isQuick() {
        return true;
    }

    @Override
    public Tensor extract(Tensor images) {
        Tensor features;
        try (Scope scope = Scope.withoutGradient()) {
            features = Scope.keep(network.forward(resized(images)).mul_(scale));
        }
        return Scope.adopt(features);
    }

    /** [N,C,H,W] with C 1 or 3 to [N,3,32,32]. */
    public static Tensor resized(Tensor images) {
        int side = SmallNetwork.SIDE;
        long larger = Math.max(images.size(2), images.size(3));
        Tensor sized = larger > side ? torch.adaptive_avg_pool2d(images, side, side) : images;
        if (larger < side) {
            sized = Resize.bilinear(images, side);
        }
        return sized.size(1) == 1 ? sized.expand(sized.size(0), 3, side, side) : sized;
    }

    @Override
    public void close() {
        parameters.close();
        store.close();
        Scope.free(scale);
    }
}
