package atelier.model.part;

import atelier.model.ImageShape;
import atelier.nn.Activation;
import atelier.nn.Embedding;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * From a picture to one logit. The smallest stage is pooled with one learned weight per channel and
 * place, as in R3GAN (Huang et al. 2024, arXiv 2501.05441); a class enters as an inner product with
 * the pooled features (projection discriminator, Miyato and Koyama 2018, arXiv 1802.05637, equation 4).
 */
public final class Discriminator implements Critic {
    private final ConvBackbone backbone;
    private final Parameter pooling;
    private final Linear output;
    private final @Nullable Embedding classes;

    /** Declares the parameters. */
    public Discriminator(Parameters parameters, ImageShape shape, int width, int depth) {
        backbone = new ConvBackbone(parameters, shape, width, depth);
        int side = backbone.plan().sides().get(0);
        int channels = backbone.plan().channels().get(0);
        pooling = parameters
                .child("pooling")
                .add("weight", Initializer.lecun((long) side * side), 1, channels, side, side);
        output = new Linear(parameters.child("output"), channels, 1, Initializer.lecun(channels));
        classes = shape.conditional()
                ? new Embedding(parameters.child("classes"), shape.labels(), channels, Initializer.lecun(channels))
                : null;
    }

    @Override
    public Tensor forward(Tensor images, @Nullable Tensor labels) {
        Tensor stage = Activation.leakyRelu(backbone.forward(images));
        Tensor pooled = stage.mul(pooling.tensor()).sum(2, 3);
        Tensor logits = output.forward(pooled).flatten();
        if (classes == null || labels == null) {
            return logits;
        }
        return logits.add(classes.forward(labels).mul(pooled).sum(1));
    }
}
