package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.model.ImageShape;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.Workload;
import atelier.torch.Device;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
    private static final int SIDE = 16;
    private static final int COUNT = 6;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    @Test
    void strengthZeroShowsPicturesAsTheyAre() {
        try (Scope scope = Scope.open()) {
            Tensor pictures = pictures(3);
            assertThat(new Augmentation(0).forward(step(0), "real", pictures)).isSameAs(pictures);
        }
    }

    @Test
    void itsNumbersBelongToThePositionAndToTheOccasion() {
        try (Scope scope = Scope.open()) {
            Augmentation augmentation = new Augmentation(1);
            Tensor pictures = pictures(3);
            float[] first = Torch.toFloats(augmentation.forward(step(0), "real", pictures));
            assertThat(Torch.toFloats(augmentation.forward(step(0), "real", pictures)))
                    .isEqualTo(first);
            assertThat(Torch.toFloats(augmentation.forward(step(0), "fake", pictures)))
                    .isNotEqualTo(first);
            int half = COUNT / 2;
            float[] second =
                    Torch.toFloats(augmentation.forward(share(half, half), "real", pictures.narrow(0, half, half)));
            assertThat(java.util.Arrays.copyOfRange(first, first.length / 2, first.length))
                    .containsExactly(second, within(1e-6f));
        }
    }

    @Test
    void outsideTrainingTheSameStreamsGiveTheSamePictures() {
        try (Scope scope = Scope.open()) {
            Tensor pictures = pictures(3);
            Tensor inside = new Augmentation(0.7).forward(step(0), "real", pictures);
            Tensor outside = new Augmentation(0.7).forward(pictures, index -> RandomStream.of(1, "real", index));
            assertThat(Torch.toFloats(outside)).isEqualTo(Torch.toFloats(inside));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void agreesWithAPlainReferencePixelByPixel(int channels) {
        try (Scope scope = Scope.open()) {
            Tensor pictures = pictures(channels);
            float[] augmented = Torch.toFloats(new Augmentation(1).forward(step(0), "real", pictures));
            float[] original = Torch.toFloats(pictures);
            int values = channels * SIDE * SIDE;
            for (int picture = 0; picture < COUNT; picture++) {
                float[] own = java.util.Arrays.copyOfRange(original, picture * values, (picture + 1) * values);
                float[] expected = plain(own, channels, RandomStream.of(1, "real", picture));
                assertThat(java.util.Arrays.copyOfRange(augmented, picture * values, (picture + 1) * values))
                        .containsExactly(expected, within(1e-5f));
            }
        }
    }

    /** Brightness, saturation, contrast, shift and square of one picture at full strength, one pixel at a time. */
    private static float[] plain(float[] picture, int channels, RandomStream random) {
        double brightness = random.nextDouble() - 0.5;
        double saturation = 2 * random.nextDouble();
        double contrast = 0.5 + random.nextDouble();
        int down = random.nextInt(5) - 2;
        int right = random.nextInt(5) - 2;
        int top = random.nextInt(17) - 4;
        int left = random.nextInt(17) - 4;
        int area = SIDE * SIDE;
        double[] colour = new double[picture.length];
        double mean = 0;
        for (int i = 0; i < picture.length; i++) {
            double grey = 0;
            for (int c = 0; c < channels; c++) {
                grey += picture[c * area + i % area] / channels;
            }
            colour[i] = brightness + grey + saturation * (picture[i] - grey);
            mean += colour[i] / picture.length;
        }
        float[] result = new float[picture.length];
        for (int i = 0; i < picture.length; i++) {
            int y = i % area / SIDE;
            int x = i % SIDE;
            boolean covered = y >= top && y < top + 8 && x >= left && x < left + 8;
            int fromY = y - down;
            int fromX = x - right;
            if (!covered && fromY >= 0 && fromY < SIDE && fromX >= 0 && fromX < SIDE) {
                double value = colour[i / area * area + fromY * SIDE + fromX];
                result[i] = (float) (mean + contrast * (value - mean));
            }
        }
        return result;
    }

    @Test
    void byDefaultFewPicturesAreAugmentedOnceTheyAreSeenOften() {
        ImageShape shape = new ImageShape(32, 3, 0);
        assertThat(Augmentation.strengthFor(new Workload(shape, 2_000, 100_000)))
                .isEqualTo(1);
        assertThat(Augmentation.strengthFor(new Workload(shape, 2_000, 99_999))).isZero();
        assertThat(Augmentation.strengthFor(new Workload(shape, 10_000, 1_000_000)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesAStrengthOutsideZeroToOne(double strength) {
        assertThatThrownBy(() -> new Augmentation(strength))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("augment is " + strength + ", expected 0 to 1");
    }

    private static Tensor pictures(int channels) {
        float[] values = new float[COUNT * channels * SIDE * SIDE];
        RandomStream.of(2, "pictures", 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, COUNT, channels, SIDE, SIDE);
    }

    private static StepContext step(long first) {
        return share(first, COUNT);
    }

    private static StepContext share(long first, int count) {
        Tensor images = pictures(3).narrow(0, 0, count);
        return new StepContext(images, null, new Progress(0, 0, 100), 1, first, Device.CPU, 1, mean -> mean);
    }
}
