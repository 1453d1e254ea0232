package atelier.evaluation;

import atelier.data.Pixels;
import atelier.model.part.Augmentation;
import atelier.nn.features.ImageBatches;
import atelier.torch.Parallel;
import atelier.torch.RandomStream;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/**
 * Tells augmented pictures from plain ones: small classifiers, one per seed, that learned from real training pictures
 * and from the same pictures augmented. Made for one size and kind of picture; used by one thread, it uses more.
 */
public final class AugmentationDetector {
    /** Pictures of each kind, at most. */
    public static final int MOST = 2_000;
    /** Pictures of each kind, at least. */
    public static final int LEAST = 20;

    private static final int SEEDS = 5;
    private static final int PLAIN = 0;
    private static final int AUGMENTED = 1;
    private static final long AUGMENTATION_SEED = 1;
    private static final Metric METRIC = new AugmentationLeak();

    private final PictureClassifier[] classifiers = new PictureClassifier[SEEDS];
    private final int threads;
    private final int taught;
    private final int heldOutCount;
    private final double falseAlarms;
    private final double detected;

    /**
     * Trains the classifiers.
     *
     * @param training real pictures to learn from, in an order that does not depend on classes
     * @param heldOut other real pictures, on which false alarms are counted
     */
    public AugmentationDetector(ImageBatches training, ImageBatches heldOut, int threads) {
        this.threads = threads;
        taught = training.count();
        LabelledPictures lesson = LabelledPictures.of(training, PLAIN, threads)
                .and(LabelledPictures.of(augmented(training, "training"), AUGMENTED, threads));
        Parallel.run(threads, SEEDS, seed -> classifiers[seed] = PictureClassifier.trained(lesson, 2, seed + 1L));
        heldOutCount = heldOut.count();
        falseAlarms = Intervals.mean(shares(LabelledPictures.of(heldOut, PLAIN, threads)));
        detected = Intervals.mean(shares(LabelledPictures.of(augmented(heldOut, "held out"), AUGMENTED, threads)));
    }

    /** The name of what this measures. */
    public static String metric() {
        return METRIC.name();
    }

    /** Why there is no such number. */
    public static Score notApplicable(String reason) {
        return Score.notApplicable(METRIC, 0, reason);
    }

    /**
     * The pictures as a discriminator of a run with full augmentation would see them, rounded to 8 bits like a file.
     */
    static ImageBatches augmented(ImageBatches images, String purpose) {
        Augmentation augmentation = new Augmentation(1);
        return new ImageBatches() {
            @Override
            public int count() {
                return images.count();
            }

            @Override
            public Tensor batch(int from, int to) {
                Tensor changed = augmentation.forward(
                        images.batch(from, to),
                        index -> RandomStream.of(AUGMENTATION_SEED, "augmented " + purpose, from + (long) index));
                int size = Math.toIntExact(changed.size(2));
                return Pixels.toFloat(Pixels.toBytes(changed), to - from, size, Math.toIntExact(changed.size(1)));
            }
        };
    }

    /** The share of pictures that each classifier calls augmented. */
    private double[] shares(LabelledPictures pictures) {
        double[] shares = new double[SEEDS];
        Parallel.run(threads, SEEDS, seed -> {
            int[] names = classifiers[seed].names(pictures);
            shares[seed] =
                    Arrays.stream(names).filter(name -> name == AUGMENTED).count() / (double) names.length;
        });
        return shares;
    }

    /** Scores pictures of the size and the channels of those it was made for; their classes are not looked at. */
    public Score score(LabelledPictures generated) {
        LabelledPictures some = generated.first(MOST);
        int count = some.count();
        if (count < METRIC.minimumCount()) {
            return Score.notApplicable(
                    METRIC, count, "needs at least " + METRIC.minimumCount() + " pictures, got " + count);
        }
        return Score.ofShares(
                METRIC,
                shares(some),
                count,
                falseAlarms,
                String.format(
                        Locale.ROOT,
                        "; %d training pictures, %d held out, %d generated; of augmented held-out pictures %.3f are called so",
                        taught,
                        heldOutCount,
                        count,
                        detected),
                count,
                count < METRIC.advisedCount() ? "only " + count + " pictures to look at" : null);
    }

    /** The share of augmented real held-out pictures that are called augmented. */
    double detected() {
        return detected;
    }
}
