package atelier.serving;

import atelier.model.ClassMix;
import atelier.model.GenerativeModel;
import atelier.model.GenerativeModel.Posterior;
import atelier.model.InferenceModel;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What a model makes of given pictures. A model with an encoder says so itself; for others the vector is looked for whose
 * picture is nearest: the latent (Zhu et al. 2016, arXiv 1609.03552, section 3.2), or the style where there are styles
 * (Abdal et al. 2019, arXiv 1904.03189; Karras et al. 2020, arXiv 1912.04958, appendix D). The search is {@link
 * NearestVector}'s.
 *
 * @param vectors [N,S] float32: latents, S = Z, or styles, S = W
 * @param styles whether they are styles
 * @param pictures [N,C,H,W] float32 in [-1,1]: what the model makes of the vectors
 */
public record Projection(Tensor vectors, boolean styles, Tensor pictures) {
    /** Steps of the search where the model has no encoder and nothing else is asked for. */
    public static final int STEPS = 200;

    /**
     * Projects pictures; called inside a scope without gradients, which owns the result.
     *
     * @param images [N,C,H,W] float32 in [-1,1] of the model's own size
     * @param labels N class numbers; ignored by unconditional models
     * @param steps of the search, or null for none after an encoder and {@value #STEPS} without one
     */
    public static Projection of(Generator generator, Tensor images, long[] labels, @Nullable Integer steps) {
        InferenceModel network = generator.images().network();
        GenerativeModel model = network.model();
        model.shape().requireImages("Projection.of", images);
        EditingSpace space = new EditingSpace(generator);
        Tensor classes = generator.conditional() ? network.place(Torch.fromLongs(labels, labels.length)) : null;
        Posterior posterior = model.encode(network.place(images), classes);
        int wanted = steps != null ? steps : posterior == null ? STEPS : 0;
        Tensor vectors = posterior == null ? null : posterior.mean();
        if (vectors == null || wanted > 0) {
            List<Tensor> found = new ArrayList<>();
            Map<Long, NearestVector> searches = new HashMap<>();
            for (int i = 0; i < labels.length; i++) {
                long label = classes == null ? -1 : labels[i];
                NearestVector search = searches.computeIfAbsent(
                        label,
                        own -> new NearestVector(space, own < 0 ? null : ClassMix.of((int) (long) own), model.shape()));
                Tensor image = network.place(images.narrow(0, i, 1));
                Tensor start = vectors == null ? search.candidate(image) : vectors.narrow(0, i, 1);
                found.add(search.descend(start, image, wanted, generator.modelName()));
            }
            vectors = torch.cat(Torch.list(found), 0);
        }
        Tensor pictures = space.pictures(vectors, classes)
                .clamp(new ScalarOptional(Torch.scalar(-1)), new ScalarOptional(Torch.scalar(1)))
                .cpu();
        return new Projection(vectors, space.hasStyles(), pictures);
    }
}
