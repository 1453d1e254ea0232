package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.Pixels;
import atelier.data.Shapes;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Metrics of the generated pictures themselves, by values of hand and with planted faults. */
class SampleMetricsTest {
    private static final int SIDE = 32;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static PictureSample shapes(int count, IntUnaryOperator index) {
        int bytes = SIDE * SIDE * 3;
        byte[] pixels = new byte[count * bytes];
        for (int i = 0; i < count; i++) {
            System.arraycopy(Shapes.draw(index.applyAsInt(i), SIDE), 0, pixels, i * bytes, bytes);
        }
        return unlabelled(Pixels.toFloat(pixels, count, SIDE, 3));
    }

    private static PictureSample unlabelled(Tensor pictures) {
        int[] none = new int[(int) pictures.size(0)];
        Arrays.fill(none, -1);
        return new PictureSample(pictures, none);
    }

    @Test
    void noPictureIsInTwoPairsAndPairsAreOfOneClass() {
        int[] labels = {0, 1, 0, 1, 1, 0, 2, 0, 1, 1};
        int[][] pairs = PicturePairs.draw(labels);
        // Four of class 0, five of class 1, one of class 2.
        assertThat(pairs[0]).hasSize(4);
        assertThat(IntStream.concat(Arrays.stream(pairs[0]), Arrays.stream(pairs[1])))
                .doesNotHaveDuplicates();
        for (int i = 0; i < 4; i++) {
            assertThat(labels[pairs[0][i]]).isEqualTo(labels[pairs[1][i]]);
        }
        assertThat(PicturePairs.draw(new int[] {3, 4})[0]).isEmpty();
    }

    /** Two even pictures of 0.25 and 0.75: see MetricsTest. Two scales at 32 pixels, of which the last sees brightness. */
    @Test
    void similarityBetweenPairsIsThatOfHand() {
        try (Scope scope = Scope.withoutGradient()) {
            float[] values = new float[2 * SIDE * SIDE];
            Arrays.fill(values, 0, SIDE * SIDE, -0.5f);
            Arrays.fill(values, SIDE * SIDE, values.length, 0.5f);
            PictureSample two = unlabelled(Torch.fromFloats(values, 2, 1, SIDE, SIDE));
            Score score = new MsSsimPairs().score(two, two, null, null);
            double brightness = (2 * 0.25 * 0.75 + 1e-4) / (0.25 * 0.25 + 0.75 * 0.75 + 1e-4);
            double want = Math.pow(brightness, 0.2856 / (0.0448 + 0.2856));
            assertThat(score.value()).isCloseTo(want, within(1e-6));
            assertThat(score.floor()).isEqualTo(score.value());
            assertThat(score.convention()).contains("1 pairs");
            assertThat(new LpipsPairs().score(two, two, null, null).reason()).contains("--weights-root");
        }
    }

    @Test
    void fewPicturesOverAndOverAreMoreAlikeThanRealOnes() {
        try (Scope scope = Scope.withoutGradient()) {
            PictureSample real = shapes(200, i -> i);
            Score honest = new MsSsimPairs().score(shapes(200, i -> 1_000 + i), real, null, null);
            Score collapsed = new MsSsimPairs().score(shapes(200, i -> 1_000 + i % 3), real, null, null);
            // The floor, of a hundred pairs as well, moves as much as the value.
            double half = honest.high() - honest.value();
            assertThat(honest.value()).isCloseTo(honest.floor(), within(2 * half));
            assertThat(collapsed.low()).isGreaterThan(1.5 * collapsed.floor());
        }
    }

    @Test
    void classesCountOnlyWhereBothHaveThem() {
        try (Scope scope = Scope.withoutGradient()) {
            PictureSample real = shapes(8, i -> i);
            PictureSample labelled = new PictureSample(real.pictures(), new int[] {0, 0, 0, 1, 1, 1, 2, 2});
            assertThat(new MsSsimPairs().score(labelled, real, null, null).convention())
                    .endsWith("; 4 pairs");
            assertThat(new MsSsimPairs().score(labelled, labelled, null, null).convention())
                    .endsWith("; 3 pairs within classes");
        }
    }

