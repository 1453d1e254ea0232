package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu_;
import static org.bytedeco.pytorch.global.torch.softmax;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Inception V3 (Szegedy et al. 2015, arXiv 1512.00567) as the Fréchet Inception Distance is defined with (Heusel et al.
 * 2017, arXiv 1706.08500): the weights that TensorFlow's 2015 graph was converted to, with 1,008 classes. It differs
 * from the network of later libraries: average pools leave padding out of the count, and the last block pools by maximum.
 *
 * <p>Convention {@code fid-inception-v3}: 8-bit pictures, grey replicated to RGB, {@link PictureResize#TF1_BILINEAR} to
 * 299 x 299, (x - 128)/128, batch normalisation with epsilon 0.001, the 2,048 means over the last maps.
 */
public final class InceptionV3 implements FeatureNetwork {
    private static final WeightPlaces PLACES = new WeightPlaces(
            "inception",
            "inception",
            List.of("weights-inception-2015-12-05-6726825d.pth", "pt_inception-2015-12-05-6726825d.pth"),
            "It is published as weights-inception-2015-12-05-6726825d.pth by github.com/toshas/torch-fidelity and as"
                    + " pt_inception-2015-12-05-6726825d.pth by github.com/mseitzer/pytorch-fid (releases, 91 MB).");

    static final FeatureNetworks.Entry ENTRY = new FeatureNetworks.Entry(
            "inception",
            "Inception V3 of the FID, 2,048 pooled features at 299 pixels; what published FIDs stand on.",
            PLACES.shown("DIR") + " under --weights-root, or --set features.weights=FILE; from the releases of"
                    + " github.com/toshas/torch-fidelity or github.com/mseitzer/pytorch-fid",
            "Apache-2.0",
            InceptionV3::open);

    private static final String NETWORK = "Inception V3 in the FID convention";
    private static final int SIZE = 299;
    private static final int DIMENSIONS = 2048;
    private static final int CLASSES = 1008;
    private static final double EPSILON = 0.001;
    /** Pictures at a time: their first maps are 64 x 147 x 147. */
    private static final int CHUNK = 10;

    private final Map<String, FrozenConvolution> convolutions = new LinkedHashMap<>();
    private final Tensor classWeight;
    private final Tensor classBias;

    /** Reads all weights, names as in torch-fidelity's and pytorch-fid's files; the layers' order does not matter. */
    public InceptionV3(NamedWeights weights) {
        try (Scope scope = Scope.withoutGradient()) {
            Loader loader = new Loader(weights);
            loader.stem();
            loader.blocksA();
            loader.blocksC();
            loader.blocksE();
            classWeight = weights.read("fc.weight", NETWORK, CLASSES, DIMENSIONS);
            classBias = weights.read("fc.bias", NETWORK, CLASSES);
            // Kept only once all weights were good, so that a bad one leaves nothing behind.
            tensors().forEach(Scope::keep);
        }
    }

    private static FeatureNetwork open(FeatureNetworks.Options options) {
        Integer size = options.size();
        if (size != null && size != SIZE) {
            throw new AtelierException(
                    Exit.USAGE,
                    "features.size of inception is 299 by definition of the FID, got " + size + "; leave it out.");
        }
        return new InceptionV3(PLACES.open(options));
    }

    /** Declares the layers: name, channels out and in, kernel, stride; "same" padding unless said otherwise. */
    private final class Loader {
        private final NamedWeights weights;

        Loader(NamedWeights weights) {
            this.weights = weights;
        }

        void stem() {
            add("Conv2d_1a_3x3", 32, 3, 3, 3, 2, false);
            add("Conv2d_2a_3x3", 32, 32, 3, 3, 1, false);
            add("Conv2d_2b_3x3", 64, 32, 3, 3, 1, true);
            add("Conv2d_3b_1x1", 80, 64, 1, 1, 1, true);
            add("Conv2d_4a_3x3", 192, 80, 3, 3, 1, false);
        }

        void blocksA() {
            String[] names = {"Mixed_5b", "Mixed_5c", "Mixed_5d"};
            int[] inputs = {192, 256, 288};
            for (int i = 0; i < names.length; i++) {
                String block = names[i] + ".branch";
                same(block + "1x1", 64, inputs[i], 1, 1);
                same(block + "5x5_1", 48, inputs[i], 1, 1);
                same(block + "5x5_2", 64, 48, 5, 5);
                same(block + "3x3dbl_1", 64, inputs[i], 1, 1);
                same(block + "3x3dbl_2", 96, 64, 3, 3);
                same(block + "3x3dbl_3", 96, 96, 3, 3);
                same(block + "_pool", i == 0 ? 32 : 64, inputs[i], 1, 1);
            }
            add("Mixed_6a.branch3x3", 384, 288, 3, 3, 2, false);
            same("Mixed_6a.branch3x3dbl_1", 64, 288, 1, 1);
            same("Mixed_6a.branch3x3dbl_2", 96, 64, 3, 3);
            add("Mixed_6a.branch3x3dbl_3", 96, 96, 3, 3, 2, false);
        }

        void blocksC() {
            String[] names = {"Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"};
            int[] narrow = {128, 160, 160, 192};
            for (int i = 0; i < names.length; i++) {
                String block = names[i] + ".branch";
                int c = narrow[i];
                same(block + "1x1", 192, 768, 1, 1);
                same(block + "7x7_1", c, 768, 1, 1);
                same(block + "7x7_2", c, c, 1, 7);
                same(block + "7x7_3", 192, c, 7, 1);
                same(block + "7x7dbl_1", c, 768, 1, 1);
                same(block + "7x7dbl_2", c, c, 7, 1);
                same(block + "7x7dbl_3", c, c, 1, 7);
                same(block + "7x7dbl_4", c, c, 7, 1);
                same(block + "7x7dbl_5", 192, c, 1, 7);
                same(block + "_pool", 192, 768, 1, 1);
            }
        }

        void blocksE() {
            same("Mixed_7a.branch3x3_1", 192, 768, 1, 1);
            add("Mixed_7a.branch3x3_2", 320, 192, 3, 3, 2, false);
            same("Mixed_7a.branch7x7x3_1", 192, 768, 1, 1);
            same("Mixed_7a.branch7x7x3_2", 192, 192, 1, 7);
            same("Mixed_7a.branch7x7x3_3", 192, 192, 7, 1);
            add("Mixed_7a.branch7x7x3_4", 192, 192, 3, 3, 2, false);
            String[] names = {"Mixed_7b", "Mixed_7c"};
            int[] inputs = {1280, 2048};
            for (int i = 0; i < names.length; i++) {
                String block = names[i] + ".branch";
                same(block + "1x1", 320, inputs[i], 1, 1);
                same(block + "3x3_1", 384, inputs[i], 1, 1);
                same(block + "3x3_2a", 384, 384, 1, 3);
                same(block + "3x3_2b", 384, 384, 3, 1);
                same(block + "3x3dbl_1", 448, inputs[i], 1, 1);
                same(block + "3x3dbl_2", 384, 448, 3, 3);
                same(block + "3x3dbl_3a", 384, 384, 1, 3);
                same(block + "3x3dbl_3b", 384, 384, 3, 1);
                same(block + "_pool", 192, inputs[i], 1, 1);
            }
        }

        private void same(String name, int outputs, int inputs, int height, int width) {
            add(name, outputs, inputs, height, width, 1, true);
        }

        /** Reads a convolution and the batch normalisation behind it, which is folded into it. */
        private void add(String name, int outputs, int inputs, int height, int width, int stride, boolean same) {
            float[] weight = weights.values(name + ".conv.weight", NETWORK, outputs, inputs, height, width);
            float[] scale = weights.values(name + ".bn.weight", NETWORK, outputs);
            float[] shift = weights.values(name + ".bn.bias", NETWORK, outputs);
            float[] mean = weights.values(name + ".bn.running_mean", NETWORK, outputs);
            float[] variance = weights.values(name + ".bn.running_var", NETWORK, outputs);
            float[] bias = new float[outputs];
            int each = weight.length / outputs;
            for (int o = 0; o < outputs; o++) {
                double factor = scale[o] / Math.sqrt(variance[o] + EPSILON);
                for (int i = o * each; i < (o + 1) * each; i++) {
                    weight[i] = (float) (weight[i] * factor);
                }
                bias[o] = (float) (shift[o] - mean[o] * factor);
            }
            Tensor kernel = Torch.fromFloats(weight, outputs, inputs, height, width)
                    .contiguous(torch.MemoryFormat.ChannelsLast);
            long[] padding = same ? new long[] {height / 2, width / 2} : new long[] {0, 0};
            convolutions.put(name, new FrozenConvolution(kernel, Torch.fromFloats(bias, outputs), stride, padding));
        }
    }

    @Override
    public String name() {
        return "inception";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public String convention() {
        return "fid-inception-v3";
    }

    @Override
    public Tensor extract(Tensor images) {
        List<Tensor> parts = new ArrayList<>();
        for (long from = 0; from < images.size(0); from += CHUNK) {
            try (Scope scope = Scope.withoutGradient()) {
                Tensor chunk = images.narrow(0, from, Math.min(CHUNK, images.size(0) - from));
                parts.add(Scope.keep(maps(prepared(chunk)).pooled()));
            }
        }
        parts.forEach(Scope::adopt);
        return parts.size() == 1 ? parts.get(0) : cat(Torch.list(parts), 0);
    }

    /** [N,C,H,W] float32 in [-1,1] to [N,3,299,299] as the network was trained on. */
    static Tensor prepared(Tensor images) {
        return PictureResize.TF1_BILINEAR
                .levels(images, SIZE)
                .sub(Torch.scalar(128))
                .div(Torch.scalar(128));
    }

    /** Means over the maps at four depths, each [N,D] float32. */
    record Features(Tensor first64, Tensor second192, Tensor third768, Tensor pooled) {}

    /** Features of prepared pictures, in the current scope. */
    Features maps(Tensor prepared) {
        Tensor x = convolve("Conv2d_1a_3x3", prepared.contiguous(torch.MemoryFormat.ChannelsLast));
        x = maxPool(convolve("Conv2d_2b_3x3", convolve("Conv2d_2a_3x3", x)), 2, 0);
        Tensor first = x.mean(2, 3);
        x = maxPool(convolve("Conv2d_4a_3x3", convolve("Conv2d_3b_1x1", x)), 2, 0);
        Tensor second = x.mean(2, 3);
        for (String block : List.of("Mixed_5b", "Mixed_5c", "Mixed_5d")) {
            x = inScope(x, input -> blockA(block + ".branch", input));
        }
        x = inScope(x, this::block6a);
        for (String block : List.of("Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e")) {
            x = inScope(x, input -> blockC(block + ".branch", input));
        }
        Tensor third = x.mean(2, 3);
        x = inScope(x, this::block7a);
        x = inScope(x, input -> blockE("Mixed_7b.branch", input, averagePool(input)));
        x = inScope(x, input -> blockE("Mixed_7c.branch", input, maxPool(input, 1, 1)));
        return new Features(first, second, third, x.mean(2, 3));
    }

    /** Frees what a block leaves behind: all blocks together would take half a gigabyte. */
    private static Tensor inScope(Tensor input, UnaryOperator<Tensor> block) {
        Tensor result;
        try (Scope scope = Scope.withoutGradient()) {
            result = Scope.keep(block.apply(input));
        }
        return Scope.adopt(result);
    }

    private Tensor blockA(String block, Tensor x) {
        return join(
                convolve(block + "1x1", x),
                chain(x, block + "5x5_1", block + "5x5_2"),
                chain(x, block + "3x3dbl_1", block + "3x3dbl_2", block + "3x3dbl_3"),
                convolve(block + "_pool", averagePool(x)));
    }

    private Tensor block6a(Tensor x) {
        String block = "Mixed_6a.branch";
        return join(
                convolve(block + "3x3", x),
                chain(x, block + "3x3dbl_1", block + "3x3dbl_2", block + "3x3dbl_3"),
                maxPool(x, 2, 0));
    }

    private Tensor blockC(String block, Tensor x) {
        String twice = block + "7x7dbl_";
        return join(
                convolve(block + "1x1", x),
                chain(x, block + "7x7_1", block + "7x7_2", block + "7x7_3"),
                chain(x, twice + "1", twice + "2", twice + "3", twice + "4", twice + "5"),
                convolve(block + "_pool", averagePool(x)));
    }

    private Tensor block7a(Tensor x) {
        String seven = "Mixed_7a.branch7x7x3_";
        return join(
                chain(x, "Mixed_7a.branch3x3_1", "Mixed_7a.branch3x3_2"),
                chain(x, seven + "1", seven + "2", seven + "3", seven + "4"),
                maxPool(x, 2, 0));
    }

    private Tensor blockE(String block, Tensor x, Tensor pool) {
        Tensor wide = convolve(block + "3x3_1", x);
        Tensor twice = chain(x, block + "3x3dbl_1", block + "3x3dbl_2");
        return join(
                convolve(block + "1x1", x),
                convolve(block + "3x3_2a", wide),
                convolve(block + "3x3_2b", wide),
                convolve(block + "3x3dbl_3a", twice),
                convolve(block + "3x3dbl_3b", twice),
                convolve(block + "_pool", pool));
    }

    private Tensor chain(Tensor input, String... names) {
        Tensor x = input;
        for (String name : names) {
            x = convolve(name, x);
        }
        return x;
    }

    private Tensor convolve(String name, Tensor input) {
        FrozenConvolution convolution = convolutions.get(name);
        if (convolution == null) {
            throw new IllegalArgumentException(name);
        }
        return relu_(convolution.forward(input));
    }

    private static Tensor join(Tensor... branches) {
        return cat(Torch.list(branches), 1);
    }

    private static Tensor maxPool(Tensor x, long stride, long padding) {
        return max_pool2d(
                x,
                new long[] {3, 3},
                new long[] {stride, stride},
                new long[] {padding, padding},
                new long[] {1, 1},
                false);
    }

    /** 3x3, padding left out of the count. */
    private static Tensor averagePool(Tensor x) {
        long[] one = {1, 1};
        return avg_pool2d(x, new long[] {3, 3}, one, one, false, false, new LongOptional());
    }

    /**
     * The classifier's logits without its bias, which the Inception Score takes.
     *
     * @param features [N,2048] as {@link #extract} gives them
     * @return [N,1008] float32
     */
    Tensor logits(Tensor features) {
        return features.matmul(classWeight.t());
    }

    /** The classifier's logits with its bias, [N,1008] float32. */
    Tensor biasedLogits(Tensor features) {
        return logits(features).add_(classBias);
    }

    /** Probabilities of the 1,008 classes from {@link #logits}, as the Inception Score is computed today. */
    @Override
    public ClassHead classHead() {
        return new ClassHead() {
            @Override
            public int classes() {
                return CLASSES;
            }

            @Override
            public String rule() {
                return "logits without bias";
            }

            @Override
            public double[] probabilities(FeatureSet features) {
                try (Scope scope = Scope.withoutGradient()) {
                    Tensor logits = logits(features.toTensor()).to(torch.ScalarType.Double);
                    Tensor probabilities = softmax(logits, 1).contiguous();
                    double[] values = new double[Math.toIntExact(probabilities.numel())];
                    probabilities.data_ptr_double().get(values);
                    return values;
                }
            }
        };
    }

    private List<Tensor> tensors() {
        return Stream.concat(
                        convolutions.values().stream().flatMap(c -> Stream.of(c.weight(), c.bias())),
                        Stream.of(classWeight, classBias))
                .toList();
    }

    @Override
    public void close() {
        tensors().forEach(Scope::free);
    }
}
