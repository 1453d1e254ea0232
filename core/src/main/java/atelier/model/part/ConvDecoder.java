package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.pixel_shuffle;

import atelier.model.ImageShape;
import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.Linear;
import atelier.nn.ResidualBlock;
import atelier.nn.Resize;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From a vector to a picture: linear layers to the smallest stage, then per stage residual blocks,
 * between stages a 1x1 convolution and bilinear upsampling; no normalisation, linear output. The
 * class, if any, joins the latent as a learned vector.
 */
public final class ConvDecoder {
    private static final int HIDDEN = 256;

    private final ImageShape shape;
    private final StagePlan plan;
    private final @Nullable Classes classes;
    private final Linear first;
    private final Linear second;
    private final List<List<ResidualBlock>> blocks = new ArrayList<>();
    private final List<Conv2d> narrowing = new ArrayList<>();
    private final Conv2d output;

    /**
     * Declares the parameters.
     *
     * @param latentSize length of the vectors given to {@link #forward}
     * @param depth residual blocks per stage
     */
    public ConvDecoder(Parameters parameters, ImageShape shape, int latentSize, int width, int depth) {
        this.shape = shape;
        plan = StagePlan.of(shape, width);
        classes = shape.conditional() ? new Classes(parameters.child("classes"), shape.labels()) : null;
        int inputs = latentSize + (classes == null ? 0 : Classes.SIZE);
        first = new Linear(parameters.child("first"), inputs, HIDDEN, Initializer.he(inputs));
        second = new Linear(parameters.child("second"), HIDDEN, plan.smallestValues(), Initializer.he(HIDDEN));
        for (int stage = 0; stage < plan.count(); stage++) {
            Parameters part = parameters.child("stage" + stage);
            int channels = plan.channels().get(stage);
            if (stage > 0) {
                narrowing.add(
                        Conv2d.pointwise(part.child("narrow"), plan.channels().get(stage - 1), channels));
            }
            List<ResidualBlock> here = new ArrayList<>();
            for (int block = 0; block < depth; block++) {
                here.add(new ResidualBlock(part.child("block" + block), channels));
            }
            blocks.add(here);
        }
        int last = plan.channels().get(plan.count() - 1);
        output = new Conv2d(
                parameters.child("output"), last, plan.foldedChannels(shape), 3, 1, Initializer.lecun(9L * last));
    }

    /**
     * Computes pictures.
     *
     * @param latents [N,Z] float32
     * @param labels [N] int64 if the shape is conditional, else null
     * @return [N,C,H,W] float32, not limited
     */
    public Tensor forward(Tensor latents, @Nullable Tensor labels) {
        Tensor input = classes == null ? latents : classes.join(latents, labels);
        Tensor hidden = Activation.leakyRelu(first.forward(input));
        int side = plan.sides().get(0);
        // Seen as channels-last without a copy: [N,S,S,C] permuted.
        Tensor x = second.forward(hidden)
                .view(latents.size(0), side, side, plan.channels().get(0))
                .permute(0, 3, 1, 2);
        for (int stage = 0; stage < plan.count(); stage++) {
            if (stage > 0) {
                x = Resize.bilinear(
                        narrowing.get(stage - 1).forward(x), plan.sides().get(stage));
            }
            for (ResidualBlock block : blocks.get(stage)) {
                x = block.forward(x);
            }
        }
        Tensor image = output.forward(Activation.leakyRelu(x));
        return plan.fold() == 1 ? image : pixel_shuffle(image, plan.fold());
    }

    /** What the pictures look like. */
    public ImageShape shape() {
        return shape;
    }
}
