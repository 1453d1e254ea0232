package atelier.serving;

import atelier.model.ClassMix;
import atelier.model.GenerativeModel;
import atelier.model.ImageGenerator;
import atelier.model.StyleSpace;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Torch;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Where pictures are changed and looked for: the styles of a model that has them, which are less entangled than its
 * latents, and the latents of all others. A style holds the class; a latent is decoded with one.
 */
final class EditingSpace {
    private final ImageGenerator generator;
    private final GenerativeModel model;
    private final @Nullable StyleSpace styles;

    EditingSpace(Generator generator) {
        this.generator = generator.images();
        model = this.generator.network().model();
        styles = model.styles();
    }

    /** Length of a vector: W or Z. */
    int size() {
        return styles == null ? model.latentSize() : styles.size();
    }

    /** Whether vectors are styles. */
    boolean hasStyles() {
        return styles != null;
    }

    /** The styles, of a model that has them. */
    static StyleSpace requireStyles(Generator generator, String purpose) {
        return requireStyles(generator, purpose, "Use a run of a stylegan.");
    }

    /** The same, with what to do where there are none. */
    static StyleSpace requireStyles(Generator generator, String purpose, String instead) {
        StyleSpace styles = generator.images().network().model().styles();
        if (styles == null) {
            throw new AtelierException(
                    Exit.USAGE,
                    "a " + generator.modelName() + " has no styles, so " + purpose
                            + " does not apply: its latent enters in one place. " + instead);
        }
        return styles;
    }

    /** Vectors of pictures [from,to) of a seed: [to-from,size] float32. */
    Tensor draw(long seed, int from, int to, @Nullable ClassMix classes) {
        Tensor latents = generator.network().place(generator.latents(seed, from, to, classes));
        if (styles == null) {
            return latents;
        }
        Tensor labels = generator.labels(seed, from, to, classes);
        return styles.map(latents, labels == null ? null : generator.network().place(labels));
    }

    /** Pictures of vectors that are all of the same classes: [N,C,H,W] float32 in [-1,1], on the processor. */
    Tensor finished(Tensor vectors, @Nullable ClassMix classes) {
        Tensor labels = classes == null ? null : classes.labels(Math.toIntExact(vectors.size(0)), model.shape());
        return pictures(vectors, labels)
                .clamp(new ScalarOptional(Torch.scalar(-1)), new ScalarOptional(Torch.scalar(1)))
                .cpu();
    }

    /**
     * Pictures of vectors, with a graph where one is recorded.
     *
     * @param labels as {@link GenerativeModel#decode(Tensor, Tensor)} takes them; styles hold theirs
     * @return [N,C,H,W] float32, not clamped
     */
    Tensor pictures(Tensor vectors, @Nullable Tensor labels) {
        Tensor placed = labels == null ? null : generator.network().place(labels);
        return styles == null ? model.decode(vectors, placed) : styles.synthesize(vectors);
    }
}
