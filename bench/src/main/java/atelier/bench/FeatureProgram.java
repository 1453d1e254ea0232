package atelier.bench;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.evaluation.FrechetDistance;
import atelier.evaluation.SetPair;
import atelier.nn.features.Atelier32;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.Npy;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Features of pictures and their Fréchet distance to features that are there already: with MobileNetV2 where its
 * weights are, else with the network that is built in.
 */
final class FeatureProgram implements Program {
    private static final String FOLDER = "mobilenetv2_nchw";

    /** The network that is used where weights lie in {@code root}. */
    static String networkName(@Nullable Path root) {
        return weights(root) == null ? "atelier-32" : "mobilenetv2";
    }

    private static @Nullable Path weights(@Nullable Path root) {
        Path folder = root == null ? null : root.resolve(FOLDER).resolve("weights");
        return folder != null && Files.isDirectory(folder) ? folder : null;
    }

    private static FeatureNetwork network(Task task) {
        return FeatureNetworks.open(
                networkName(task.weightsRoot()), new FeatureNetworks.Options(task.weightsRoot(), null));
    }

    private static ImageSet pictures(ImageDataset data, Task task) {
        return data.all().first(task.count());
    }

    @Override
    public void prepare(Task task) throws IOException {
        Path exchange = task.exchange();
        try (ImageDataset data = Datasets.open("shapes", DataOptions.defaults(), ProgressListener.NONE);
                FeatureNetwork network = network(task)) {
            ImageSet images = pictures(data, task);
            Exchange.writePixels(exchange, images);
            FeatureSet real = new FeatureExtraction(network, task.threads()).extract(darker(ImageBatches.of(images)));
            Npy.write(exchange.resolve("real.npy"), real.values(), real.count(), real.dimensions());
            Path weights = weights(task.weightsRoot());
            if (network instanceof Atelier32 own) {
                Exchange.writeWeights(exchange, own.weights());
            }
            ObjectNode settings = Exchange.JSON.createObjectNode();
            settings.put("network", network.convention());
            settings.put(
                    "weights", weights == null ? "" : weights.toAbsolutePath().toString());
            Exchange.writeSettings(exchange, settings);
        }
    }

    /** Other pictures to compare with: the same at half the contrast. */
    private static ImageBatches darker(ImageBatches images) {
        return new ImageBatches() {
            @Override
            public int count() {
                return images.count();
            }

            @Override
            public Tensor batch(int from, int to) {
                return images.batch(from, to).mul(Torch.scalar(0.5));
            }
        };
    }

    private interface Work<T> {
        T of(FeatureNetwork network, ImageSet images, FeatureSet real);
    }

    private static <T> T withNetwork(Task task, Work<T> work) {
        try (ImageDataset data = Datasets.open("shapes", DataOptions.defaults(), ProgressListener.NONE);
                FeatureNetwork network = network(task)) {
            ImageSet images = pictures(data, task);
            FeatureSet real = FeatureSet.read(task.exchange().resolve("real.npy"), network.convention());
            try (Scope scope = Scope.withoutGradient()) {
                network.extract(ImageBatches.of(images).batch(0, Math.min(50, images.count())));
            }
            return work.of(network, images, real);
        }
    }

    private static double distance(Task task, FeatureNetwork network, ImageSet images, FeatureSet real) {
        FeatureSet rows = new FeatureExtraction(network, task.threads()).extract(ImageBatches.of(images));
        return new FrechetDistance().value(new SetPair(real, rows));
    }

    @Override
    public ObjectNode check(Task task) {
        double value = withNetwork(task, (network, images, real) -> distance(task, network, images, real));
        ObjectNode result = Exchange.JSON.createObjectNode();
        result.putObject("values").put("frechet distance", value);
        return result;
    }

    @Override
    public ObjectNode rate(Task task) {
        return withNetwork(task, (network, images, real) -> {
            Stopwatch watch = new Stopwatch();
            distance(task, network, images, real);
            return watch.result(images.count());
        });
    }
}
