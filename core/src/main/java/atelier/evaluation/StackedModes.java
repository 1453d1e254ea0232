package atelier.evaluation;

import atelier.data.ImageSet;
import atelier.data.StackedGreys;
import atelier.torch.Parallel;
import atelier.torch.RandomStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names the modes of pictures in the manner of {@code stacked-greys}: the class of each plane, by a small classifier of
 * single planes that learned from real training pictures. Made for one size of picture; used by one thread, it uses
 * more.
 */
public final class StackedModes {
    /** Pictures that are looked at, at most. */
    public static final int MOST = 50_000;
    /** Training pictures that the classifier learns from, at most. */
    public static final int TAUGHT = 4_000;
    /** Held-out pictures that it is tested on, at most. */
    public static final int TESTED = 2_000;

    static final int STEPS = 1_200;
    /** The rule in words, for conventions. */
    static final String RULE = "each plane named by a classifier as of cas, but of " + STEPS
            + " steps, trained on the planes of up to " + TAUGHT
            + " real training pictures, one seed; the floor is that of as many pictures, stacked at random of the planes of"
            + " up to " + TESTED + " real held-out ones as the classifier names them";

    private static final int CHUNK = 500;
    private static final long SEED = 1;

    private final PictureClassifier classifier;
    private final int threads;
    /** What the classifier says of the planes of held-out pictures. */
    private final int[] heldOutNames;

    private final double accuracy;

    /**
     * Trains the classifier. Pictures are labelled with their modes, as {@link #labelled} does it.
     *
     * @param training real pictures to learn from
     * @param heldOut other real pictures of the same size
     */
    public StackedModes(LabelledPictures training, LabelledPictures heldOut, int threads) {
        this.threads = threads;
        LabelledPictures lesson = planes(training, 0, Math.min(TAUGHT, training.count()));
        classifier = PictureClassifier.trained(lesson, StackedGreys.CLASSES, SEED, STEPS);
        LabelledPictures test = planes(heldOut, 0, Math.min(TESTED, heldOut.count()));
        heldOutNames = classifier.names(test);
        int right = 0;
        for (int i = 0; i < heldOutNames.length; i++) {
            right += heldOutNames[i] == test.labels()[i] ? 1 : 0;
        }
        accuracy = right / (double) heldOutNames.length;
    }

    /** The names of what this measures. */
    public static List<String> metrics() {
        return Metrics.ofModes().stream().map(Metric::name).toList();
    }

    /** Why there are no such numbers. */
    public static Map<String, Score> notApplicable(String reason) {
        Map<String, Score> scores = new LinkedHashMap<>();
        for (ModeMetric metric : Metrics.ofModes()) {
            scores.put(metric.name(), Score.notApplicable(metric, 0, reason));
        }
        return scores;
    }

    /** The first pictures of a set that {@link StackedGreys#made}, labelled with their modes. */
    public static LabelledPictures labelled(ImageSet set, int most) {
        return LabelledPictures.of(set, StackedGreys.modes(set), most);
    }

    /** Scores pictures of the size that this was made for, three channels each; their classes are not looked at. */
    public Map<String, Score> score(LabelledPictures generated) {
        LabelledPictures some = generated.first(MOST);
        int count = some.count();
        int[] modes = modes(some);
        int[] real = stackedHeldOut(count);
        Map<String, Score> scores = new LinkedHashMap<>();
        for (ModeMetric metric : Metrics.ofModes()) {
            scores.put(metric.name(), score(metric, modes, real));
        }
        return scores;
    }

    private Score score(ModeMetric metric, int[] modes, int[] real) {
        int count = modes.length;
        if (count < metric.minimumCount()) {
            return Score.notApplicable(
                    metric, count, "needs at least " + metric.minimumCount() + " pictures, got " + count);
        }
        double value = metric.value(histogram(modes));
        double half = metric.halfWidth(modes);
        String how = String.format(
                Locale.ROOT,
                "; %d pictures; the classifier names %.3f of real held-out planes rightly",
                count,
                accuracy);
        return new Score(
                metric.name(),
                value,
                Math.max(metric.lowest(), value - half),
                Math.min(metric.highest(), value + half),
                metric.value(histogram(real)),
                metric.convention() + how,
                count,
                caution(metric, count));
    }

    private static @Nullable String caution(Metric metric, int count) {
        return count < metric.advisedCount()
                ? "only " + count + " pictures for " + StackedGreys.MODES + " modes; from " + metric.advisedCount()
                        + " on nearly every mode of real pictures is seen"
                : null;
    }

    /** The mode of every picture, as the classifier names its planes. */
    int[] modes(LabelledPictures pictures) {
        int[] modes = new int[pictures.count()];
        Parallel.run(threads, (modes.length + CHUNK - 1) / CHUNK, chunk -> {
            int from = chunk * CHUNK;
            int to = Math.min(modes.length, from + CHUNK);
            int[] names = classifier.names(planes(pictures, from, to));
            for (int i = 0; i < names.length; i++) {
                int picture = from + i / StackedGreys.PLANES;
                modes[picture] = modes[picture] * StackedGreys.CLASSES + names[i];
            }
        });
        return modes;
    }

    /** Modes of pictures as the data set would stack them of held-out planes. */
    private int[] stackedHeldOut(int count) {
        int[] modes = new int[count];
        for (int i = 0; i < count; i++) {
            RandomStream random = RandomStream.of(SEED, "stacks of held-out planes", i);
            for (int plane = 0; plane < StackedGreys.PLANES; plane++) {
                modes[i] = modes[i] * StackedGreys.CLASSES + heldOutNames[random.nextInt(heldOutNames.length)];
            }
        }
        return modes;
    }

    /** Pictures per mode. */
    static int[] histogram(int[] modes) {
        int[] counts = new int[StackedGreys.MODES];
        for (int mode : modes) {
            counts[mode]++;
        }
        return counts;
    }

    /** The planes of pictures [from, to) as grey pictures, one after another, each with its class in the mode. */
    private static LabelledPictures planes(LabelledPictures pictures, int from, int to) {
        int area = pictures.size() * pictures.size();
        byte[] pixels = new byte[(to - from) * StackedGreys.PLANES * area];
        int[] labels = new int[(to - from) * StackedGreys.PLANES];
        for (int i = 0; i < labels.length; i++) {
            int picture = from + i / StackedGreys.PLANES;
            int plane = i % StackedGreys.PLANES;
            int first = picture * StackedGreys.PLANES * area + plane;
            for (int p = 0; p < area; p++) {
                pixels[i * area + p] = pictures.pixels()[first + p * StackedGreys.PLANES];
            }
            labels[i] = StackedGreys.plane(Math.max(0, pictures.labels()[picture]), plane);
        }
        return new LabelledPictures(pixels, labels, pictures.size(), 1);
    }

    /** The share of planes of real held-out pictures whose class is named rightly. */
    double accuracy() {
        return accuracy;
    }
}
