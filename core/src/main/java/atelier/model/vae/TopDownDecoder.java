package atelier.model.vae;

import static org.bytedeco.pytorch.global.torch.pixel_shuffle;

import atelier.model.ImageShape;
import atelier.model.part.Classes;
import atelier.model.part.StagePlan;
import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.Linear;
import atelier.nn.ResidualBlock;
import atelier.nn.Resize;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A ladder's way down: from a learned map, to which a class adds its own, through stages of {@link TopDownBlock}s, and of
 * residual blocks where a stage has no latents, to a picture.
 */
final class TopDownDecoder {
    private final StagePlan plan;
    private final int groupChannels;
    private final Parameter start;
    private final @Nullable Classes classes;
    private final @Nullable Linear classMap;
    private final List<TopDownBlock> blocks = new ArrayList<>();
    private final List<List<ResidualBlock>> plain = new ArrayList<>();
    private final List<Conv2d> narrowing = new ArrayList<>();
    private final Conv2d output;
    private final List<Integer> stages;

    /**
     * Where a group's noise comes from.
     *
     * @see TopDownDecoder#forward
     */
    @FunctionalInterface
    interface Noise {
        /**
         * The noise of a group.
         *
         * @param group its number, from the smallest stage on
         * @param stage whose
         * @param down [N,C,S,S] what is known when it is drawn
         * @return [N,G,S,S]
         */
        Tensor of(int group, int stage, Tensor down);
    }

    /**
     * Declares the parameters.
     *
     * @param depth residual blocks of a stage without latents
     * @param groupChannels G, of the latents
     * @param stages of the groups, smallest first
     */
    TopDownDecoder(
            Parameters parameters,
            ImageShape shape,
            StagePlan plan,
            int depth,
            int groupChannels,
            List<Integer> stages) {
        this.plan = plan;
        this.groupChannels = groupChannels;
        this.stages = stages;
        int side = plan.sides().get(0);
        int first = plan.channels().get(0);
        start = parameters.add("start", Initializer.normal(1), 1, first, side, side);
        classes = shape.conditional() ? new Classes(parameters.child("classes"), shape.labels()) : null;
        classMap = classes == null
                ? null
                : new Linear(parameters.child("classMap"), Classes.SIZE, first, Initializer.he(Classes.SIZE));
        for (int stage = 0; stage < plan.count(); stage++) {
            Parameters part = parameters.child("stage" + stage);
            int channels = plan.channels().get(stage);
            if (stage > 0) {
                narrowing.add(
                        Conv2d.pointwise(part.child("narrow"), plan.channels().get(stage - 1), channels));
            }
            for (int group = 0; group < stages.size(); group++) {
                if (stages.get(group) == stage) {
                    Parameters own = part.child("group" + group);
                    blocks.add(new TopDownBlock(own, channels, groupChannels, stages.size()));
                }
            }
            List<ResidualBlock> here = new ArrayList<>();
            for (int block = 0; block < depth && !stages.contains(stage); block++) {
                here.add(new ResidualBlock(part.child("block" + block), channels));
            }
            plain.add(here);
        }
        int last = plan.channels().get(plan.count() - 1);
        output = new Conv2d(
                parameters.child("output"), last, plan.foldedChannels(shape), 3, 1, Initializer.lecun(9L * last));
    }

    /** The decoder's output [N,C,H,W] float32 for {@code count} pictures, not limited. */
    Tensor forward(long count, @Nullable Tensor labels, Noise noise) {
        Tensor x = start.tensor().expand(count, -1, -1, -1);
        if (classes != null && classMap != null) {
            Tensor map = classMap.forward(classes.vectors(count, labels));
            x = x.add(map.unsqueeze(2).unsqueeze(3));
        }
        int group = 0;
        for (int stage = 0; stage < plan.count(); stage++) {
            if (stage > 0) {
                x = Resize.bilinear(
                        narrowing.get(stage - 1).forward(x), plan.sides().get(stage));
            }
            for (; group < stages.size() && stages.get(group) == stage; group++) {
                x = blocks.get(group).forward(x, noise.of(group, stage, x));
            }
            for (ResidualBlock block : plain.get(stage)) {
                x = block.forward(x);
            }
        }
        Tensor image = output.forward(Activation.leakyRelu(x));
        return plan.fold() == 1 ? image : pixel_shuffle(image, plan.fold());
    }

    /** Z, the numbers of all groups. */
    int latentSize() {
        return offset(stages.size());
    }

    /** A group's part of latents [N,Z] as a map [N,G,S,S], channels-last without a copy. */
    Tensor part(Tensor latents, int group) {
        int side = plan.sides().get(stages.get(group));
        int offset = offset(group);
        return latents.narrow(1, offset, offset(group + 1) - offset)
                .view(latents.size(0), side, side, groupChannels)
                .permute(0, 3, 1, 2);
    }

    /** The reverse for one group: [N,G,S,S] to [N,SSG]. */
    static Tensor flat(Tensor map) {
        return map.permute(0, 2, 3, 1).reshape(map.size(0), -1);
    }

    private int offset(int group) {
        int offset = 0;
        for (int before = 0; before < group; before++) {
            int side = plan.sides().get(stages.get(before));
            offset += side * side * groupChannels;
        }
        return offset;
    }
}
