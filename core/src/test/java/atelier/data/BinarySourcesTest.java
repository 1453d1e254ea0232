package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IDX pairs and CIFAR files. */
class BinarySourcesTest {
    @TempDir
    private Path folder;

    private ImageDataset open(Path path) {
        return Datasets.open(path.toString(), TestPictures.options(folder), ProgressListener.NONE);
    }

    private static byte[] pixels(int seed, int length) {
        byte[] pixels = new byte[length];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    private static byte[] idxImages(int count, int rows, int columns, int seed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream stream = new DataOutputStream(bytes);
        for (int value : new int[] {0x803, count, rows, columns}) {
            stream.writeInt(value);
        }
        for (int i = 0; i < count; i++) {
            stream.write(pixels(seed + i, rows * columns));
        }
        return bytes.toByteArray();
    }

    private static byte[] idxLabels(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream stream = new DataOutputStream(bytes);
        stream.writeInt(0x801);
        stream.writeInt(count);
        for (int i = 0; i < count; i++) {
            stream.writeByte(i % 3);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(bytes);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderWithTwoIdxPairsKeepsItsTestSplit(boolean compressed) throws IOException {
        Path data = folder.resolve("digits");
        String[] names = {"train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"};
        byte[][] files = {idxImages(30, 20, 20, 1), idxLabels(30), idxImages(10, 20, 20, 500), idxLabels(10)};
        for (int i = 0; i < 4; i++) {
            TestPictures.write(
                    data.resolve(names[i] + "-ubyte" + (compressed ? ".gz" : "")),
                    compressed ? gzip(files[i]) : files[i]);
        }
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.test().count()).isEqualTo(10);
            assertThat(dataset.train().count()).isEqualTo(27);
            assertThat(dataset.validation().count()).isEqualTo(3);
            assertThat(dataset.channels()).isEqualTo(1);
            assertThat(dataset.labelNames()).containsExactly("0", "1", "2");
            byte[] picture = new byte[400];
            dataset.test().copyImage(4, picture, 0);
            assertThat(picture).isEqualTo(pixels(504, 400));
            assertThat(dataset.test().label(4)).isEqualTo(1);
        }
    }

    private Path letters(Path data, String part, int count, int seed) throws IOException {
        TestPictures.write(data.resolve("emnist-letters-" + part + "-labels-idx1-ubyte"), idxLabels(count));
        return TestPictures.write(
                data.resolve("emnist-letters-" + part + "-images-idx3-ubyte"), idxImages(count, 16, 16, seed));
    }

    @Test
    void aTestPairIsKnownByTheWordInItsName() throws IOException {
        Path data = folder.resolve("letters");
        letters(data, "train", 30, 1);
        Path test = letters(data, "test", 10, 500);
        // The same pictures packed beside the unpacked ones do not count twice.
        TestPictures.write(test.resolveSibling(test.getFileName() + ".gz"), gzip(Files.readAllBytes(test)));
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.images().count()).isEqualTo(40);
            assertThat(dataset.provenance().ownTest()).isTrue();
            assertThat(dataset.test().count()).isEqualTo(10);
            assertThat(dataset.labelNames()).hasSize(3);
        }
    }

    @Test
    void severalIdxSetsInOneFolderAreRefusedByName() throws IOException {
        Path data = folder.resolve("emnist");
        letters(data, "train", 30, 1);
        Path other = data.resolve("emnist-digits-train-images-idx3-ubyte");
        TestPictures.write(other, idxImages(20, 16, 16, 70));
        assertThatThrownBy(() -> open(data))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("emnist-digits-train-images-idx3-ubyte, emnist-letters-train-images-idx3-ubyte")
                .satisfies(problem ->
                        assertThat(((AtelierException) problem).exit()).isEqualTo(Exit.INPUT));
        try (ImageDataset dataset = open(other)) {
            assertThat(dataset.images().count()).isEqualTo(20);
        }
    }

    @Test
    void cifarFilesThatAreMissingAreSaidAndOneAloneIsRead() throws IOException {
        Path data = folder.resolve("some");
        Files.createDirectories(data);
        Files.write(data.resolve("data_batch_2.bin"), cifar(10, 1, 100));
        Files.write(data.resolve("test_batch.bin"), cifar(9, 1, 900));
        DataScan scan = Datasets.scan(data.toString(), TestPictures.options(folder), ProgressListener.NONE);
        assertThat(scan.images()).isEqualTo(19);
        assertThat(scan.notes())
                .containsExactly("Of CIFAR-10's six files, data_batch_1.bin, data_batch_3.bin, data_batch_4.bin,"
                        + " data_batch_5.bin are missing: only the pictures of data_batch_2.bin, test_batch.bin are"
                        + " read.");
        Files.writeString(data.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
        try (ImageDataset dataset = open(data.resolve("data_batch_2.bin"))) {
            assertThat(dataset.images().count()).isEqualTo(10);
            assertThat(dataset.provenance().ownTest()).isFalse();
            assertThat(dataset.labelNames()).startsWith("a", "b");
        }
        Path hundred = Files.write(folder.resolve("train.bin"), cifar(9, 2, 1));
        try (ImageDataset dataset = open(hundred)) {
            assertThat(dataset.images().count()).isEqualTo(9);
        }
        Path odd = Files.write(folder.resolve("odd.bin"), new byte[5000]);
        assertThatThrownBy(() -> open(odd))
                .hasMessageContaining("a .bin file of 5000 bytes")
                .hasMessageContaining("3073 (CIFAR-10) or 3074 bytes (CIFAR-100)");
    }

    @Test
    void aSingleIdxFileIsDividedByContent() throws IOException {
        Path file = TestPictures.write(folder.resolve("my-images-idx3-ubyte"), idxImages(20, 16, 16, 7));
        try (ImageDataset dataset = open(file)) {
            assertThat(dataset.labelNames()).isEmpty();
            assertThat(dataset.train().label(0)).isEqualTo(-1);
            assertThat(dataset.provenance().ownTest()).isFalse();
            assertThat(dataset.test().count()).isEqualTo(2);
        }
        TestPictures.write(folder.resolve("my-labels-idx1-ubyte"), idxLabels(20));
        try (ImageDataset dataset = open(file)) {
            assertThat(dataset.labelNames()).hasSize(3);
        }
    }

    @Test
    void truncatedFilesAndWrongLabelCountsAreNamed() throws IOException {
        byte[] images = idxImages(20, 16, 16, 7);
        Path cut = TestPictures.write(folder.resolve("cut-images-idx3-ubyte"), Arrays.copyOf(images, 1000));
        assertThatThrownBy(() -> open(cut))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("ends after 3 of 20 pictures");
        Path whole = TestPictures.write(folder.resolve("a-images-idx3-ubyte"), images);
        TestPictures.write(folder.resolve("a-labels-idx1-ubyte"), idxLabels(19));
        assertThatThrownBy(() -> open(whole))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("cannot be read: a-labels-idx1-ubyte has 19 labels")
                .satisfies(problem ->
                        assertThat(((AtelierException) problem).exit()).isEqualTo(Exit.INPUT));
    }

    @Test
    void cifar10IsReadWithItsNamesAndItsTestSplit() throws IOException {
        Path data = folder.resolve("cifar10/cifar-10-batches-bin");
        Files.createDirectories(data);
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(data.resolve("data_batch_" + batch + ".bin"), cifar(6, 1, batch * 100));
        }
        Files.write(data.resolve("test_batch.bin"), cifar(4, 1, 900));
        Files.writeString(data.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
        try (ImageDataset dataset =
                Datasets.open("cifar10", TestPictures.options(folder).withDataRoot(folder), ProgressListener.NONE)) {
            assertThat(dataset.name()).isEqualTo("cifar10");
            assertThat(dataset.images().count()).isEqualTo(34);
            assertThat(dataset.test().count()).isEqualTo(4);
            assertThat(dataset.labelNames()).containsExactly("a", "b", "c", "d", "e", "f");
            byte[] picture = new byte[3072];
            dataset.test().copyImage(1, picture, 0);
            byte[] planes = pixels(901, 3072);
            assertThat(picture[0]).isEqualTo(planes[0]);
            assertThat(picture[1]).isEqualTo(planes[1024]);
            assertThat(picture[5]).isEqualTo(planes[2049]);
        }
    }

    @Test
    void cifar100UsesItsFineLabels() throws IOException {
        Path data = folder.resolve("hundred");
        Files.createDirectories(data);
        Files.write(data.resolve("train.bin"), cifar(20, 2, 1));
        Files.write(data.resolve("test.bin"), cifar(5, 2, 300));
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.images().count()).isEqualTo(25);
            assertThat(dataset.labelNames()).hasSize(20).startsWith("0", "1", "2");
        }
        Files.write(data.resolve("test.bin"), new byte[5000]);
        assertThatThrownBy(() -> open(data)).hasMessageContaining("not a multiple of 3074");
    }

    private static byte[] cifar(int count, int labelBytes, int seed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            if (labelBytes == 2) {
                bytes.write(3);
            }
            bytes.write(i);
            bytes.write(pixels(seed + i, 3072));
        }
        return bytes.toByteArray();
    }
}
