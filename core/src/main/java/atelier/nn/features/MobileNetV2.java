package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.hardtanh_;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381), width 1.0, trained on ImageNet, up to its 1,280 pooled
 * features. The weight files hold batch normalisation already folded into the convolutions: {@code conv_N_weight.npy}
 * and {@code conv_N_bias.npy}, where increasing N is the network's order.
 *
 * <p>Convention {@code fd-mobilenet-96}: grey replicated to RGB, [-1,1] to [0,1], bilinear to 96 x 96 without
 * antialiasing and with half-pixel centres, ImageNet mean and deviation. Size 224 gives {@code fd-mobilenet-224}.
 */
public final class MobileNetV2 implements FeatureNetwork {
    static final FeatureNetworks.Entry ENTRY = new FeatureNetworks.Entry(
            "mobilenetv2",
            "MobileNetV2 trained on ImageNet, 1,280 pooled features at 96 pixels (or features.size=224).",
            "DIR/mobilenetv2_nchw/weights/*.npy under --weights-root, from github.com/webmachinelearning/test-data",
            "Apache-2.0",
            MobileNetV2::open);

    private static final String NETWORK = "MobileNetV2 1.0";
    private static final int DIMENSIONS = 1280;
    private static final int DEFAULT_SIZE = 96;
    private static final Pattern WEIGHT = Pattern.compile("conv_(\\d+)_weight\\.npy");
    /** Table 2 of the paper: expansion, output channels, repeats, stride of the first. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    private record Convolution(Tensor weight, Tensor bias, int stride, int groups, boolean clipped) {}

    private record Block(List<Convolution> convolutions, boolean residual) {}

    private final List<Block> blocks;
    private final int size;
    private final ImageNetScale scale;

    /** Loads the weights from a folder of .npy files. */
    public MobileNetV2(Path folder, int size) {
        if (size < 32 || size > 512) {
            throw new AtelierException(
                    Exit.USAGE, "features.size of mobilenetv2 must be 32 to 512, got " + size + "; 96 is the default.");
        }
        this.size = size;
        List<Path> files = weightFiles(folder);
        try (Scope scope = Scope.withoutGradient()) {
            scale = new ImageNetScale();
            blocks = load(files);
            // Kept only once all files were good, so that a bad one leaves nothing behind.
            weights().forEach(Scope::keep);
        }
    }

    private static FeatureNetwork open(FeatureNetworks.Options options) {
        Integer size = options.size();
        return new MobileNetV2(
                FeatureNetworks.weightsFolder(options, "mobilenetv2", "mobilenetv2_nchw"),
                size == null ? DEFAULT_SIZE : size);
    }

    private static List<Path> weightFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file ->
                            WEIGHT.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingInt(MobileNetV2::number))
                    .toList();
            if (found.size() != 52) {
                throw new AtelierException(
                        Exit.INPUT,
                        folder + " holds " + found.size()
                                + " files conv_N_weight.npy; MobileNetV2 has 52 convolutions.");
            }
            return found;
        } catch (IOException e) {
            throw new AtelierException(Exit.INPUT, folder + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static int number(Path file) {
        Matcher matcher = WEIGHT.matcher(file.getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private static List<Block> load(List<Path> files) {
        List<Block> blocks = new ArrayList<>();
        int next = 0;
        blocks.add(new Block(List.of(convolution(files.get(next++), 32, 3, 3, 2, 1, true)), false));
        int channels = 32;
        for (int[] stage : STAGES) {
            for (int repeat = 0; repeat < stage[2]; repeat++) {
                int stride = repeat == 0 ? stage[3] : 1;
                int wide = channels * stage[0];
                List<Convolution> convolutions = new ArrayList<>();
                if (stage[0] != 1) {
                    convolutions.add(convolution(files.get(next++), wide, channels, 1, 1, 1, true));
                }
                convolutions.add(convolution(files.get(next++), wide, 1, 3, stride, wide, true));
                convolutions.add(convolution(files.get(next++), stage[1], wide, 1, 1, 1, false));
                blocks.add(new Block(convolutions, stride == 1 && channels == stage[1]));
                channels = stage[1];
            }
        }
        blocks.add(new Block(List.of(convolution(files.get(next), DIMENSIONS, channels, 1, 1, 1, true)), false));
        return blocks;
    }

    private static Convolution convolution(
            Path file, int outputs, int inputs, int kernel, int stride, int groups, boolean clipped) {
        Path biasFile = file.resolveSibling(file.getFileName().toString().replace("weight", "bias"));
        Tensor weight = WeightFiles.read(file, NETWORK, outputs, inputs, kernel, kernel)
                .contiguous(torch.MemoryFormat.ChannelsLast);
        return new Convolution(weight, WeightFiles.read(biasFile, NETWORK, outputs), stride, groups, clipped);
    }

    @Override
    public String name() {
        return "mobilenetv2";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public String convention() {
        return "fd-mobilenet-" + size;
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
     * @return [N,1280] float32
     */
    Tensor pooled(Tensor normalised) {
        Tensor current = normalised.contiguous(torch.MemoryFormat.ChannelsLast);
        for (Block block : blocks) {
            Tensor input = current;
            Tensor output = input;
            for (Convolution convolution : block.convolutions()) {
                Tensor result = apply(convolution, output);
                if (!output.equals(input)) {
                    Scope.free(output);
                }
                output = result;
            }
            // Freed at once: at batch 50 the maps of all layers together would take a gigabyte.
            if (block.residual()) {
                output.add_(input);
            }
            if (!input.equals(normalised)) {
                Scope.free(input);
            }
            current = output;
        }
        Tensor features = current.mean(2, 3);
        Scope.free(current);
        return features;
    }

    private static Tensor apply(Convolution c, Tensor input) {
        long padding = c.weight().size(2) / 2;
        Tensor output = conv2d(
                input,
                c.weight(),
                new TensorOptional(c.bias()),
                new long[] {c.stride(), c.stride()},
                new long[] {padding, padding},
                new long[] {1, 1},
                c.groups());
        return c.clipped() ? hardtanh_(output, new Scalar(0.0), new Scalar(6.0)) : output;
    }

    private Stream<Tensor> weights() {
        return Stream.concat(
                scale.tensors().stream(),
                blocks.stream()
                        .flatMap(block -> block.convolutions().stream())
                        .flatMap(convolution -> Stream.of(convolution.weight(), convolution.bias())));
    }

    @Override
    public void close() {
        weights().forEach(Scope::free);
    }
}
