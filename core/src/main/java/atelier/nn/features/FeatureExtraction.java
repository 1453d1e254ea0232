package atelier.nn.features;

import atelier.torch.Parallel;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs a feature network over many pictures. Batches go to several Java threads with one intra-op thread each, which
 * is faster than several intra-op threads per batch; the result does not depend on the number of threads.
 */
public final class FeatureExtraction {
    private static final int BATCH = 50;

    private final FeatureNetwork network;
    private final int threads;
    private final IntConsumer progress;

    /** Uses {@code threads} Java threads. */
    public FeatureExtraction(FeatureNetwork network, int threads) {
        this(network, threads, done -> {});
    }

    /** Calls {@code progress} with the number of pictures done so far, from any of the threads. */
    public FeatureExtraction(FeatureNetwork network, int threads, IntConsumer progress) {
        this.network = network;
        this.threads = Math.max(1, threads);
        this.progress = progress;
    }

    /** What the features are called. */
    public String convention() {
        return network.convention();
    }

    /** Whether its network takes ten thousands of pictures in seconds. */
    public boolean isQuick() {
        return network.isQuick();
    }

    /** Features of all pictures, in order. */
    public FeatureSet extract(ImageBatches images) {
        int count = images.count();
        float[] values = new float[Math.multiplyExact(count, network.dimensions())];
        AtomicInteger done = new AtomicInteger();
        Parallel.run(threads, (count + BATCH - 1) / BATCH, batch -> {
            int from = batch * BATCH;
            int to = Math.min(count, from + BATCH);
            try (Scope scope = Scope.withoutGradient()) {
                float[] features = Torch.toFloats(network.extract(images.batch(from, to)));
                System.arraycopy(features, 0, values, from * network.dimensions(), features.length);
            }
            progress.accept(done.addAndGet(to - from));
        });
        return new FeatureSet(network.convention(), count, network.dimensions(), values);
    }
}
