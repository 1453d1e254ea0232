package atelier.evaluation;

import atelier.data.Pixels;
import atelier.nn.Activation;
import atelier.nn.Conv2d;
import atelier.nn.Linear;
import atelier.torch.Device;
import atelier.torch.Initializer;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.Adam;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A small convolutional classifier that is trained in seconds, the same for every set of pictures it is trained on:
 * three 3x3 convolutions of stride 2 (24, 48, 96 channels), means over a 4 x 4 grid, one linear layer. Adam with 3e-3,
 * cosine to 0, batches of 64, nothing else: no augmentation, no early stop. Weights, order and so the result are a
 * function of the seed and the pictures; one thread. Trained weights lie on the heap, so that nobody must close them.
 */
public final class PictureClassifier {
    /** The rule in words, for conventions. */
    static final String RULE = "a convolutional network of three 3x3 layers of stride 2 (24, 48, 96 channels) and a"
            + " linear one, pictures at 32 pixels at most, Adam 3e-3 with a cosine to 0, batches of 64, 24 epochs but 60"
            + " steps at least and 130 at most";

    private static final String GROUP = "classifier";
    private static final int[] WIDTHS = {24, 48, 96};
    private static final int GRID = 4;
    private static final int BATCH = 64;
    private static final int EPOCHS = 24;
    private static final int FEWEST_STEPS = 60;
    private static final int MOST_STEPS = 130;
    private static final double RATE = 3e-3;

    private final Map<String, SafeTensors.Entry> weights;
    private final int channels;
    private final int classes;

    private PictureClassifier(Map<String, SafeTensors.Entry> weights, int channels, int classes) {
        this.weights = weights;
        this.channels = channels;
        this.classes = classes;
    }

    /** The layers over one copy of the weights. */
    private static final class Network {
        private final Conv2d[] layers = new Conv2d[WIDTHS.length];
        private final Linear head;

        Network(Parameters parameters, int channels, int classes) {
            int inputs = channels;
            for (int i = 0; i < WIDTHS.length; i++) {
                Parameters own = parameters.child("layer" + i);
                layers[i] = new Conv2d(own, inputs, WIDTHS[i], 3, 2, Initializer.he(9L * inputs));
                inputs = WIDTHS[i];
            }
            int values = inputs * GRID * GRID;
            head = new Linear(parameters.child("head"), values, classes, Initializer.lecun(values));
        }

        /** [N,C,H,W] to logits [N,K]. */
        Tensor forward(Tensor images) {
            Tensor current = images.contiguous(torch.MemoryFormat.ChannelsLast);
            for (Conv2d layer : layers) {
                current = Activation.leakyRelu(layer.forward(current));
            }
            return head.forward(torch.adaptive_avg_pool2d(current, GRID, GRID).flatten(1, 3));
        }
    }

    /**
     * Trains on pictures with classes.
     *
     * @param training pictures with classes below {@code classes}
     * @param classes K
     */
    static PictureClassifier trained(LabelledPictures training, int classes, long seed) {
        return trained(training, classes, seed, steps(training.count()));
    }

    private static int steps(int count) {
        return Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, count * EPOCHS / BATCH));
    }

    /** The same with another number of steps. */
    static PictureClassifier trained(LabelledPictures training, int classes, long seed, int steps) {
        Parameters parameters = new Parameters();
        Network network = new Network(parameters.group(GROUP), training.channels(), classes);
        try (ParameterStore store = ParameterStore.create(parameters, seed, Device.CPU)) {
            Tensor gradient = store.newGradient();
            store.bind(parameters, gradient);
            train(network, store, gradient, training, seed, steps);
            parameters.close();
            Scope.free(gradient);
            return new PictureClassifier(store.export(store.values(), List.of(GROUP)), training.channels(), classes);
        }
    }

    private static void train(
            Network network, ParameterStore store, Tensor gradient, LabelledPictures training, long seed, int steps) {
        Adam adam = new Adam(0.9, 0.99);
        ParameterStore.Range all = new ParameterStore.Range(0, store.length());
        int count = training.count();
        try (Scope scope = Scope.withGradient()) {
            Tensor pictures = pictures(training);
            Tensor labels = labels(training);
            int[] order = new int[0];
            for (int step = 0; step < steps; step++) {
                long[] which = new long[Math.min(BATCH, count)];
                for (int i = 0; i < which.length; i++) {
                    long position = (long) step * which.length + i;
                    if (position % count == 0) {
                        order = RandomStream.of(seed, "classifier order", position / count)
                                .permutation(count);
                    }
                    which[i] = order[(int) (position % count)];
                }
                try (Scope inner = Scope.open()) {
                    Tensor chosen = Torch.fromLongs(which, which.length);
                    gradient.zero_();
                    Tensor logits = network.forward(pictures.index_select(0, chosen));
                    torch.cross_entropy_loss(logits, labels.index_select(0, chosen))
                            .backward();
                    double rate = RATE * 0.5 * (1 + Math.cos(Math.PI * step / steps));
                    adam.update(store, all, gradient, rate, step + 1L);
                }
            }
        }
    }

    /**
     * What it says of pictures.
     *
     * @param set of the size and channels of those it learned from
     * @return N x K logits, row after row
     */
    float[] logits(LabelledPictures set) {
        float[] all = new float[Math.multiplyExact(set.count(), classes)];
        try (Parameters parameters = new Parameters();
                Scope scope = Scope.withoutGradient()) {
            Network network = new Network(parameters.group(GROUP), channels, classes);
            ParameterStore.load(parameters, weights, Device.CPU);
            Tensor pictures = pictures(set);
            for (int from = 0; from < set.count(); from += BATCH) {
                int size = Math.min(BATCH, set.count() - from);
                try (Scope inner = Scope.withoutGradient()) {
                    float[] some = Torch.toFloats(network.forward(pictures.narrow(0, from, size)));
                    System.arraycopy(some, 0, all, from * classes, some.length);
                }
            }
        }
        return all;
    }

    /**
     * Trains on one set and names the classes of another.
     *
     * @param training pictures with classes below {@code classes}
     * @param others pictures of the same size and channels, whose labels are not looked at
     * @return the likeliest class of each
     */
    public static int[] classes(LabelledPictures training, LabelledPictures others, int classes, long seed) {
        return trained(training, classes, seed).names(others);
    }

    /** The class with the largest logit, for every picture. */
    int[] names(LabelledPictures set) {
        float[] logits = logits(set);
        int[] names = new int[set.count()];
        for (int i = 0; i < logits.length; i++) {
            int row = i / classes;
            names[row] = logits[i] > logits[row * classes + names[row]] ? i % classes : names[row];
        }
        return names;
    }

    /** The share of pictures whose class it names, in [0,1]. */
    double accuracy(LabelledPictures set) {
        int[] names = names(set);
        int right = 0;
        for (int i = 0; i < names.length; i++) {
            right += names[i] == set.labels()[i] ? 1 : 0;
        }
        return right / (double) set.count();
    }

    /** [N,C,H,W] float32 in [-1,1]. */
    private static Tensor pictures(LabelledPictures set) {
        return Pixels.toFloat(set.pixels(), set.count(), set.size(), set.channels());
    }

    private static Tensor labels(LabelledPictures set) {
        return Torch.fromLongs(Arrays.stream(set.labels()).asLongStream().toArray(), set.count());
    }
}
