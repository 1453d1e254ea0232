package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.Pixels;
import atelier.data.Shapes;
import atelier.model.part.Augmentation;
import atelier.nn.features.ImageBatches;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Planted leaks: pictures of which it is known whether they were augmented. */
class AugmentationDetectorTest {
    private static final int SIZE = 24;
    private static final int COUNT = 400;

    private static AugmentationDetector detector;

    @BeforeAll
    static void learn() {
        Torch.load();
        detector = new AugmentationDetector(shapes(1, COUNT, SIZE), shapes(2, COUNT, SIZE), 2);
    }

    /** Drawn pictures of a seed that is not the data set's. */
    private static ImageBatches shapes(long seed, int count, int size) {
        return new ImageBatches() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public Tensor batch(int from, int to) {
                int bytes = 3 * size * size;
                byte[] pixels = new byte[(to - from) * bytes];
                for (int i = from; i < to; i++) {
                    byte[] picture = Shapes.draw(Shapes.factors(seed * 1_000_000, i), size);
                    System.arraycopy(picture, 0, pixels, (i - from) * bytes, bytes);
                }
                return Pixels.toFloat(pixels, to - from, size, 3);
            }
        };
    }

    /** The pictures, every {@code every}-th of them augmented. */
    private static LabelledPictures leaking(ImageBatches plain, double strength, int every) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor pictures = plain.batch(0, plain.count());
            Tensor changed =
                    new Augmentation(strength).forward(pictures, i -> RandomStream.of(99, "a generator that leaks", i));
            byte[] bytes = Pixels.toBytes(pictures);
            byte[] leaked = Pixels.toBytes(changed);
            int length = bytes.length / plain.count();
            for (int i = 0; i < plain.count(); i += every) {
                System.arraycopy(leaked, i * length, bytes, i * length, length);
            }
            int size = (int) pictures.size(2);
            return new LabelledPictures(bytes, new int[plain.count()], size, (int) pictures.size(1));
        }
    }

    private static Score score(double strength, int every) {
        return detector.score(leaking(shapes(3, COUNT, SIZE), strength, every));
    }

    @Test
    void plainPicturesScoreLikeRealOnesAndAugmentedOnesFarAbove() {
        Score plain = score(0, 1);
        assertThat(plain.value()).isLessThan(0.2).isCloseTo(plain.floor(), within(0.08));
        Score augmented = score(1, 1);
        assertThat(augmented.value()).isGreaterThan(0.8).isCloseTo(detector.detected(), within(0.08));
        assertThat(augmented.low()).isGreaterThan(augmented.floor());
        assertThat(augmented.floor()).isEqualTo(plain.floor());
        assertThat(augmented.convention()).contains("400 training pictures", "400 held out", "400 generated");
    }

    @Test
    void aPartlyLeakingGeneratorLiesBetween() {
        double half = score(1, 2).value();
        double all = score(1, 1).value();
        double none = score(0, 1).value();
        assertThat(half).isCloseTo((all + none) / 2, within(0.1));
        assertThat(score(0.5, 1).value()).as("a weaker augmentation").isGreaterThan(none + 0.15);
    }

    @Test
    void greyPicturesLeakAsWell() {
        ImageBatches training = grey(shapes(1, 200, 16));
        ImageBatches heldOut = grey(shapes(2, 200, 16));
        AugmentationDetector ofGrey = new AugmentationDetector(training, heldOut, 1);
        ImageBatches fresh = grey(shapes(3, 200, 16));
        Score plain = ofGrey.score(leaking(fresh, 0, 1));
        Score leak = ofGrey.score(leaking(fresh, 1, 1));
        assertThat(leak.low()).isGreaterThan(plain.high() + 0.2);
    }

    private static ImageBatches grey(ImageBatches colour) {
        return new ImageBatches() {
            @Override
            public int count() {
                return colour.count();
            }

            @Override
            public Tensor batch(int from, int to) {
                return colour.batch(from, to).narrow(1, 0, 1).contiguous();
            }
        };
    }

    @Test
    void augmentedPicturesAreRoundedAndStayInRange() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor pictures =
                    AugmentationDetector.augmented(shapes(1, 8, SIZE), "test").batch(2, 8);
            assertThat(pictures.shape()).containsExactly(6, 3, SIZE, SIZE);
            float[] values = Torch.toFloats(pictures);
            assertThat(Torch.toFloats(Pixels.toFloat(Pixels.toBytes(pictures), 6, SIZE, 3)))
                    .containsExactly(values);
            assertThat(torch.min(pictures).item_double()).isGreaterThanOrEqualTo(-1);
            Tensor alone =
                    AugmentationDetector.augmented(shapes(1, 8, SIZE), "test").batch(5, 6);
            assertThat(Torch.toFloats(alone))
                    .as("a picture is augmented the same in every batch")
                    .containsExactly(Torch.toFloats(pictures.narrow(0, 3, 1)));
        }
    }

    @Test
    void theResultDoesNotDependOnTheNumberOfThreads() {
        LabelledPictures generated = leaking(shapes(3, 60, 16), 1, 2);
        AugmentationDetector one = new AugmentationDetector(shapes(1, 60, 16), shapes(2, 60, 16), 1);
        AugmentationDetector three = new AugmentationDetector(shapes(1, 60, 16), shapes(2, 60, 16), 3);
        assertThat(one.score(generated)).isEqualTo(three.score(generated));
    }

    @Test
    void tooFewPicturesAreRefused() {
        Score score = detector.score(leaking(shapes(3, 19, SIZE), 0, 1));
        assertThat(score.value()).isNull();
        assertThat(score.reason()).isEqualTo("needs at least 20 pictures, got 19");
    }
}
