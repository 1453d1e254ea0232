package atelier.nn.features;

import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.ResidualBlock;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The network behind {@link Atelier32}: a thin full-resolution layer, then three halvings with one plain residual
 * block each. Features are the means of all three levels, so that texture and sharpness (early levels) count as well
 * as what is shown (the last). No normalisation: a picture's features do not depend on its batch.
 */
public final class SmallNetwork {
    /** Side of the pictures that it takes. */
    public static final int SIDE = 32;

    private static final int STEM = 24;
    private static final int[] WIDTHS = {48, 80, 104};

    /** D: the widths of all levels together. */
    public static final int DIMENSIONS = 48 + 80 + 104;

    private final Conv2d stem;
    private final List<Conv2d> halvings = new ArrayList<>();
    private final List<ResidualBlock> blocks = new ArrayList<>();

    /** Declares about 473,000 weights. */
    public SmallNetwork(Parameters parameters) {
        stem = Conv2d.same(parameters.child("stem"), 3, STEM);
        int inputs = STEM;
        for (int width : WIDTHS) {
            Parameters level = parameters.child("level" + width);
            halvings.add(new Conv2d(level.child("halve"), inputs, width, 3, 2, Initializer.he(9L * inputs)));
            blocks.add(new ResidualBlock(level.child("block"), width));
            inputs = width;
        }
    }

    /**
     * Features before scaling.
     *
     * @param images [N,3,32,32] float32 in [-1,1]
     * @return [N,D] float32
     */
    public Tensor forward(Tensor images) {
        Tensor current = stem.forward(images.contiguous(torch.MemoryFormat.ChannelsLast));
        Tensor[] pooled = new Tensor[WIDTHS.length];
        for (int i = 0; i < WIDTHS.length; i++) {
            current = blocks.get(i).forward(halvings.get(i).forward(Activation.leakyRelu(current)));
            pooled[i] = Activation.leakyRelu(current).mean(2, 3);
        }
        return torch.cat(Torch.list(pooled), 1);
    }
}
