package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels, Grid and PngFiles. */
class PixelsTest {
    @TempDir
    private Path folder;

    private ImageSet packed(int channels) throws IOException {
        Path file = folder.resolve("test.pack");
        Random random = new Random(3);
        try (PackedWriter writer = new PackedWriter(file, 16)) {
            for (int i = 0; i < 9; i++) {
                byte[] pixels = new byte[256 * channels];
                random.nextBytes(pixels);
                Picture picture = Picture.of(16, 16, channels, pixels);
                writer.add(picture, PackedFormat.imageHash(16, picture), i % 2, OwnSplit.REST);
            }
            ListedItems none = new ListedItems(() -> {});
            writer.finish(java.util.List.of("a", "b"), "", new ScanBuilder("test", "test", none).build(16, writer));
        }
        return ImageSet.all("test", PackedImages.open(file));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void bytesBecomeFloatsInPlanesAndBytesAgain(int channels) throws IOException {
        ImageSet set = packed(channels);
        try (Tensor tensor = Pixels.toFloat(set, new int[] {4, 0})) {
            assertThat(tensor.shape()).containsExactly(2, channels, 16, 16);
            byte[] picture = new byte[256 * channels];
            set.copyImage(4, picture, 0);
            FloatBuffer values = tensor.createBuffer();
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < 256; p++) {
                    assertThat(values.get(c * 256 + p)).isEqualTo((picture[p * channels + c] & 0xFF) / 127.5f - 1f);
                }
            }
            byte[] back = Pixels.toBytes(tensor);
            assertThat(java.util.Arrays.copyOf(back, picture.length)).isEqualTo(picture);
            try (Tensor again = Pixels.toFloat(back, 2, 16, channels)) {
                assertThat(again.equal(tensor)).isTrue();
            }
        }
    }

    @Test
    void chosenPicturesAreMirrored() throws IOException {
        ImageSet set = packed(3);
        try (Tensor plain = Pixels.toFloat(set, new int[] {1, 2});
                Tensor mirrored = Pixels.toFloat(set, new int[] {1, 2}, new boolean[] {true, false});
                Tensor flipped = plain.flip(3)) {
            assertThat(mirrored.narrow(0, 0, 1).equal(flipped.narrow(0, 0, 1))).isTrue();
            assertThat(mirrored.narrow(0, 1, 1).equal(plain.narrow(0, 1, 1))).isTrue();
        }
        try (Tensor labels = Pixels.labels(set, new int[] {0, 1, 2})) {
            assertThat(labels.shape()).containsExactly(3);
            assertThat(labels.sum().item_long()).isEqualTo(1);
        }
    }

    @Test
    void valuesOutsideTheRangeAreClampedAndHalvesGoUp() {
        float half = 2.5f / 127.5f - 1f;
        try (Tensor tensor = Tensor.create(new float[] {-3, 3, half, Float.NaN}, 1, 1, 2, 2)) {
            byte[] bytes = Pixels.toBytes(tensor);
            assertThat(bytes[0]).isZero();
            assertThat(bytes[1]).isEqualTo((byte) 255);
            assertThat((int) bytes[2]).isCloseTo(3, within(1));
            assertThat(bytes[3]).isZero();
        }
    }

    @Test
    void aGridShowsEveryPictureEnlargedByAWholeFactor() throws IOException {
        ImageSet set = packed(3);
        BufferedImage grid = Grid.of(set, new int[] {0, 1, 2, 3, 4}, 3, 2);
        assertThat(grid.getWidth()).isEqualTo(3 * 34 + 2);
        assertThat(grid.getHeight()).isEqualTo(2 * 34 + 2);
        BufferedImage fourth = Pixels.toImage(set, 3);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                assertThat(grid.getRGB(2 + x, 36 + y)).isEqualTo(fourth.getRGB(x / 2, y / 2));
            }
        }
        assertThat(Grid.spread(set, 4)).hasSize(4).doesNotHaveDuplicates();
        assertThat(Grid.preview(set, 100)).isNotNull();
    }

    @Test
    void aPngSaysWhereItComesFrom() throws IOException {
        Path file = folder.resolve("new/folder/picture.png");
        Map<String, String> texts = Map.of("run", "runs/gan-1", "seed", "42", "title", "\u68a6\u5883");
        PngFiles.write(TestPictures.photograph(10, 10, 1), file, texts);
        assertThat(PngFiles.readTexts(file)).isEqualTo(texts);
        Picture read = ImageDecoder.decode(java.nio.file.Files.readAllBytes(file), 0, 16);
        assertThat(read.width()).isEqualTo(10);
        byte[] once = PngFiles.encode(TestPictures.photograph(10, 10, 1), Map.of("a", "b"));
        assertThat(PngFiles.encode(TestPictures.photograph(10, 10, 1), Map.of("a", "b")))
                .isEqualTo(once);
    }
}
