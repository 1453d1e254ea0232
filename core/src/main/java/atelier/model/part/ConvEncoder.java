package atelier.model.part;

import atelier.model.GenerativeModel.Posterior;
import atelier.model.ImageShape;
import atelier.nn.Activation;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** From a picture to a diagonal Gaussian over latents. */
public final class ConvEncoder {
    private static final int HIDDEN = 256;
    /** Log variances are kept in a range in which exp is harmless. */
    private static final double LIMIT = 12;

    private final ConvBackbone backbone;
    private final Linear hidden;
    private final Linear output;
    private final int latentSize;

    /** Declares the parameters. */
    public ConvEncoder(Parameters parameters, ImageShape shape, int latentSize, int width, int depth) {
        this.latentSize = latentSize;
        backbone = new ConvBackbone(parameters, shape, width, depth);
        int values = backbone.plan().smallestValues();
        hidden = new Linear(parameters.child("hidden"), values, HIDDEN, Initializer.he(values));
        output = new Linear(parameters.child("output"), HIDDEN, 2L * latentSize, Initializer.lecun(4L * HIDDEN));
    }

    /** [N,C,H,W] float32 in [-1,1] to mean and log variance, [N,Z] each. */
    public Posterior forward(Tensor images) {
        Tensor features = Activation.leakyRelu(backbone.forward(images));
        Tensor flat = features.permute(0, 2, 3, 1).reshape(images.size(0), -1);
        Tensor both = output.forward(Activation.leakyRelu(hidden.forward(flat)));
        Tensor logVariance = both.narrow(1, latentSize, latentSize)
                .clamp(new ScalarOptional(Torch.scalar(-LIMIT)), new ScalarOptional(Torch.scalar(LIMIT)));
        return new Posterior(both.narrow(1, 0, latentSize), logVariance);
    }
}
