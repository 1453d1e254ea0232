package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.pixel_unshuffle;

import atelier.model.ImageShape;
import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.Embedding;
import atelier.nn.GroupNorm;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/**
 * A plain stack of convolutions to one logit: strided 4x4 ones from side to side as in DCGAN (Radford et
 * al. 2015, arXiv 1511.06434, section 3), and as many 3x3 ones before each of them as {@code depth} says
 * (Miyato et al. 2018, arXiv 1802.05957, table 3). A class enters as an inner product with the features
 * summed over their places (Miyato and Koyama 2018, arXiv 1802.05637, equation 4).
 */
public final class StridedDiscriminator implements Critic {
    /** What keeps the layers in proportion. */
    public enum Normalization {
        /** The features of each picture, in all layers but the first. */
        FEATURES,
        /** The weights of all layers, by their largest singular value. */
        SPECTRAL
    }

    private final ImageShape shape;
    private final StagePlan plan;
    private final List<Function<Tensor, Tensor>> layers = new ArrayList<>();
    private final Linear output;
    private final @Nullable Embedding classes;

    /**
     * Declares the parameters.
     *
     * @param width channels of the smallest stage
     * @param depth 3x3 convolutions per stage, 0 or more
     */
    public StridedDiscriminator(
            Parameters parameters, ImageShape shape, int width, int depth, Normalization normalization) {
        this.shape = shape;
        plan = StagePlan.of(shape, width);
        boolean spectral = normalization == Normalization.SPECTRAL;
        int channels = plan.foldedChannels(shape);
        for (int stage = plan.count() - 1; stage >= 0; stage--) {
            Parameters part = parameters.child("stage" + stage);
            for (int index = 0; index < depth; index++) {
                int outputs = plan.channels().get(stage);
                Parameters own = part.child("same" + index);
                add(own, Conv2d.same(own, channels, outputs), outputs, spectral);
                channels = outputs;
            }
            if (stage > 0) {
                int outputs = plan.channels().get(stage - 1);
                Parameters own = part.child("halve");
                add(own, Conv2d.halving(own, channels, outputs, plan.sides().get(stage)), outputs, spectral);
                channels = outputs;
            }
        }
        int values = plan.smallestValues();
        Linear linear = new Linear(parameters.child("output"), values, 1, Initializer.lecun(values));
        output = spectral ? linear.spectral() : linear;
        classes = shape.conditional() ? classes(parameters.child("classes"), spectral) : null;
    }

    private void add(Parameters parameters, Conv2d convolution, int channels, boolean spectral) {
        if (spectral) {
            Conv2d constrained = convolution.spectral();
            layers.add(x -> Activation.leakyRelu(constrained.forward(x)));
        } else if (layers.isEmpty()) {
            layers.add(x -> Activation.leakyRelu(convolution.forward(x)));
        } else {
            GroupNorm norm = new GroupNorm(parameters.child("norm"), 1, channels);
            layers.add(x -> Activation.leakyRelu(norm.forward(convolution.forward(x))));
        }
    }

    private Embedding classes(Parameters parameters, boolean spectral) {
        int channels = plan.channels().get(0);
        Embedding embedding =
                new Embedding(parameters, shape.labels(), channels, Initializer.lecun(plan.smallestValues()));
        return spectral ? embedding.spectral() : embedding;
    }

    @Override
    public Tensor forward(Tensor images, @Nullable Tensor labels) {
        shape.requireImages("StridedDiscriminator.forward", images);
        Tensor folded = plan.fold() == 1 ? images : pixel_unshuffle(images, plan.fold());
        Tensor x = folded.contiguous(MemoryFormat.ChannelsLast);
        for (Function<Tensor, Tensor> layer : layers) {
            x = layer.apply(x);
        }
        Tensor flat = x.permute(0, 2, 3, 1).reshape(images.size(0), -1);
        Tensor logits = output.forward(flat).flatten();
        if (classes == null || labels == null) {
            return logits;
        }
        return logits.add(classes.forward(labels).mul(x.sum(2, 3)).sum(1));
    }
}
