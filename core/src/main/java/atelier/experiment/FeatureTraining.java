package atelier.experiment;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Shapes;
import atelier.nn.Linear;
import atelier.nn.features.SmallNetwork;
import atelier.torch.Device;
import atelier.torch.Initializer;
import atelier.torch.Npy;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.Adam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Trains the built-in feature network: one body, a head per labelled set for its classes, one head for the strength of
 * a known distortion. Several sets at once keep the features general; the distortions keep them aware of quality.
 *
 * <p>The committed weights are those of 2,000 steps on the sets named in {@code docs/evaluation.md}, which gives the
 * command; it makes the same file again on the same kind of processor.
 */
public final class FeatureTraining {
    private static final int SHARE = 16;
    private static final double RATE = 1.5e-3;
    private static final int WARM_UP = 100;
    /** Weight of the distortion head: squared errors are much smaller than cross-entropies. */
    private static final double DISTORTION_WEIGHT = 10;

    private static final long SEED = 32;

    private final List<FeatureBatches.Source> training = new ArrayList<>();
    private final List<FeatureBatches.Source> validation = new ArrayList<>();
    private final List<Linear> heads = new ArrayList<>();
    private final Parameters parameters = new Parameters();
    private final SmallNetwork network = new SmallNetwork(parameters.group("features"));
    private final Linear distortions;
    private final Consumer<String> log;

    private FeatureTraining(List<ImageDataset> sets, Consumer<String> log) {
        this.log = log;
        Initializer small = Initializer.normal(0.02);
        Parameters own = parameters.group("heads");
        for (ImageDataset set : sets) {
            FeatureBatches.Source source = source(set, set.train());
            training.add(source);
            validation.add(source(set, set.validation()));
            heads.add(new Linear(own.child("set" + heads.size()), SmallNetwork.DIMENSIONS, source.classes(), small));
        }
        distortions = new Linear(
                own.child("distortions"), SmallNetwork.DIMENSIONS, FeatureDistortion.Kind.values().length, small);
    }

    /**
     * Trains on the training splits.
     *
     * @param data folder of the named and local sets
     * @param steps of 64 pictures each
     * @param target file to write
     * @param log receives a line now and then
     */
    public static void run(Path data, int steps, Path target, Consumer<String> log) {
        Torch.load();
        DataOptions options = DataOptions.defaults().withSize(SmallNetwork.SIDE).withDataRoot(data);
        List<ImageDataset> sets = new ArrayList<>();
        try {
            for (String name : List.of(Shapes.TURNED, "fashion-mnist", "sign-language-digits", "dungeon-tiles")) {
                Path folder = data.resolve(name).resolve("images");
                String source = Files.isDirectory(folder) ? folder.toString() : name;
                sets.add(Datasets.open(source, options, (phase, done, total) -> {}));
            }
            FeatureTraining run = new FeatureTraining(sets, log);
            float[] weights = run.train(steps);
            Npy.writeHalf(target, weights, weights.length);
        } finally {
            sets.forEach(ImageDataset::close);
        }
    }

    private static FeatureBatches.Source source(ImageDataset set, ImageSet part) {
        IntUnaryOperator label = part::label;
        int classes = set.labelNames().size();
        if (set.name().equals(Shapes.TURNED)) {
            // Shape and fill style together: both can be seen, and both must be told apart.
            List<Shapes.Style> styles = List.of(Shapes.Style.values());
            label = i -> part.label(i) * styles.size()
                    + styles.indexOf(
                            Shapes.factors(Shapes.Pose.ANY, part.indices()[i]).style());
            classes *= styles.size();
        }
        return new FeatureBatches.Source(set.name(), part, classes, label);
    }

