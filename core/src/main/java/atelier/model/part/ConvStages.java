package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.pixel_shuffle;

import atelier.model.ImageShape;
import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.ResidualBlock;
import atelier.nn.Resize;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * From the smallest stage to a picture: per stage residual blocks, between stages a 1x1 convolution and bilinear
 * upsampling; no normalisation, linear output. Every stage adds a picture of its own size, enlarged, to the output
 * (output skips, Karras et al. 2020, arXiv 1912.04958, section 4.1), so that colours and places, which small stages
 * know, need not be learned through all the layers above.
 */
public final class ConvStages {
    private final StagePlan plan;
    private final List<List<ResidualBlock>> blocks = new ArrayList<>();
    private final List<Conv2d> narrowing = new ArrayList<>();
    private final List<Conv2d> skips = new ArrayList<>();
    private final Conv2d output;

    /** Declares the parameters; {@code depth} residual blocks per stage. */
    public ConvStages(Parameters parameters, ImageShape shape, StagePlan plan, int depth) {
        this.plan = plan;
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
            if (stage < plan.count() - 1) {
                skips.add(Conv2d.pointwise(part.later("skip"), channels, plan.foldedChannels(shape)));
            }
        }
        int last = plan.channels().get(plan.count() - 1);
        output = new Conv2d(
                parameters.child("output"), last, plan.foldedChannels(shape), 3, 1, Initializer.lecun(9L * last));
    }

    /**
     * Computes pictures.
     *
     * @param smallest [N,W,S,S] float32
     * @return [N,C,H,W] float32, not limited
     */
    public Tensor forward(Tensor smallest) {
        Tensor x = smallest;
        Tensor image = null;
        for (int stage = 0; stage < plan.count(); stage++) {
            if (stage > 0) {
                int side = plan.sides().get(stage);
                Tensor coarse = skips.get(stage - 1).forward(Activation.leakyRelu(x));
                image = Resize.bilinear(image == null ? coarse : image.add(coarse), side);
                x = Resize.bilinear(narrowing.get(stage - 1).forward(x), side);
            }
            for (ResidualBlock block : blocks.get(stage)) {
                x = block.forward(x);
            }
        }
        Tensor fine = output.forward(Activation.leakyRelu(x));
        image = image == null ? fine : image.add(fine);
        return plan.fold() == 1 ? image : pixel_shuffle(image, plan.fold());
    }
}
