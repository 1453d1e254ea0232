package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.pixel_shuffle;
import static org.bytedeco.pytorch.global.torch.relu;

import atelier.model.ImageShape;
import atelier.nn.ConvTranspose2d;
import atelier.nn.GroupNorm;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The generator of DCGAN (Radford et al. 2015, arXiv 1511.06434, section 3): a linear layer to the smallest
 * stage, transposed convolutions from side to side, ReLU, tanh at the end. Features are normalised per
 * picture ({@link GroupNorm} with one group) where the paper normalises over the batch: what a latent
 * becomes then never depends on its neighbours. The class, if any, joins the latent as a learned vector.
 */
public final class StridedGenerator {
    private final StagePlan plan;
    private final @Nullable Classes classes;
    private final Linear first;
    private final List<ConvTranspose2d> doubling = new ArrayList<>();
    private final List<GroupNorm> norms = new ArrayList<>();

    /**
     * Declares the parameters.
     *
     * @param latentSize Z
     * @param width channels of the smallest stage
     */
    public StridedGenerator(Parameters parameters, ImageShape shape, int latentSize, int width) {
        plan = StagePlan.of(shape, width);
        classes = shape.conditional() ? new Classes(parameters.child("classes"), shape.labels()) : null;
        int inputs = latentSize + (classes == null ? 0 : Classes.SIZE);
        first = new Linear(parameters.child("first"), inputs, plan.smallestValues(), Initializer.he(inputs));
        norms.add(new GroupNorm(parameters.child("norm"), 1, plan.channels().get(0)));
        for (int stage = 1; stage < plan.count(); stage++) {
            Parameters part = parameters.child("stage" + stage);
            boolean last = stage == plan.count() - 1;
            int outputs = last ? plan.foldedChannels(shape) : plan.channels().get(stage);
            doubling.add(new ConvTranspose2d(
                    part.child("double"),
                    plan.channels().get(stage - 1),
                    outputs,
                    plan.sides().get(stage)));
            if (!last) {
                norms.add(new GroupNorm(part.child("norm"), 1, outputs));
            }
        }
    }

    /**
     * Computes pictures.
     *
     * @param latents [N,Z] float32
     * @param labels [N] int64 if the shape is conditional, else null
     * @return [N,C,H,W] float32 in (-1,1)
     */
    public Tensor forward(Tensor latents, @Nullable Tensor labels) {
        int side = plan.sides().get(0);
        // Seen as channels-last without a copy: [N,S,S,C] permuted.
        Tensor x = first.forward(classes == null ? latents : classes.join(latents, labels))
                .view(latents.size(0), side, side, plan.channels().get(0))
                .permute(0, 3, 1, 2);
        for (int stage = 0; stage < doubling.size(); stage++) {
            x = doubling.get(stage).forward(relu(norms.get(stage).forward(x)));
        }
        Tensor image = x.tanh();
        return plan.fold() == 1 ? image : pixel_shuffle(image, plan.fold());
    }
}
