package atelier.model;

import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import java.util.Map;

/**
 * Where latents for new pictures come from. The sampler is not the model: the same decoder shows other
 * pictures with another sampler.
 */
public interface LatentSampler {
    /** {@code normal} or {@code gmm}. */
    String name();

    /**
     * Draws one latent.
     *
     * @param label class for a conditional model, else anything
     * @param target receives Z values from {@code offset} on
     */
    void draw(RandomStream stream, int label, float[] target, int offset);

    /** What has to be stored to have this sampler again; empty for the standard normal. */
    Map<String, SafeTensors.Entry> export();

    /** The standard normal N(0,I), the prior that VAEs and GANs are trained with. */
    static LatentSampler normal(int latentSize) {
        return new LatentSampler() {
            @Override
            public String name() {
                return "normal";
            }

            @Override
            public void draw(RandomStream stream, int label, float[] target, int offset) {
                stream.fillNormal(target, offset, latentSize);
            }

            @Override
            public Map<String, SafeTensors.Entry> export() {
                return Map.of();
            }
        };
    }
}
