package atelier.model.flow;

import atelier.model.ImageShape;
import atelier.model.part.StagePlan;
import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.GroupNorm;
import atelier.nn.Resize;
import atelier.nn.SelfAttention;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From a noisy picture and its time to a picture of the same shape (U-Net, Ronneberger et al. 2015, arXiv 1505.04597, in
 * the residual form of Dhariwal and Nichol 2021, arXiv 2105.05233): down through the stages, attention at the smallest,
 * up again, each stage joined by what the way down had there. Departs from both in adding what is joined instead of
 * stacking it, which saves half of the way up.
 */
final class UNet {
    /** The largest side of the largest stage that is aimed at; pictures are folded to it. */
    private static final int LARGEST = 32;

    /** The largest side of a block of pixels; a cell of a larger one would have many more values than channels. */
    private static final int MOST_FOLDED = 4;

    private final StagePlan plan;
    private final Condition condition;
    private final Conv2d input;
    private final List<List<UNetBlock>> down = new ArrayList<>();
    private final List<Conv2d> halving = new ArrayList<>();
    private final SelfAttention attention;
    private final List<List<UNetBlock>> up = new ArrayList<>();
    private final List<Conv2d> narrowing = new ArrayList<>();
    private final GroupNorm norm;
    private final Conv2d output;

    /** Declares the parameters; {@code depth} residual blocks per stage and way. */
    UNet(Parameters parameters, ImageShape shape, int width, int depth) {
        plan = plan(shape, width);
        int top = plan.count() - 1;
        int folded = plan.foldedChannels(shape);
        int first = plan.channels().get(top);
        condition = new Condition(parameters.child("condition"), shape.labels());
        input = new Conv2d(parameters.child("input"), folded, first, 3, 1, Initializer.lecun(9L * folded));
        for (int stage = top; stage >= 0; stage--) {
            Parameters part = parameters.child("down" + stage);
            int channels = plan.channels().get(stage);
            down.add(blocks(part, channels, depth));
            if (stage > 0) {
                int kernel = plan.sides().get(stage) % 2 == 0 ? 2 : 3;
                int next = plan.channels().get(stage - 1);
                Initializer initializer = Initializer.lecun((long) kernel * kernel * channels);
                halving.add(new Conv2d(part.child("halve"), channels, next, kernel, 2, initializer));
            }
        }
        attention =
                new SelfAttention(parameters.child("attention"), plan.channels().get(0));
        for (int stage = 0; stage <= top; stage++) {
            Parameters part = parameters.child("up" + stage);
            int channels = plan.channels().get(stage);
            if (stage > 0) {
                narrowing.add(
                        Conv2d.pointwise(part.child("narrow"), plan.channels().get(stage - 1), channels));
            }
            up.add(blocks(part, channels, depth));
        }
        norm = new GroupNorm(parameters.child("norm"), first);
        output = new Conv2d(parameters.child("output"), first, folded, 3, 1, Initializer.lecun(900L * first));
    }

    private static List<UNetBlock> blocks(Parameters parameters, int channels, int depth) {
        List<UNetBlock> blocks = new ArrayList<>();
        for (int block = 0; block < depth; block++) {
            blocks.add(new UNetBlock(parameters.child("block" + block), channels));
        }
        return blocks;
    }

    /**
     * The stages: pictures are folded at least once where their side is even, until the largest stage has a side of at
     * most {@value #LARGEST}; the channels at the smallest side are {@code width} and halve with every doubling of the
     * side, but a stage has at least as many channels as a folded picture, if that is not more than half the width.
     */
    static StagePlan plan(ImageShape shape, int width) {
        int fold = 1;
        while (fold < MOST_FOLDED && shape.size() % (fold * 2) == 0 && (fold == 1 || shape.size() / fold > LARGEST)) {
            fold *= 2;
        }
        StagePlan rule = StagePlan.of(new ImageShape(shape.size() / fold, shape.channels(), shape.labels()), width);
        int least = Math.min(shape.channels() * fold * fold, width / 2);
        List<Integer> channels = new ArrayList<>();
        for (int stage = 0; stage < rule.count(); stage++) {
            int share = Math.max(width >> stage, least);
            channels.add(Math.max(8, 8 * Math.round(share / 8f)));
        }
        return new StagePlan(fold, rule.sides(), List.copyOf(channels));
    }

    /**
     * Computes the network's answer.
     *
     * @param x [N,F,h,w] float32, folded, channels-last
     * @param times [N] float32 in [0,1]
     * @param labels [N] int64 up to the number of classes, which stands for no class; null for an unconditional model
     * @return the same shape as {@code x}
     */
    Tensor forward(Tensor x, Tensor times, @Nullable Tensor labels) {
        Tensor embedding = condition.forward(times, labels);
        List<Tensor> skips = new ArrayList<>();
        Tensor h = input.forward(x);
        for (int index = 0; index < down.size(); index++) {
            for (UNetBlock block : down.get(index)) {
                h = block.forward(h, embedding);
            }
            if (index < halving.size()) {
                skips.add(h);
                h = halving.get(index).forward(h);
            }
        }
        h = attention.forward(h);
        for (int stage = 0; stage < up.size(); stage++) {
            if (stage > 0) {
                Tensor wider = Resize.bilinear(
                        narrowing.get(stage - 1).forward(h), plan.sides().get(stage));
                h = wider.add(skips.get(skips.size() - stage));
            }
            for (UNetBlock block : up.get(stage)) {
                h = block.forward(h, embedding);
            }
        }
        return output.forward(Activation.silu(norm.forward(h)));
    }

    /** Resolutions and widths. */
    StagePlan plan() {
        return plan;
    }
}
