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

    /** The latent of picture {@code index} of these classes, Z values; null for a class as in training. */
    public float[] latent(long seed, int index, @Nullable ClassMix classes) {
        return latent(seed, index, classes == null ? label(seed, index) : classes.draw(seed, index));
    }

    /**
     * Latents of pictures [from,to) of a seed.
     *
     * @param classes of all of them, or null for classes as frequent as in training
     * @return [to-from,Z] float32
     */
    public Tensor latents(long seed, int from, int to, @Nullable ClassMix classes) {
        int size = network.model().latentSize();
        float[] latents = new float[(to - from) * size];
        for (int i = from; i < to; i++) {
            int own = classes == null ? label(seed, i) : classes.draw(seed, i);
            sampler.draw(RandomStream.of(seed, "sample", i), own, latents, (i - from) * size);
        }
        return Torch.fromFloats(latents, to - from, size);
    }

    /**
     * Classes of pictures [from,to) of a seed, as the network takes them.
     *
     * @param classes of all of them, or null for classes as frequent as in training
     */
    public @Nullable Tensor labels(long seed, int from, int to, @Nullable ClassMix classes) {
        if (classes != null) {
            return classes.labels(to - from, network.model().shape());
        }
        if (!network.model().shape().conditional()) {
            return null;
        }
        long[] labels = new long[to - from];
        for (int i = from; i < to; i++) {
            labels[i - from] = label(seed, i);
        }
        return Torch.fromLongs(labels, labels.length);
    }

    /**
     * Pictures [from,to) of a seed; called inside a scope without gradients.
     *
     * @param label the class of all of them, or null for classes as frequent as in training
     * @return [to-from,C,H,W] float32 in [-1,1]
     */
    public Tensor pictures(long seed, int from, int to, @Nullable Integer label) {
        return pictures(seed, from, to, label == null ? null : ClassMix.of(label), 1);
    }

    /**
     * Pictures [from,to) of a seed; called inside a scope without gradients.
     *
     * @param classes of all of them, or null for classes as frequent as in training
     * @param truncation as {@link GenerativeModel#decode(Tensor, Tensor, double)} takes it
     * @return [to-from,C,H,W] float32 in [-1,1]
     */
    public Tensor pictures(long seed, int from, int to, @Nullable ClassMix classes, double truncation) {
        return network.decode(latents(seed, from, to, classes), labels(seed, from, to, classes), truncation);
    }
}
