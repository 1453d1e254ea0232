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
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.Adam;
import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A small convolutional classifier that is trained in seconds, the same for every set of pictures it is trained on:
 * three 3x3 convolutions of stride 2 (24, 48, 96 channels), means over a 4 x 4 grid, one linear layer. Adam with 3e-3, cosine to 0, batches of 64, nothing else: no augmentation, no early stop.
 * Weights, order and so the result are a function of the seed and the pictures; one thread.
 */
public final class PictureClassifier {
    /** The rule in words, for conventions. */
    static final String RULE = "a convolutional network of three 3x3 layers of stride 2 (24, 48, 96 channels) and a"
            + " linear one, pictures at 32 pixels at most, Adam 3e-3 with a cosine to 0, batches of 64, 24 epochs but 60"
            + " steps at least and 200 at most";

    private static final int[] WIDTHS = {24, 48, 96};
    private static final int GRID = 4;
    private static final int BATCH = 64;
    private static final int EPOCHS = 24;
    private static final int FEWEST_STEPS = 60;
    private static final int MOST_STEPS = 200;
    private static final double RATE = 3e-3;

    private final Conv2d[] layers = new Conv2d[WIDTHS.length];
    private final Linear head;

    private PictureClassifier(Parameters parameters, int channels, int classes) {
        int inputs = channels;
        for (int i = 0; i < WIDTHS.length; i++) {
            layers[i] = new Conv2d(parameters.child("layer" + i), inputs, WIDTHS[i], 3, 2, Initializer.he(9L * inputs));
            inputs = WIDTHS[i];
        }
        int values = inputs * GRID * GRID;
        head = new Linear(parameters.child("head"), values, classes, Initializer.lecun(values));
    }

    /**
     * Trains on one set and tests on another.
     *
     * @param training pictures with classes below {@code classes}
     * @param test other pictures of the same size and channels
     * @return the share of test pictures whose class is named rightly, in [0,1]
     */
    static double accuracy(LabelledPictures training, LabelledPictures test, int classes, long seed) {
        int[] named = classes(training, test, classes, seed);
        int right = 0;
        for (int i = 0; i < named.length; i++) {
            right += named[i] == test.labels()[i] ? 1 : 0;
        }
        return right / (double) test.count();
    }

    /**
     * Trains on one set and names the classes of another.
     *
     * @param training pictures with classes below {@code classes}
     * @param others pictures of the same size and channels, whose labels are not looked at
     * @return the likeliest class of each
     */
    public static int[] classes(LabelledPictures training, LabelledPictures others, int classes, long seed) {
        Parameters parameters = new Parameters();
        PictureClassifier classifier =
                new PictureClassifier(parameters.group("classifier"), training.channels(), classes);
        try (ParameterStore store = ParameterStore.create(parameters, seed, Device.CPU)) {
            Tensor gradient = store.newGradient();
            store.bind(parameters, gradient);
            classifier.train(store, gradient, training, seed);
            int[] named = classifier.name(others);
            parameters.close();
            Scope.free(gradient);
            return named;
        }
    }

    private void train(ParameterStore store, Tensor gradient, LabelledPictures training, long seed) {
        Adam adam = new Adam(0.9, 0.99);
        ParameterStore.Range all = new ParameterStore.Range(0, store.length());
        int count = training.count();
        int steps = Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, count * EPOCHS / BATCH));
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
                    Tensor logits = forward(pictures.index_select(0, chosen));
                    torch.cross_entropy_loss(logits, labels.index_select(0, chosen))
                            .backward();
                    double rate = RATE * 0.5 * (1 + Math.cos(Math.PI * step / steps));
                    adam.update(store, all, gradient, rate, step + 1L);
                }
            }
        }
    }

    private int[] name(LabelledPictures set) {
        int[] named = new int[set.count()];
        try (Scope scope = Scope.withoutGradient()) {
            Tensor pictures = pictures(set);
            for (int from = 0; from < set.count(); from += BATCH) {
                int size = Math.min(BATCH, set.count() - from);
                try (Scope inner = Scope.withoutGradient()) {
                    Tensor best = forward(pictures.narrow(0, from, size)).argmax(new LongOptional(1), false);
                    float[] classes = Torch.toFloats(best.to(torch.ScalarType.Float));
                    for (int i = 0; i < size; i++) {
                        named[from + i] = (int) classes[i];
                    }
                }
            }
        }
        return named;
    }

    /** [N,C,H,W] to logits [N,K]. */
    private Tensor forward(Tensor images) {
        Tensor current = images.contiguous(torch.MemoryFormat.ChannelsLast);
        for (Conv2d layer : layers) {
            current = Activation.leakyRelu(layer.forward(current));
        }
        return head.forward(torch.adaptive_avg_pool2d(current, GRID, GRID).flatten(1, 3));
    }

    /** [N,C,H,W] float32 in [-1,1]. */
    private static Tensor pictures(LabelledPictures set) {
        return Pixels.toFloat(set.pixels(), set.count(), set.size(), set.channels());
    }

    private static Tensor labels(LabelledPictures set) {
        return Torch.fromLongs(Arrays.stream(set.labels()).asLongStream().toArray(), set.count());
    }
}
