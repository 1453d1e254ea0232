package atelier.bench;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageSet;
import atelier.data.PackedImages;
import atelier.data.Pixels;
import atelier.data.ProgressListener;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.DataOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A first epoch from a packed file of pictures of 64 x 64 that is not in memory: opening it, which checks it, then every
 * picture once in random order, in batches of floats as a training step takes them. As in training, every thread loads
 * its share of each batch. Nothing is augmented here: where a model augments, that is part of its step.
 */
final class FirstEpochProgram implements Program {
    private static final int SIZE = 64;
    private static final int BATCH = 64;
    private static final long SEED = 1;

    @Override
    public void prepare(Task task) throws IOException {
        Path folder = Files.createDirectories(task.exchange().resolve("photographs"));
        Threads.run(task.threads(), Photographs.writer(folder, task.count()));
        DataOptions options = DataOptions.defaults().withSize(SIZE).withThreads(task.threads());
        Datasets.pack(folder.toString(), options, file(task), ProgressListener.NONE);
        RunProcesses.delete(folder);
        ObjectNode settings = Exchange.JSON.createObjectNode();
        settings.put("count", task.count());
        settings.put("size", SIZE);
        settings.put("batchSize", BATCH);
        Exchange.writeSettings(task.exchange(), settings);
    }

    private static Path file(Task task) {
        return task.exchange().resolve("photographs.pack");
    }

    @Override
    public ObjectNode check(Task task) {
        double[] sums = new double[2];
        PageCache.drop(file(task));
        epoch(task, 1, batch -> {
            Tensor means = batch.mean(1, 2, 3).add(Torch.scalar(1)).mul(Torch.scalar(127.5));
            sums[0] += Torch.toDouble(means.sum());
            sums[1] += Torch.toDouble(means.square().sum());
        });
        ObjectNode result = Exchange.JSON.createObjectNode();
        // The second tells a picture that comes twice, and another that does not, from each once.
        result.putObject("values")
                .put("mean picture value", sums[0] / task.count())
                .put("mean square of pictures' means", sums[1] / task.count());
        return result;
    }

    @Override
    public ObjectNode rate(Task task) throws IOException {
        Path file = file(task);
        PageCache.drop(file);
        long before = PageCache.bytesFromDisk();
        Stopwatch watch = new Stopwatch();
        epoch(task, task.threads(), batch -> {});
        ObjectNode result = watch.result(task.count());
        if (before >= 0) {
            result.put("fromDisk", (PageCache.bytesFromDisk() - before) / (double) Files.size(file));
        }
        return result;
    }

    /** Loads every batch [n,3,64,64] float32 in [-1,1], channels-last, every thread its share of it. */
    private static void epoch(Task task, int threads, Consumer<Tensor> consumer) {
        try (PackedImages packed = PackedImages.open(file(task))) {
            ImageSet images = ImageSet.all("photographs", packed);
            int[] order = new DataOrder(SEED, images.count()).at(0, images.count());
            AtomicInteger thread = new AtomicInteger();
            Threads.run(threads, () -> {
                int share = thread.getAndIncrement();
                for (int from = 0; from < order.length; from += BATCH) {
                    int length = Math.min(BATCH, order.length - from);
                    int begin = from + length * share / threads;
                    int end = from + length * (share + 1) / threads;
                    if (begin < end) {
                        load(images, Arrays.copyOfRange(order, begin, end), consumer);
                    }
                }
            });
        }
    }

    private static void load(ImageSet images, int[] which, Consumer<Tensor> consumer) {
        try (Scope scope = Scope.withoutGradient()) {
            consumer.accept(Pixels.toFloat(images, which).contiguous(MemoryFormat.ChannelsLast));
        }
    }
}