    /** Trains and returns the averaged weights, then a factor per feature. */
    private float[] train(int steps) {
        Adam adam = new Adam(0.9, 0.99);
        FeatureBatches batches = new FeatureBatches(training, SHARE, SEED);
        try (ParameterStore store = ParameterStore.create(parameters, SEED, Device.CPU)) {
            Tensor gradient = store.newGradient();
            store.bind(parameters, gradient);
            ParameterStore.Range all = new ParameterStore.Range(0, store.length());
            long start = System.nanoTime();
            for (int step = 0; step < steps; step++) {
                try (Scope scope = Scope.open()) {
                    gradient.zero_();
                    Tensor loss = loss(batches.batch(step));
                    loss.backward();
                    adam.update(store, all, gradient, rate(step, steps), step + 1L);
                    average(store, step);
                    if (step % 100 == 99) {
                        log.accept(String.format(
                                Locale.ROOT,
                                "step %d loss %.3f %.0f s",
                                step + 1,
                                Torch.toDouble(loss),
                                (System.nanoTime() - start) / 1e9));
                    }
                }
            }
            parameters.close();
            store.bindFrozen(parameters, store.average());
            validate();
            float[] result = withFactors(store);
            parameters.close();
            Scope.free(gradient);
            return result;
        }
    }

    private static double rate(int step, int steps) {
        double warm = Math.min(1, (step + 1.0) / WARM_UP);
        return RATE * warm * 0.5 * (1 + Math.cos(Math.PI * step / steps));
    }

    private static void average(ParameterStore store, int step) {
        try (Scope scope = Scope.withoutGradient()) {
            double keep = Math.min(0.995, (step + 1.0) / (step + 10.0));
            store.average().lerp_(store.values(), Torch.scalar(1 - keep));
        }
    }

    private Tensor loss(FeatureBatches.Batch batch) {
        Tensor features = network.forward(batch.images());
        Tensor error = distortions.forward(features).sub(batch.distortions());
        Tensor total = error.mul(error).mean().mul(Torch.scalar(DISTORTION_WEIGHT));
        for (int i = 0; i < heads.size(); i++) {
            Tensor logits = heads.get(i).forward(features.narrow(0, (long) i * SHARE, SHARE));
            total = total.add(torch.cross_entropy_loss(logits, batch.labels().narrow(0, (long) i * SHARE, SHARE)));
        }
        return total;
    }

    private void validate() {
        for (int i = 0; i < heads.size(); i++) {
            FeatureBatches.Source source = validation.get(i);
            int count = Math.min(1000, source.images().count());
            int right = 0;
            for (int from = 0; from < count; from += 100) {
                int size = Math.min(100, count - from);
                try (Scope scope = Scope.withoutGradient()) {
                    Tensor logits =
                            heads.get(i).forward(network.forward(FeatureBatches.plain(source.images(), from, size)));
                    float[] best = Torch.toFloats(logits.argmax(new LongOptional(1), false));
                    for (int row = 0; row < size; row++) {
                        right += (int) best[row] == source.label().applyAsInt(from + row) ? 1 : 0;
                    }
                }
            }
            log.accept(String.format(
                    Locale.ROOT, "%s: %.1f %% of %d validation pictures", source.name(), 100.0 * right / count, count));
        }
    }

    /** Weights of the body, then 1 over each feature's deviation across the training sets. */
    private float[] withFactors(ParameterStore store) {
        ParameterStore.Range body = store.group("features");
        float[] result = new float[Math.toIntExact(body.length()) + SmallNetwork.DIMENSIONS];
        try (Scope scope = Scope.withoutGradient()) {
            float[] weights = Torch.toFloats(store.average().narrow(0, body.offset(), body.length()));
            System.arraycopy(weights, 0, result, 0, weights.length);
            List<Tensor> parts = new ArrayList<>();
            for (FeatureBatches.Source source : training) {
                parts.add(network.forward(FeatureBatches.plain(source.images(), 0, 500)));
            }
            Tensor deviation = torch.cat(Torch.list(parts), 0).std(new long[] {0}, true, false);
            float[] deviations = Torch.toFloats(deviation);
            float[] sorted = deviations.clone();
            Arrays.sort(sorted);
            // A feature that is nearly silent here must not shout on other pictures.
            float least = 0.2f * sorted[sorted.length / 2];
            for (int i = 0; i < deviations.length; i++) {
                result[weights.length + i] = 1 / Math.max(least, deviations[i]);
            }
        }
        return result;
    }
}
