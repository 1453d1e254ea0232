package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.softmax;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * DINOv2 (Oquab et al. 2023, arXiv 2304.07193), vision transformers S/14, B/14 and L/14; which one, the weights say.
 * The features are the normalised class token. People agree with distances in these features more than with those in
 * Inception's (Stein et al. 2023, arXiv 2306.04675).
 *
 * <p>Convention {@code fd-dinov2-vits14-224} (or b, l): 8-bit pictures, grey replicated to RGB,
 * {@link PictureResize#BICUBIC_8BIT} to 224 x 224 without a crop, ImageNet mean and deviation, position embeddings
 * resampled as the original programme does ({@link PositionGrid}). The networks with registers are others.
 */
public final class DinoV2 implements FeatureNetwork {
    private static final WeightPlaces PLACES = new WeightPlaces(
            "dinov2",
            "dinov2",
            List.of(
                    "dinov2_vits14_pretrain.pth",
                    "dinov2_vitb14_pretrain.pth",
                    "dinov2_vitl14_pretrain.pth",
                    "dinov2-small/model.safetensors",
                    "dinov2-base/model.safetensors",
                    "dinov2-large/model.safetensors"),
            "They are published as dinov2_vits14_pretrain.pth, vitb14 and vitl14 by github.com/facebookresearch/dinov2"
                    + " and as model.safetensors of facebook/dinov2-small, -base and -large on Hugging Face.");

    static final FeatureNetworks.Entry ENTRY = new FeatureNetworks.Entry(
            "dinov2",
            "DINOv2 ViT-S/14, B/14 or L/14 (as its file is), 384, 768 or 1,024 features at 224 pixels.",
            PLACES.shown("DIR") + " under --weights-root, or --set features.weights=FILE; from"
                    + " github.com/facebookresearch/dinov2 or huggingface.co/facebook/dinov2-small, -base, -large",
            "Apache-2.0",
            DinoV2::open);

    private static final String NETWORK = "DINOv2";
    private static final int SIZE = 224;
    private static final int PATCH = 14;
    private static final int GRID = SIZE / PATCH;
    private static final double EPSILON = 1e-6;
    private static final int HEAD = 64;
    /** Pictures at a time: the attention of the large network takes 4 MB per picture and block. */
    private static final int CHUNK = 10;

    private static final Map<Integer, String> NAMES = Map.of(384, "vits14", 768, "vitb14", 1024, "vitl14");

    private record Block(
            Tensor firstScale,
            Tensor firstShift,
            Tensor qkvWeight,
            Tensor qkvBias,
            Tensor projectWeight,
            Tensor projectBias,
            Tensor attentionScale,
            Tensor secondScale,
            Tensor secondShift,
            Tensor widenWeight,
            Tensor widenBias,
            Tensor narrowWeight,
            Tensor narrowBias,
            Tensor outputScale) {
        List<Tensor> tensors() {
            return List.of(
                    firstScale,
                    firstShift,
                    qkvWeight,
                    qkvBias,
                    projectWeight,
                    projectBias,
                    attentionScale,
                    secondScale,
                    secondShift,
                    widenWeight,
                    widenBias,
                    narrowWeight,
                    narrowBias,
                    outputScale);
        }
    }

    private final int width;
    private final int heads;
    private final Normalization normalization;
    private final Tensor patchWeight;
    private final Tensor patchBias;
    private final Tensor classToken;
    private final Tensor positions;
    private final List<Block> blocks = new ArrayList<>();
    private final Tensor lastScale;
    private final Tensor lastShift;

    /** Reads weights under the names of the original programme or of the transformers library. */
    public DinoV2(NamedWeights weights) {
        this(weights, width(weights) / HEAD);
    }

    /** Reads weights of a transformer with so many heads per attention. */
    DinoV2(NamedWeights given, int heads) {
        NamedWeights weights = DinoV2Names.original(given);
        this.heads = heads;
        width = width(given);
        try (Scope scope = Scope.withoutGradient()) {
            normalization = Normalization.imageNet();
            patchWeight = weights.read("patch_embed.proj.weight", NETWORK, width, 3, PATCH, PATCH);
            patchBias = weights.read("patch_embed.proj.bias", NETWORK, width);
            classToken = weights.read("cls_token", NETWORK, 1, 1, width);
            positions = PositionGrid.resampled(weights, NETWORK, width, GRID, PositionGrid.ORIGINAL_OFFSET);
            for (int i = 0; weights.has("blocks." + i + ".norm1.weight"); i++) {
                blocks.add(block(weights, "blocks." + i + "."));
            }
            lastScale = weights.read("norm.weight", NETWORK, width);
            lastShift = weights.read("norm.bias", NETWORK, width);
            // Kept only once all weights were good, so that a bad one leaves nothing behind.
            tensors().forEach(Scope::keep);
        }
    }

    private static FeatureNetwork open(FeatureNetworks.Options options) {
        Integer size = options.size();
        if (size != null && size != SIZE) {
            throw new AtelierException(
                    Exit.USAGE, "features.size of dinov2 is 224 in its convention, got " + size + "; leave it out.");
        }
        NamedWeights weights = PLACES.open(options);
        DinoV2 network = new DinoV2(weights);
        int blocks = network.width == 1024 ? 24 : 12;
        if (!NAMES.containsKey(network.width) || network.blocks.size() != blocks) {
            network.close();
            throw new AtelierException(
                    Exit.INPUT,
                    weights.source() + " holds a transformer of width " + network.width + " and "
                            + network.blocks.size() + " blocks; expected ViT-S/14 (384, 12), B/14 (768, 12) or L/14"
                            + " (1024, 24).");
        }
        return network;
    }

    private static int width(NamedWeights given) {
        NamedWeights weights = DinoV2Names.original(given);
        long[] shape = weights.shape("cls_token");
        if (shape == null || shape.length != 3) {
            throw new AtelierException(
                    Exit.INPUT,
                    given.source() + " has no cls_token of shape [1,1,D]; are these the weights of " + NETWORK + "?");
        }
        if (weights.has("register_tokens")) {
            throw new AtelierException(
                    Exit.INPUT,
                    given.source() + " is a DINOv2 with registers, which is another network; take the one without.");
        }
        return (int) shape[2];
    }

    private Block block(NamedWeights weights, String name) {
        return new Block(
                weights.read(name + "norm1.weight", NETWORK, width),
                weights.read(name + "norm1.bias", NETWORK, width),
                weights.read(name + "attn.qkv.weight", NETWORK, 3L * width, width),
                weights.read(name + "attn.qkv.bias", NETWORK, 3L * width),
                weights.read(name + "attn.proj.weight", NETWORK, width, width),
                weights.read(name + "attn.proj.bias", NETWORK, width),
                weights.read(name + "ls1.gamma", NETWORK, width),
                weights.read(name + "norm2.weight", NETWORK, width),
                weights.read(name + "norm2.bias", NETWORK, width),
                weights.read(name + "mlp.fc1.weight", NETWORK, 4L * width, width),
                weights.read(name + "mlp.fc1.bias", NETWORK, 4L * width),
                weights.read(name + "mlp.fc2.weight", NETWORK, width, 4L * width),
                weights.read(name + "mlp.fc2.bias", NETWORK, width),
                weights.read(name + "ls2.gamma", NETWORK, width));
    }

    @Override
    public String name() {
        return "dinov2";
    }

    @Override
    public int dimensions() {
        return width;
    }

    @Override
    public String convention() {
        return "fd-dinov2-" + NAMES.getOrDefault(width, "width-" + width) + "-" + SIZE;
    }

    @Override
    public Tensor extract(Tensor images) {
        List<Tensor> parts = new ArrayList<>();
        for (long from = 0; from < images.size(0); from += CHUNK) {
            try (Scope scope = Scope.withoutGradient()) {
                Tensor chunk = images.narrow(0, from, Math.min(CHUNK, images.size(0) - from));
                parts.add(Scope.keep(classTokens(embedded(prepared(chunk)))));
            }
        }
        parts.forEach(Scope::adopt);
        return parts.size() == 1 ? parts.get(0) : cat(Torch.list(parts), 0);
    }

    /** [N,C,H,W] float32 in [-1,1] to [N,3,224,224] as the network was trained on. */
    Tensor prepared(Tensor images) {
        return normalization.apply(PictureResize.BICUBIC_8BIT.levels(images, SIZE));
    }

    /** [N,D] normalised class tokens after all blocks, from {@link #embedded} tokens. */
    Tensor classTokens(Tensor embedded) {
        Tensor tokens = embedded;
        for (int i = 0; i < blocks.size(); i++) {
            tokens = afterBlock(i, tokens);
        }
        return normalised(tokens.narrow(1, 0, 1).squeeze(1), lastScale, lastShift);
    }

    /** [N,1+T,D]: the class token and one token per patch, row by row, positions added. */
    Tensor embedded(Tensor prepared) {
        Tensor patches = conv2d(
                        prepared,
                        patchWeight,
                        new TensorOptional(patchBias),
                        new long[] {PATCH, PATCH},
                        new long[] {0, 0},
                        new long[] {1, 1},
                        1)
                .flatten(2, 3)
                .transpose(1, 2);
        Tensor token = classToken.expand(patches.size(0), 1, width);
        return cat(Torch.list(token, patches), 1).add_(positions);
    }

    /** Tokens after the i-th block; what the block leaves behind is freed at once. */
    Tensor afterBlock(int i, Tensor tokens) {
        Block block = blocks.get(i);
        Tensor result;
        try (Scope scope = Scope.withoutGradient()) {
            Tensor attended = attention(block, normalised(tokens, block.firstScale(), block.firstShift()));
            Tensor x = tokens.add(attended.mul(block.attentionScale()));
            Tensor wide = gelu(dense(
                    normalised(x, block.secondScale(), block.secondShift()), block.widenWeight(), block.widenBias()));
            Tensor narrow = dense(wide, block.narrowWeight(), block.narrowBias());
            result = Scope.keep(x.add(narrow.mul(block.outputScale())));
        }
        return Scope.adopt(result);
    }

    /** Rows of qkv are q, then k, then v; within each, the heads one after the other. */
    private Tensor attention(Block block, Tensor tokens) {
        long count = tokens.size(0);
        long length = tokens.size(1);
        long head = width / heads;
        Tensor qkv = dense(tokens, block.qkvWeight(), block.qkvBias())
                .reshape(count, length, 3, heads, head)
                .permute(2, 0, 3, 1, 4);
        Tensor query = qkv.select(0, 0).mul(Torch.scalar(1 / Math.sqrt(head)));
        Tensor weights = softmax(query.matmul(qkv.select(0, 1).transpose(-2, -1)), -1);
        Tensor mixed = weights.matmul(qkv.select(0, 2)).transpose(1, 2).reshape(count, length, width);
        return dense(mixed, block.projectWeight(), block.projectBias());
    }

    private static Tensor dense(Tensor input, Tensor weight, Tensor bias) {
        return linear(input, weight, new TensorOptional(bias));
    }

    private Tensor normalised(Tensor tokens, Tensor scale, Tensor shift) {
        return layer_norm(
                tokens, new long[] {width}, new TensorOptional(scale), new TensorOptional(shift), EPSILON, false);
    }

    private List<Tensor> tensors() {
        List<Tensor> tensors =
                new ArrayList<>(List.of(patchWeight, patchBias, classToken, positions, lastScale, lastShift));
        tensors.addAll(normalization.tensors());
        blocks.forEach(block -> tensors.addAll(block.tensors()));
        return tensors;
    }

    @Override
    public void close() {
        tensors().forEach(Scope::free);
    }
}
