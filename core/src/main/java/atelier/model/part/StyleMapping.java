package atelier.model.part;

import atelier.nn.Activation;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From latents to styles (Karras et al. 2019, arXiv 1812.04948, section 2): the latent is scaled to the length that
 * normals have, the class joins it as a learned vector, and linear layers with leaky ReLU make a style of both. The
 * length of a latent therefore says nothing: truncation acts on styles.
 */
public final class StyleMapping {
    private static final double EPSILON = 1e-8;

    private final @Nullable Classes classes;
    private final List<Linear> layers = new ArrayList<>();

    /**
     * Declares the parameters.
     *
     * @param labels number of classes, 0 for none
     * @param latentSize Z
     * @param styleSize W
     * @param depth number of layers, at least 1
     */
    public StyleMapping(Parameters parameters, int labels, int latentSize, int styleSize, int depth) {
        classes = labels > 0 ? new Classes(parameters.child("classes"), labels) : null;
        int inputs = latentSize + (classes == null ? 0 : Classes.SIZE);
        for (int layer = 0; layer < depth; layer++) {
            layers.add(new Linear(parameters.child("layer" + layer), inputs, styleSize, Initializer.he(inputs)));
            inputs = styleSize;
        }
    }

    /** [N,Z] and classes, if any, to [N,W]. */
    public Tensor forward(Tensor latents, @Nullable Tensor labels) {
        Tensor x = normalized(latents);
        if (classes != null) {
            x = classes.join(x, labels);
        }
        for (Linear layer : layers) {
            x = Activation.leakyRelu(layer.forward(x));
        }
        return x;
    }

    /** Every row over its root mean square. */
    static Tensor normalized(Tensor latents) {
        Tensor square = latents.square().mean(new long[] {1}, true, new ScalarTypeOptional());
        return latents.mul(square.add(Torch.scalar(EPSILON)).rsqrt());
    }
}
