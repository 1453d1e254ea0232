package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu_;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * SqueezeNet 1.1 (Iandola et al. 2016, arXiv 1602.07360), trained on ImageNet: a 3x3 convolution of stride 2, then
 * eight fire modules (1x1 squeeze; 1x1 and 3x3 expand, joined) with max pooling before the first, third and fifth.
 * Its last maps, averaged, are 512 features; its maps on the way are what {@link PerceptualDistance} compares.
 *
 * <p>The weight files are {@code squeezenet0_convN_weight.npy} and {@code squeezenet0_convN_bias.npy}, N from 0 to 24 in
 * the network's order.
 */
public final class SqueezeNet implements FeatureNetwork {
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

    private record Convolution(Tensor weight, Tensor bias) {}

    private record Fire(Convolution squeeze, Convolution narrow, Convolution wide) {}

    private final int size;
    private final ImageNetScale scale;
    private final Convolution first;
    private final List<Fire> fires = new ArrayList<>();

    /**
     * Loads the weights from a folder of .npy files.
     *
     * @param size side to which {@link #extract} resizes
     */
    public SqueezeNet(Path folder, int size) {
        if (size < 32 || size > 512) {
            throw new AtelierException(
                    Exit.USAGE, "features.size of squeezenet must be 32 to 512, got " + size + "; 96 is the default.");
        }
        this.size = size;
        try (Scope scope = Scope.withoutGradient()) {
            first = load(folder, 0, 64, 3, 3);
            int channels = 64;
            int number = 1;
            for (int[] fire : FIRES) {
                fires.add(new Fire(
                        load(folder, number, fire[0], channels, 1),
                        load(folder, number + 1, fire[1], fire[0], 1),
                        load(folder, number + 2, fire[1], fire[0], 3)));
                number += 3;
                channels = 2 * fire[1];
            }
            scale = new ImageNetScale();
            // Kept only once all files were good, so that a bad one leaves nothing behind.
            weights().forEach(Scope::keep);
        }
    }

    private static FeatureNetwork open(FeatureNetworks.Options options) {
        Integer size = options.size();
        return new SqueezeNet(
                FeatureNetworks.weightsFolder(options, "squeezenet", FOLDER), size == null ? DEFAULT_SIZE : size);
    }

    private static Convolution load(Path folder, int number, int outputs, int inputs, int kernel) {
        String name = "squeezenet0_conv" + number;
        Tensor weight =
                WeightFiles.read(folder.resolve(name + "_weight.npy"), NETWORK, outputs, inputs, kernel, kernel);
        return new Convolution(
                weight.contiguous(torch.MemoryFormat.ChannelsLast),
                WeightFiles.read(folder.resolve(name + "_bias.npy"), NETWORK, outputs));
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
     * The maps after the first convolution and after six of the fire modules.
     *
     * @param normalised [N,3,H,W] float32
     * @return seven maps of 64, 128, 256, 384, 384, 512 and 512 channels
     */
    List<Tensor> taps(Tensor normalised) {
        List<Tensor> taps = new ArrayList<>();
        Tensor x = relu_(convolve(first, normalised.contiguous(torch.MemoryFormat.ChannelsLast), 2, 0));
        taps.add(x);
        for (int number = 0; number < fires.size(); number++) {
            if (POOLED.contains(number)) {
                x = max_pool2d(x, new long[] {3, 3}, new long[] {2, 2}, new long[] {0, 0}, new long[] {1, 1}, true);
            }
            Fire fire = fires.get(number);
            Tensor squeezed = relu_(convolve(fire.squeeze(), x, 1, 0));
            Tensor narrow = relu_(convolve(fire.narrow(), squeezed, 1, 0));
            x = cat(Torch.list(narrow, relu_(convolve(fire.wide(), squeezed, 1, 1))), 1);
            if (TAPPED.contains(number)) {
                taps.add(x);
            }
        }
        return taps;
    }

    private static Tensor convolve(Convolution c, Tensor input, long stride, long padding) {
        return conv2d(
                input,
                c.weight(),
                new TensorOptional(c.bias()),
                new long[] {stride, stride},
                new long[] {padding, padding},
                new long[] {1, 1},
                1);
    }

    private List<Tensor> weights() {
        List<Tensor> weights = new ArrayList<>(List.of(first.weight(), first.bias()));
        for (Fire fire : fires) {
            for (Convolution c : List.of(fire.squeeze(), fire.narrow(), fire.wide())) {
                weights.add(c.weight());
                weights.add(c.bias());
            }
        }
        weights.addAll(scale.tensors());
        return weights;
    }

    @Override
    public void close() {
        weights().forEach(Scope::free);
    }
}
