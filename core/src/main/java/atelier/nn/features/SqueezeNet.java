package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu_;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * SqueezeNet 1.1 (Iandola et al. 2016, arXiv 1602.07360), trained on ImageNet: a 3x3 convolution of stride 2, then
 * eight fire modules (1x1 squeeze; 1x1 and 3x3 expand, joined) with max pooling before the first, third and fifth.
 * Its last maps, averaged, are 512 features; its maps on the way are what {@link PerceptualDistance} compares.
 *
 * <p>The weight files are {@code squeezenet0_convN_weight.npy} and {@code squeezenet0_convN_bias.npy}, N from 0 to 25 in
 * the network's order; the last, the classifier, may be missing.
 */
public final class SqueezeNet implements FeatureNetwork, PerceptualTrunk {
    static final String FOLDER = "squeezenet1.1_nchw";
    static final FeatureNetworks.Entry ENTRY = new FeatureNetworks.Entry(
            "squeezenet",
            "SqueezeNet 1.1 trained on ImageNet, 512 pooled features at 96 pixels (or features.size=224).",
            "DIR/" + FOLDER + "/weights/*.npy under --weights-root, from github.com/webmachinelearning/test-data",
            "Apache-2.0",
            SqueezeNet::open);

    private static final String NETWORK = "SqueezeNet 1.1";
    private static final int DIMENSIONS = 512;
    private static final int DEFAULT_SIZE = 96;
    /** Table 1 of the paper, in the version of release 1.1: channels of squeeze and of each expansion. */
    private static final int[][] FIRES = {
        {16, 64}, {16, 64}, {32, 128}, {32, 128}, {48, 192}, {48, 192}, {64, 256}, {64, 256}
    };
    /** Fire modules that max pooling comes before. */
    private static final List<Integer> POOLED = List.of(0, 2, 4);
    /** Fire modules after which {@link #taps} looks, besides the first convolution. */
    private static final List<Integer> TAPPED = List.of(1, 3, 4, 5, 6, 7);

    /** Where the fire modules stand in the numbering of torchvision's names. */
    private static final List<Integer> PLACES = List.of(3, 4, 6, 7, 9, 10, 11, 12);

    private static final int CLASSES = 1000;

    private record Fire(FrozenConvolution squeeze, FrozenConvolution narrow, FrozenConvolution wide) {}

    private final int size;
    private final ImageNetScale scale;
    private final FrozenConvolution first;
    private final List<Fire> fires = new ArrayList<>();
    private final @Nullable FrozenConvolution classifier;

    /**
     * Loads the weights from a folder of .npy files.
     *
     * @param size side to which {@link #extract} resizes
     */
    public SqueezeNet(Path folder, int size) {
        this(numbered(folder), size);
    }

    /** The .npy files that lie in the catalogue's place, under torchvision's names. */
    static NamedWeights published(FeatureNetworks.Options options) {
        return numbered(FeatureNetworks.weightsFolder(options, "squeezenet", FOLDER));
    }

    private static NamedWeights numbered(Path folder) {
        return NamedWeights.open(folder).renamed(fileNames()::get);
    }

    /**
     * Loads weights under torchvision's names; those of the classifier may be missing.
     *
     * @param size side to which {@link #extract} resizes
     */
    public SqueezeNet(NamedWeights weights, int size) {
        if (size < 32 || size > 512) {
            throw new AtelierException(
                    Exit.USAGE, "features.size of squeezenet must be 32 to 512, got " + size + "; 96 is the default.");
        }
        this.size = size;
        try (Scope scope = Scope.withoutGradient()) {
            first = FrozenConvolution.read(weights, NETWORK, "features.0", 64, 3, 3, 2, 0);
            int channels = 64;
            for (int i = 0; i < FIRES.length; i++) {
                int[] fire = FIRES[i];
                String name = "features." + PLACES.get(i) + ".";
                fires.add(new Fire(
                        FrozenConvolution.read(weights, NETWORK, name + "squeeze", fire[0], channels, 1, 1, 0),
                        FrozenConvolution.read(weights, NETWORK, name + "expand1x1", fire[1], fire[0], 1, 1, 0),
                        FrozenConvolution.read(weights, NETWORK, name + "expand3x3", fire[1], fire[0], 3, 1, 1)));
                channels = 2 * fire[1];
            }
            classifier = weights.has("classifier.1.weight")
                    ? FrozenConvolution.read(weights, NETWORK, "classifier.1", CLASSES, channels, 1, 1, 0)
                    : null;
            scale = new ImageNetScale();
            // Kept only once all files were good, so that a bad one leaves nothing behind.
            weights().forEach(Scope::keep);
        }
    }

