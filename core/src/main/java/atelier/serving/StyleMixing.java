package atelier.serving;

import atelier.model.ClassMix;
import atelier.model.ImageGenerator;
import atelier.model.StyleSpace;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that take some layers' styles from one picture and the others from another (Karras et al. 2019, arXiv
 * 1812.04948, section 3.1 and figure 3): coarse layers hold what is where, fine ones its surface and colours. Only for
 * models with styles.
 *
 * @param first the first layer that takes the column's style, 0 the coarsest
 * @param last the last of them
 */
public record StyleMixing(int first, int last) {
    /** The finer half of the layers comes from the column's picture. */
    public static StyleMixing finerHalf(Generator generator) {
        int layers = EditingSpace.requireStyles(generator, "mixing").layers();
        return new StyleMixing(layers / 2, layers - 1);
    }

    /**
     * Layers as a person names them: {@code 2-5}, or {@code 3} for one.
     *
     * @throws AtelierException for layers that the model does not have, and for a model without styles
     */
    public static StyleMixing ofLayers(Generator generator, String text) {
        int layers = EditingSpace.requireStyles(generator, "mixing").layers();
        if (text.matches("\\d{1,3}(-\\d{1,3})?")) {
            String[] ends = text.split("-");
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (first <= last && last < layers) {
                return new StyleMixing(first, last);
            }
        }
        throw new AtelierException(
                Exit.USAGE,
                "the layers are '" + text + "', expected one number or two from 0 (coarsest) to " + (layers - 1)
                        + " (finest), such as " + layers / 2 + "-" + (layers - 1) + ".");
    }

    /**
     * All mixtures of the pictures of two seeds; called inside a scope without gradients, which owns the result.
     *
     * @param rows the seed whose pictures 0 to {@code rowCount} give the other layers
     * @param columns the seed whose pictures 0 to {@code columnCount} give layers {@code first} to {@code last}
     * @param label classes of all pictures, or null for those that they have on their own; a mixture takes its class
     *     with each layer's style
     * @return [R x C, channels, H, W] float32 in [-1,1], row by row
     */
    public Tensor pictures(
            Generator generator,
            long rows,
            int rowCount,
            long columns,
            int columnCount,
            @Nullable String label,
            double truncation) {
        StyleSpace space = EditingSpace.requireStyles(generator, "mixing");
        Tensor of = styles(generator, space, rows, rowCount, label, truncation);
        Tensor with = styles(generator, space, columns, columnCount, label, truncation);
        List<Tensor> made = new ArrayList<>();
        for (int row = 0; row < rowCount; row++) {
            Tensor mixed = of.narrow(0, row, 1).unsqueeze(1).repeat(columnCount, space.layers(), 1);
            mixed.narrow(1, first, last - first + 1).copy_(with.unsqueeze(1));
            made.add(generator.images().network().synthesize(space, mixed));
        }
        return torch.cat(Torch.list(made), 0);
    }

    private static Tensor styles(
            Generator generator, StyleSpace space, long seed, int count, @Nullable String label, double truncation) {
        ImageGenerator images = generator.images();
        ClassMix classes = label == null ? null : generator.classes(label);
        Tensor latents = images.network().place(images.latents(seed, 0, count, classes));
        Tensor labels = images.labels(seed, 0, count, classes);
        Tensor placed = labels == null ? null : images.network().place(labels);
        return space.truncate(space.map(latents, placed), placed, generator.latentSize(), truncation);
    }
}