    /** The smoothing of a single bright pixel in the middle, by hand; and all levels together give the picture again. */
    @Test
    void thePyramidTakesAwayWhatSmoothingAndHalvingLose() {
        try (Scope scope = Scope.withoutGradient()) {
            float[] values = new float[16 * 16];
            values[8 * 16 + 8] = 1;
            Tensor picture = Torch.fromFloats(values, 1, 1, 16, 16);
            List<Tensor> pyramid = LaplacianPyramid.of(picture, 2);
            float[] small = Torch.toFloats(pyramid.get(1).contiguous());
            // Weights 6/16 at the pixel and 1/16 two away, which is one away at half the size.
            assertThat(small[4 * 8 + 4]).isCloseTo(36 / 256f, within(1e-6f));
            assertThat(small[4 * 8 + 5]).isCloseTo(6 / 256f, within(1e-6f));
            assertThat(small[5 * 8 + 5]).isCloseTo(1 / 256f, within(1e-6f));
            float[] detail = Torch.toFloats(pyramid.get(0).contiguous());
            // Doubled again, twice the window in each direction: 12/16 of the row's 36 and 2/16 of 6 from both sides,
            // so
            // (12*6 + 2*1 + 2*1)/256 per direction.
            double back = 76 / 256.0;
            assertThat(detail[8 * 16 + 8]).isCloseTo((float) (1 - back * back), within(1e-6f));
            assertThat(LaplacianPyramid.levels(28, 14)).isEqualTo(2);
            assertThat(LaplacianPyramid.levels(64, 14)).isEqualTo(3);
            assertThat(LaplacianPyramid.levels(27, 14)).isEqualTo(2);
            assertThat(LaplacianPyramid.of(picture.narrow(2, 0, 15), 2).get(0).shape())
                    .containsExactly(1, 1, 15, 16);
        }
    }

    @Test
    void channelsOfPatchesAreNormalisedApart() {
        // Two patches of two channels: 0 and 2 everywhere, and a constant.
        float[] rows = new float[2 * 2 * 49];
        Arrays.fill(rows, 2 * 49, 3 * 49, 2);
        Arrays.fill(rows, 49, 2 * 49, 7);
        Arrays.fill(rows, 3 * 49, 4 * 49, 7);
        float[] got = PatchWasserstein.normalised(rows, 2);
        assertThat(got[0]).isEqualTo(-1);
        assertThat(got[2 * 49]).isEqualTo(1);
        assertThat(got[49]).isZero();
    }

    @Test
    void patchesSeeBlurAndNoiseAndNothingInOtherRealPictures() {
        try (Scope scope = Scope.withoutGradient()) {
            PictureSample real = shapes(80, i -> i);
            PictureSample training = shapes(80, i -> 3_000 + i);
            PictureSample fresh = shapes(80, i -> 6_000 + i);
            Score same = new PatchWasserstein().score(real, real, null, null);
            assertThat(same.value()).isZero();
            Score honest = new PatchWasserstein().score(fresh, real, training, null);
            Score blurred = new PatchWasserstein()
                    .score(unlabelled(Controls.make("blurred", fresh.pictures(), 1)), real, null, null);
            float[] noise = new float[Math.toIntExact(fresh.pictures().numel())];
            RandomStream.of(1, "grain", 0).fillNormal(noise, 0, noise.length);
            Tensor grainy = Torch.fromFloats(noise, fresh.pictures().shape())
                    .mul(Torch.scalar(0.1))
                    .add(fresh.pictures());
            Score noisy = new PatchWasserstein().score(unlabelled(grainy), real, null, null);
            assertThat(honest.value()).isBetween(0.4 * honest.floor(), 2.5 * honest.floor());
            assertThat(blurred.value()).isGreaterThan(1.3 * honest.value());
            assertThat(noisy.value()).isGreaterThan(1.3 * honest.value());
            assertThat(honest.convention()).contains("2 levels, 80 against 80 real");
            assertThat(new PatchWasserstein()
                            .score(unlabelled(fresh.pictures().narrow(1, 0, 1)), real, null, null)
                            .reason())
                    .contains("channels");
        }
    }

    @Test
    void theFloorOfPatchesIsOfAsManyTrainingPicturesAsWereGenerated() {
        try (Scope scope = Scope.withoutGradient()) {
            PictureSample real = shapes(60, i -> i);
            PictureSample training = shapes(60, i -> 3_000 + i);
            PictureSample few = shapes(20, i -> 6_000 + i);
            Double floor =
                    new PatchWasserstein().score(few, real, training, null).floor();
            PictureSample fewReal = unlabelled(training.pictures().narrow(0, 0, 20));
            assertThat(floor)
                    .isEqualTo(new PatchWasserstein()
                            .score(fewReal, real, null, null)
                            .value());
            Score more = new PatchWasserstein().score(real, real, few, null);
            assertThat(more.convention()).endsWith(", floor from 20 training pictures only");
        }
    }

    @Test
    void whatIsKnownOfTheRealPicturesIsNotFoundAgain() {
        try (Scope scope = Scope.withoutGradient()) {
            PictureSample real = shapes(20, i -> i);
            PictureSample generated = shapes(20, i -> 3_000 + i);
            Score first = new MsSsimPairs().score(generated, real, null, null);
            assertThat(first.count()).as("pictures, not pairs").isEqualTo(20);
            real.known().replaceAll((name, value) -> value + 1);
            Score second = new MsSsimPairs().score(generated, real, null, null);
            assertThat(second.floor()).isEqualTo(first.floor() + 1);
            assertThat(second.value()).isEqualTo(first.value());
        }
    }
}
