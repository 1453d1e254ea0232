package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.pixel_unshuffle;

import atelier.model.ImageShape;
import atelier.nn.Conv2d;
import atelier.nn.ResidualBlock;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * From a picture to its smallest stage: the mirror of {@link ConvStages}. Per stage residual blocks,
 * between stages a strided convolution (2x2 where the side is even, 3x3 elsewhere). Every stage but the first is also
 * given the picture itself, made smaller by averaging (input skips, Karras et al. 2020, arXiv 1912.04958, section 4.1).
 */
public final class ConvBackbone {
    private final ImageShape shape;
    private final StagePlan plan;
    private final Conv2d input;
    private final List<List<ResidualBlock>> blocks = new ArrayList<>();
    private final List<Conv2d> halving = new ArrayList<>();
    private final List<Conv2d> skips = new ArrayList<>();

    /** Declares the parameters; {@code depth} residual blocks per stage. */
    public ConvBackbone(Parameters parameters, ImageShape shape, int width, int depth) {
        this(parameters, shape, StagePlan.of(shape, width), depth);
    }

    /** Declares the parameters for a plan of one's own. */
    public ConvBackbone(Parameters parameters, ImageShape shape, StagePlan plan, int depth) {
        this.shape = shape;
        this.plan = plan;
        int top = plan.count() - 1;
        int folded = plan.foldedChannels(shape);
        input = new Conv2d(
                parameters.child("input"), folded, plan.channels().get(top), 3, 1, Initializer.lecun(9L * folded));
        for (int stage = top; stage >= 0; stage--) {
            Parameters part = parameters.child("stage" + stage);
            int channels = plan.channels().get(stage);
            if (stage < top) {
                skips.add(Conv2d.pointwise(part.later("skip"), folded, channels));
            }
            List<ResidualBlock> here = new ArrayList<>();
            for (int block = 0; block < depth; block++) {
                here.add(new ResidualBlock(part.child("block" + block), channels));
            }
            blocks.add(here);
            if (stage > 0) {
                int kernel = plan.sides().get(stage) % 2 == 0 ? 2 : 3;
                halving.add(new Conv2d(
                        part.child("halve"),
                        channels,
                        plan.channels().get(stage - 1),
                        kernel,
                        2,
                        Initializer.lecun((long) kernel * kernel * channels)));
            }
        }
    }

    /**
     * Computes the smallest stage.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @return [N,W,S,S] float32, before an activation
     */
    public Tensor forward(Tensor images) {
        return features(images).get(0);
    }

    /**
     * Computes all stages.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @return what each stage ends with, smallest side first: [N,C,S,S] float32, before an activation
     */
    public List<Tensor> features(Tensor images) {
        shape.requireImages("ConvBackbone.forward", images);
        Tensor folded = (plan.fold() == 1 ? images : pixel_unshuffle(images, plan.fold()))
                .contiguous(MemoryFormat.ChannelsLast);
        Tensor x = input.forward(folded);
        List<Tensor> features = new ArrayList<>();
        for (int index = 0; index < blocks.size(); index++) {
            if (index > 0) {
                int side = plan.sides().get(plan.count() - 1 - index);
                x = x.add(skips.get(index - 1).forward(adaptive_avg_pool2d(folded, side, side)));
            }
            for (ResidualBlock block : blocks.get(index)) {
                x = block.forward(x);
            }
            features.add(0, x);
            if (index < halving.size()) {
                x = halving.get(index).forward(x);
            }
        }
        return features;
    }

    /** Resolutions and widths. */
    public StagePlan plan() {
        return plan;
    }
}