    /** Torchvision's names to those of the .npy files, which are numbered in the network's order. */
    private static Map<String, String> fileNames() {
        List<String> names = new ArrayList<>(List.of("features.0"));
        for (int place : PLACES) {
            for (String part : List.of("squeeze", "expand1x1", "expand3x3")) {
                names.add("features." + place + "." + part);
            }
        }
        names.add("classifier.1");
        Map<String, String> files = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            files.put(names.get(i) + ".weight", "squeezenet0_conv" + i + "_weight");
            files.put(names.get(i) + ".bias", "squeezenet0_conv" + i + "_bias");
        }
        return files;
    }

    private static FeatureNetwork open(FeatureNetworks.Options options) {
        Integer size = options.size();
        return new SqueezeNet(
                FeatureNetworks.weightsFolder(options, "squeezenet", FOLDER), size == null ? DEFAULT_SIZE : size);
    }

    @Override
    public String name() {
        return "squeezenet";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public String convention() {
        return "fd-squeezenet-" + size;
    }

    @Override
    public Tensor extract(Tensor images) {
        Tensor features;
        try (Scope scope = Scope.withoutGradient()) {
            features = Scope.keep(pooled(scale.apply(images, size)));
        }
        return Scope.adopt(features);
    }

    /**
     * Features of pictures that were resized and normalised elsewhere.
     *
     * @param normalised [N,3,H,W] float32, ImageNet mean and deviation applied
     * @return [N,512] float32
     */
    Tensor pooled(Tensor normalised) {
        List<Tensor> taps = taps(normalised);
        return taps.get(taps.size() - 1).mean(2, 3);
    }

    /**
     * What the network takes the pictures for.
     *
     * @param normalised [N,3,H,W] float32, ImageNet mean and deviation applied
     * @return [N,1000] float32 logits, at least 0
     */
    public Tensor logits(Tensor normalised) {
        FrozenConvolution last = classifier;
        if (last == null) {
            throw new AtelierException(
                    Exit.INPUT, "These weights of " + NETWORK + " come without its classifier; take a full copy.");
        }
        List<Tensor> taps = taps(normalised);
        return relu_(last.forward(taps.get(taps.size() - 1))).mean(2, 3);
    }

    /**
     * The maps after the first convolution and after six of the fire modules.
     *
     * @param normalised [N,3,H,W] float32
     * @return seven maps of 64, 128, 256, 384, 384, 512 and 512 channels
     */
    @Override
    public List<Tensor> taps(Tensor normalised) {
        List<Tensor> taps = new ArrayList<>();
        Tensor x = relu_(first.forward(normalised.contiguous(torch.MemoryFormat.ChannelsLast)));
        taps.add(x);
        for (int number = 0; number < fires.size(); number++) {
            if (POOLED.contains(number)) {
                x = max_pool2d(x, new long[] {3, 3}, new long[] {2, 2}, new long[] {0, 0}, new long[] {1, 1}, true);
            }
            Fire fire = fires.get(number);
            Tensor squeezed = relu_(fire.squeeze().forward(x));
            Tensor narrow = relu_(fire.narrow().forward(squeezed));
            x = cat(Torch.list(narrow, relu_(fire.wide().forward(squeezed))), 1);
            if (TAPPED.contains(number)) {
                taps.add(x);
            }
        }
        return taps;
    }

    private List<Tensor> weights() {
        List<Tensor> weights = new ArrayList<>(List.of(first.weight(), first.bias()));
        for (Fire fire : fires) {
            for (FrozenConvolution c : List.of(fire.squeeze(), fire.narrow(), fire.wide())) {
                weights.add(c.weight());
                weights.add(c.bias());
            }
        }
        if (classifier != null) {
            weights.add(classifier.weight());
            weights.add(classifier.bias());
        }
        weights.addAll(scale.tensors());
        return weights;
    }

    @Override
    public void close() {
        weights().forEach(Scope::free);
    }
}
