package atelier.nn.features;

import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Runs a feature network over many pictures. Batches go to several Java threads with one intra-op thread each, which
 * is faster than several intra-op threads per batch; the result does not depend on the number of threads.
 */
public final class FeatureExtraction {
    private static final int BATCH = 50;

    private final FeatureNetwork network;
    private final int threads;
    private final ProgressListener progress;
    private final @Nullable FeatureCache cache;

    /** Uses {@code threads} Java threads, tells nobody how far it is and keeps nothing. */
    public FeatureExtraction(FeatureNetwork network, int threads) {
        this(network, threads, ProgressListener.NONE, null);
    }

    private FeatureExtraction(
            FeatureNetwork network, int threads, ProgressListener progress, @Nullable FeatureCache cache) {
        this.network = network;
        this.threads = Math.max(1, threads);
        this.progress = progress;
        this.cache = cache;
    }

    /** The same with somebody to tell how many pictures are done. */
    public FeatureExtraction withProgress(ProgressListener listener) {
        return new FeatureExtraction(network, threads, listener, cache);
    }

    /**
     * The same, which keeps the features of real pictures for the next time.
     *
     * @param folder the cache folder, in which they get a folder of their own
     */
    public FeatureExtraction keptIn(Path folder) {
        return new FeatureExtraction(network, threads, progress, new FeatureCache(folder, network));
    }

    /** What the features are called. */
    public String convention() {
        return network.convention();
    }

    /** Java threads that it uses. */
    public int threads() {
        return threads;
    }

    /** Features of real pictures, in order: those that were kept, or else extracted now. */
    public FeatureSet extract(ImageSet set) {
        FeatureCache kept = cache;
        if (kept == null) {
            return extract(ImageBatches.of(set));
        }
        Path file = kept.file(set);
        FeatureSet known = kept.read(file, set.count());
        if (known != null) {
            return known;
        }
        FeatureSet fresh = extract(ImageBatches.of(set));
        kept.write(file, fresh, progress);
        return fresh;
    }

    /** Whether its network takes ten thousands of pictures in seconds. */
    public boolean isQuick() {
        return network.isQuick();
    }

    /** Features of all pictures, in order. */
    public FeatureSet extract(ImageBatches images) {
        int count = images.count();
        float[] values = new float[Math.multiplyExact(count, network.dimensions())];
        int batches = (count + BATCH - 1) / BATCH;
        Parallel.run(
                threads,
                batches,
                batch -> {
                    int from = batch * BATCH;
                    int to = Math.min(count, from + BATCH);
                    try (Scope scope = Scope.withoutGradient()) {
                        float[] features = Torch.toFloats(network.extract(images.batch(from, to)));
                        System.arraycopy(features, 0, values, from * network.dimensions(), features.length);
                    }
                },
                done -> progress.progress("computing features", Math.min(count, done * BATCH), count));
        return new FeatureSet(network.convention(), count, network.dimensions(), values);
    }
}
