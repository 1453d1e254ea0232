package atelier.model.part;

import atelier.model.ImageShape;
import atelier.nn.Activation;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From a vector to a picture: linear layers to the smallest stage, then {@link ConvStages}. The class, if
 * any, joins the latent as a learned vector.
 */
public final class ConvDecoder {
    private static final int HIDDEN = 256;

    private final ImageShape shape;
    private final StagePlan plan;
    private final @Nullable Classes classes;
    private final Linear first;
    private final Linear second;
    private final ConvStages stages;

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
        stages = new ConvStages(parameters, shape, plan, depth);
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
        return stages.forward(x);
    }

    /** What the pictures look like. */
    public ImageShape shape() {
        return shape;
    }
}
