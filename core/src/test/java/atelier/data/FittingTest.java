package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resampler and Fitter. */
class FittingTest {
    private static Picture random(int width, int height, int channels, long seed) {
        byte[] pixels = new byte[width * height * channels];
        new Random(seed).nextBytes(pixels);
        return Picture.of(width, height, channels, pixels);
    }

    private static Picture sprite(int width, int height) {
        Picture picture = random(width, height, 3, 7);
        return new Picture(width, height, 3, picture.pixels(), true, true);
    }

    @ParameterizedTest
    @CsvSource({"grey28, 28, 28", "img32, 32, 32", "img100x76, 100, 76", "img500x375, 500, 375"})
    void resamplingEqualsPillowsAntialiasedBicubic(String name, int width, int height) throws IOException {
        Path golden = TestPictures.shared("golden");
        assumeTrue(golden != null, "the golden vectors do not lie beside this checkout");
        byte[] pixels = new byte[width * height * 3];
        array(golden.resolve("resize/" + name + ".npy")).get(pixels);
        float[] resized = Resampler.resize(pixels, width, height, 3, 299, 299);
        int[][] corners = {{0, 0}, {137, 99}, {275, 275}};
        for (int i = 0; i < corners.length; i++) {
            ByteBuffer crop =
                    array(golden.resolve("expected/resize_%s_pil_bicubic_float299_%d.npy".formatted(name, i)));
            for (int k = 0; k < 24 * 24 * 3; k++) {
                int y = corners[i][0] + k / 3 / 24;
                int x = corners[i][1] + k / 3 % 24;
                float got = Math.max(0, Math.min(255, resized[(y * 299 + x) * 3 + k % 3]));
                assertThat(got).as("%s crop %d at %d", name, i, k).isCloseTo(crop.getFloat(), within(1e-3f));
            }
        }
    }

    /** The data of an .npy file. */
    private static ByteBuffer array(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.position(10 + bytes.getShort(8));
    }

    @Test
    void everySourcePixelCountsWhenAPictureBecomesSmaller() {
        // A single bright line, which a filter without antialiasing would miss or exaggerate.
        byte[] pixels = new byte[640];
        Arrays.fill(pixels, (byte) 100);
        pixels[313] = (byte) 255;
        float[] small = Resampler.resize(pixels, 640, 1, 1, 16, 1);
        double sum = 0;
        for (float value : small) {
            sum += value - 100;
        }
        assertThat(sum).isCloseTo(155.0 / 40, within(0.05));
    }

    @Test
    void aPlainPictureStaysPlain() {
        byte[] pixels = new byte[37 * 53 * 3];
        Arrays.fill(pixels, (byte) 201);
        Picture resized = Resampler.resize(Picture.of(37, 53, 3, pixels), 16, 64);
        for (byte value : resized.pixels()) {
            assertThat(value).isEqualTo((byte) 201);
        }
    }

    @Test
    void aPictureOfTheRightSizePassesByteForByte() {
        Picture picture = random(32, 32, 3, 1);
        for (Fit fit : Fit.values()) {
            assertThat(new Fitter(32, fit, 0xFFFFFF).apply(picture).pixels()).isEqualTo(picture.pixels());
        }
    }

    @Test
    void aTallPictureOfTheRightWidthIsCutAtBothEnds() {
        Picture picture = random(32, 48, 3, 2);
        Picture fitted = new Fitter(32, Fit.CROP, 0xFFFFFF).apply(picture);
        assertThat(fitted.pixels()).isEqualTo(Arrays.copyOfRange(picture.pixels(), 8 * 32 * 3, 40 * 32 * 3));
        Picture drawn = sprite(32, 48);
        assertThat(new Fitter(32, Fit.CROP, 0xFFFFFF).apply(drawn).pixels())
                .isEqualTo(Arrays.copyOfRange(drawn.pixels(), 8 * 32 * 3, 40 * 32 * 3));
    }

    @Test
    void paddingKeepsTheWholePictureOnTheBackground() {
        Picture picture = random(40, 20, 3, 3);
        Picture fitted = new Fitter(20, Fit.PAD, 0x102030).apply(picture);
        assertThat(fitted.width()).isEqualTo(20);
        for (int y : new int[] {0, 4, 15, 19}) {
            assertThat(Arrays.copyOfRange(fitted.pixels(), y * 60, y * 60 + 3)).containsExactly(0x10, 0x20, 0x30);
        }
        Picture small = Resampler.resize(picture, 20, 10);
        assertThat(Arrays.copyOfRange(fitted.pixels(), 5 * 60, 15 * 60)).isEqualTo(small.pixels());
    }

    @Test
    void aSmallSpriteIsEnlargedByAWholeFactorAndCentred() {
        Picture drawn = sprite(10, 8);
        Picture fitted = new Fitter(32, Fit.CROP, 0xFF00FF).apply(drawn);
        // Three times 10 x 8 is 30 x 24: one column and four rows of background around it.
        assertThat(Arrays.copyOfRange(fitted.pixels(), 0, 3)).containsExactly(-1, 0, -1);
        for (int y = 0; y < 24; y++) {
            for (int x = 0; x < 30; x++) {
                int at = ((y + 4) * 32 + x + 1) * 3;
                int from = (y / 3 * 10 + x / 3) * 3;
                assertThat(fitted.pixels()[at]).isEqualTo(drawn.pixels()[from]);
            }
        }
    }

    @Test
    void aGreyPictureOnAColouredBackgroundBecomesColoured() {
        Picture fitted = new Fitter(16, Fit.PAD, 0x00FF00).apply(random(16, 8, 1, 4));
        assertThat(fitted.channels()).isEqualTo(3);
        assertThat(new Fitter(16, Fit.PAD, 0x777777).apply(random(16, 8, 1, 4)).channels())
                .isEqualTo(1);
    }
}
