package atelier.nn.features;

import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /** Features of all pictures, in order. */
    public FeatureSet extract(ImageBatches images) {
        int count = images.count();
        float[] values = new float[Math.multiplyExact(count, network.dimensions())];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(executor.submit(() -> work(images, values, next, done)));
            }
            for (Future<?> worker : workers) {
                await(worker);
            }
        } finally {
            executor.shutdownNow();
        }
        return new FeatureSet(network.convention(), count, network.dimensions(), values);
    }

    private void work(ImageBatches images, float[] values, AtomicInteger next, AtomicInteger done) {
        Torch.useThreads(1);
        int count = images.count();
        for (int from = next.getAndAdd(BATCH); from < count; from = next.getAndAdd(BATCH)) {
            int to = Math.min(count, from + BATCH);
            try (Scope scope = Scope.withoutGradient()) {
                float[] features = Torch.toFloats(network.extract(images.batch(from, to)));
                System.arraycopy(features, 0, values, from * network.dimensions(), features.length);
            }
            progress.accept(done.addAndGet(to - from));
        }
    }

    private static void await(Future<?> worker) {
        try {
            worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while extracting features", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
