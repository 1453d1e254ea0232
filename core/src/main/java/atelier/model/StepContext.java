package atelier.model;

import atelier.torch.Device;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One replica's share of one training step: its images, its random numbers, and what one phase hands
 * to the next. Randomness is keyed by the position of each image in the run.
 */
public final class StepContext {
    private final Tensor images;
    private final @Nullable Tensor labels;
    private final Progress progress;
    private final long seed;
    private final long firstPosition;
    private final Device device;
    private final double weight;
    private final UnaryOperator<double[]> meanAcrossReplicas;
    private final Map<String, Tensor> memory = new HashMap<>();
    private final Map<String, Double> losses = new LinkedHashMap<>();

    /**
     * Makes a context.
     *
     * @param images [n,C,H,W] float32 in [-1,1], this replica's share
     * @param labels [n] int64, or null for an unconditional model
     * @param firstPosition position in the run of the share's first image
     * @param weight this share's part of the whole batch, 1 for a single replica
     * @param meanAcrossReplicas mean over the whole batch of numbers that each replica knows for its
     *     share; all replicas must call it equally often with equally many
     */
    public StepContext(
            Tensor images,
            @Nullable Tensor labels,
            Progress progress,
            long seed,
            long firstPosition,
            Device device,
            double weight,
            UnaryOperator<double[]> meanAcrossReplicas) {
        this.images = images;
        this.labels = labels;
        this.progress = progress;
        this.seed = seed;
        this.firstPosition = firstPosition;
        this.device = device;
        this.weight = weight;
        this.meanAcrossReplicas = meanAcrossReplicas;
    }

    /** Real images [n,C,H,W] float32 in [-1,1]. */
    public Tensor images() {
        return images;
    }

    /** Their classes [n] int64; null for an unconditional model. */
    public @Nullable Tensor labels() {
        return labels;
    }

    /** Number of images in this share. */
    public int count() {
        return Math.toIntExact(images.size(0));
    }

    /** This share's part of the whole batch; the loop multiplies every loss with it. */
    public double weight() {
        return weight;
    }

    /** How far the run is, which schedules are functions of. */
    public Progress progress() {
        return progress;
    }

    /** Standard normals [n,size] float32, one stream per image of the run. */
    public Tensor normal(String purpose, int size) {
        float[] values = new float[count() * size];
        for (int i = 0; i < count(); i++) {
            stream(purpose, i).fillNormal(values, i * size, size);
        }
        return place(Torch.fromFloats(values, count(), size));
    }

    /** The tensor where this step computes. */
    public Tensor place(Tensor tensor) {
        return device.place(tensor);
    }

    /** The random stream of the share's {@code index}-th image for a purpose. */
    public RandomStream stream(String purpose, int index) {
        return RandomStream.of(seed, purpose, firstPosition + index);
    }

    /** Mean of {@code share} over all replicas, weighted by their counts; the same value everywhere. */
    public double meanAcrossReplicas(double share) {
        return meanAcrossReplicas(new double[] {share})[0];
    }

    /** Means of {@code shares} over all replicas, number by number; the same values everywhere. */
    public double[] meanAcrossReplicas(double[] shares) {
        return meanAcrossReplicas.apply(shares);
    }

    /** What an earlier phase of this step computed under that name, or the result of computing it now. */
    public Tensor remember(String name, Supplier<Tensor> compute) {
        Tensor known = memory.get(name);
        if (known == null) {
            // What is computed may itself ask for something remembered, which computeIfAbsent forbids.
            known = compute.get();
            memory.put(name, known);
        }
        return known;
    }

    /** Notes a number for the log; the log shows the mean over replicas. */
    public void report(String name, Tensor value) {
        try (Scope scope = Scope.withoutGradient()) {
            losses.put(name, value.detach().item_double());
        }
    }

    /** Notes a number for the log. */
    public void report(String name, double value) {
        losses.put(name, value);
    }

    /** What was reported in this step. */
    public Map<String, Double> reported() {
        return losses;
    }
}
