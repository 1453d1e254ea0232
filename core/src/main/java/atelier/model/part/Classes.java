package atelier.model.part;

import atelier.nn.Embedding;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Learned vectors for classes, joined to a latent. */
public final class Classes {
    /** Length of a class vector. */
    public static final int SIZE = 32;

    private final Embedding embedding;
    private final int count;

    /** Declares one vector per class, much shorter than a latent: otherwise the latent drowns in the class. */
    public Classes(Parameters parameters, int count) {
        this.count = count;
        embedding = new Embedding(parameters, count, SIZE, Initializer.normal(0.3));
    }

    /** [N,Z] and classes [N] or shares of classes [N,K] to [N,Z+{@value #SIZE}]. */
    public Tensor join(Tensor latents, @Nullable Tensor labels) {
        return torch.cat(Torch.list(latents, vectors(latents.size(0), labels)), 1);
    }

    /** The vectors [N,{@value #SIZE}] of classes [N]; fails where there is none or another number than {@code wanted}. */
    public Tensor vectors(long wanted, @Nullable Tensor labels) {
        if (labels == null || labels.size(0) != wanted) {
            throw new IllegalArgumentException(
                    "a model conditioned on " + count + " classes needs one label per latent," + " got "
                            + (labels == null ? "none" : labels.size(0) + " for " + wanted));
        }
        return embedding.forward(labels);
    }
}
