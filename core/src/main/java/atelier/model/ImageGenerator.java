package atelier.model;

import atelier.torch.RandomStream;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trained network with a sampler: picture number i of a seed is always the same, whatever is
 * generated beside it.
 *
 * @param network the trained network
 * @param sampler where latents come from
 * @param labelWeights how often each class occurs in training; empty for unconditional models
 */
public record ImageGenerator(InferenceModel network, LatentSampler sampler, double[] labelWeights) {
    /** The same network with another sampler. */
    public ImageGenerator with(LatentSampler other) {
        return new ImageGenerator(network, other, labelWeights);
    }

    /** The class of picture {@code index}, drawn as often as in training; -1 for unconditional models. */
    public int label(long seed, int index) {
        if (!network.model().shape().conditional()) {
            return -1;
        }
        double draw = RandomStream.of(seed, "label", index).nextDouble();
        double sum = 0;
        for (int label = 0; label < labelWeights.length; label++) {
            sum += labelWeights[label];
            if (draw < sum) {
                return label;
            }
        }
        return labelWeights.length - 1;
    }

    /** The latent of picture {@code index}, Z values. */
    public float[] latent(long seed, int index, int label) {
        float[] latent = new float[network.model().latentSize()];
        sampler.draw(RandomStream.of(seed, "sample", index), label, latent, 0);
        return latent;
    }

    /**
     * Pictures [from,to) of a seed; called inside a scope without gradients.
     *
     * @param label the class of all of them, or null for classes as frequent as in training
     * @return [to-from,C,H,W] float32 in [-1,1]
     */
    public Tensor pictures(long seed, int from, int to, @Nullable Integer label) {
        int count = to - from;
        int size = network.model().latentSize();
        float[] latents = new float[count * size];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            int own = label == null ? label(seed, from + i) : label;
            labels[i] = own;
            sampler.draw(RandomStream.of(seed, "sample", from + i), own, latents, i * size);
        }
        boolean conditional = network.model().shape().conditional();
        return network.decode(
                Torch.fromFloats(latents, count, size), conditional ? Torch.fromLongs(labels, count) : null);
    }
}
