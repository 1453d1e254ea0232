package atelier.model.part;

import atelier.model.ImageShape;
import atelier.nn.Activation;
import atelier.nn.Embedding;
import atelier.nn.Linear;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * From a picture to one logit. The smallest stage is pooled with one learned weight per channel and
 * place, as in R3GAN (Huang et al. 2024, arXiv 2501.05441); a class enters as an inner product with
 * the pooled features (projection discriminator, Miyato and Koyama 2018, arXiv 1802.05637, equation 4).
 * Beside them stands how much the pictures of a small group differ (minibatch deviation, Karras et al.
 * 2018, arXiv 1710.10196, section 3): R3GAN does without, but in runs of minutes it keeps a generator
 * from ignoring its latent.
 */
public final class Discriminator {
    private static final long GROUP = 4;

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
        output = new Linear(parameters.child("output"), channels + 1L, 1, Initializer.lecun(channels + 1L));
        classes = shape.conditional()
                ? new Embedding(parameters.child("classes"), shape.labels(), channels, Initializer.lecun(channels))
                : null;
    }

    /**
     * Judges pictures.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @param labels [N] int64 if the shape is conditional, else null
     * @return [N] float32 logits, larger for more real
     */
    public Tensor forward(Tensor images, @Nullable Tensor labels) {
        Tensor stage = Activation.leakyRelu(backbone.forward(images));
        Tensor pooled = stage.mul(pooling.tensor()).sum(2, 3);
        Tensor joined = torch.cat(Torch.list(pooled, variety(stage)), 1);
        Tensor logits = output.forward(joined).flatten();
        if (classes == null || labels == null) {
            return logits;
        }
        return logits.add(classes.forward(labels).mul(pooled).sum(1));
    }

    /**
     * How much the pictures of a group differ, one number per picture: the deviation over the group,
     * averaged over channels and places. Groups are neighbours in the batch, so the number does not
     * depend on how the batch is shared out, as long as shares are whole groups.
     */
    private static Tensor variety(Tensor stage) {
        long count = stage.size(0);
        long group = GROUP;
        while (count % group != 0) {
            group /= 2;
        }
        Tensor grouped = stage.reshape(count / group, group, -1);
        Tensor centred = grouped.sub(grouped.mean(new long[] {1}, true, new ScalarTypeOptional()));
        Tensor variance = centred.square().mean(1);
        Tensor deviation = variance.add(Torch.scalar(1e-6)).sqrt().mean(1);
        return deviation.view(-1, 1, 1).expand(count / group, group, 1).reshape(count, 1);
    }
}
