package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
    @TempDir
    private Path folder;

    private static Map<String, byte[]> entries() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 12; i++) {
            String name = "set/" + (i % 2 == 0 ? "even" : "odd") + "/" + i + ".png";
            entries.put(name, TestPictures.encode(TestPictures.photograph(16, 16, i), "png"));
        }
        entries.put("set/readme.txt", "text".getBytes(StandardCharsets.UTF_8));
        entries.put("__MACOSX/set/._0.png", new byte[] {1});
        entries.put("../../escaped.png", TestPictures.encode(TestPictures.photograph(16, 16, 99), "png"));
        entries.put("set/odd/broken.jpg", "not a jpeg".getBytes(StandardCharsets.UTF_8));
        return entries;
    }

    private Path archive(String name) throws IOException {
        Path file = folder.resolve("deep/inside/" + name);
        Files.createDirectories(file.getParent());
        try (OutputStream stream = Files.newOutputStream(file);
                OutputStream outer = name.endsWith("gz") ? new GZIPOutputStream(stream) : stream) {
            if (name.startsWith("zip")) {
                writeZip(outer);
            } else {
                writeTar(outer);
            }
        }
        return file;
    }

    private static void writeZip(OutputStream stream) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(stream)) {
            for (Map.Entry<String, byte[]> entry : entries().entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    private static void writeTar(OutputStream stream) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(stream)) {
            for (Map.Entry<String, byte[]> entry : entries().entrySet()) {
                TarArchiveEntry header = new TarArchiveEntry(entry.getKey(), true);
                header.setSize(entry.getValue().length);
                tar.putArchiveEntry(header);
                tar.write(entry.getValue());
                tar.closeArchiveEntry();
            }
            TarArchiveEntry link = new TarArchiveEntry("set/even/link.png", TarArchiveEntry.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
    }

    /** The names say nothing on purpose: what a file is follows from its content. */
    @ParameterizedTest
    @ValueSource(strings = {"zip-archive", "tar-archive", "tar-archive.gz"})
    void archivesAreReadLikeFoldersAndNothingIsUnpacked(String name) throws IOException {
        Path file = archive(name);
        try (ImageDataset dataset =
                Datasets.open(file.toString(), TestPictures.options(folder), ProgressListener.NONE)) {
            DataScan scan = dataset.images().scan();
            assertThat(scan.images()).isEqualTo(12);
            assertThat(scan.otherFiles()).isEqualTo(1);
            assertThat(scan.undecodable())
                    .extracting(DataScan.Problem::file)
                    .containsExactlyInAnyOrder("../../escaped.png", "set/odd/broken.jpg");
            assertThat(dataset.labelNames()).containsExactly("even", "odd");
            byte[] pixels = new byte[768];
            dataset.images().copyImage(5, pixels, 0);
            byte[] expected =
                    ImageDecoder.decode(entries().get("set/odd/5.png"), 0, 16).pixels();
            assertThat(pixels).isEqualTo(expected);
        }
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(f -> f.getFileName().toString())
                            .filter(f -> !f.endsWith(".pack")))
                    .containsExactly(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip-archive", "tar-archive", "tar-archive.gz"})
    void aDamagedArchiveIsAnAnswerAndNotACrash(String name) throws IOException {
        byte[] whole = Files.readAllBytes(archive(name));
        for (int length : new int[] {3, whole.length / 3, whole.length / 2, whole.length - 40}) {
            Path cut = TestPictures.write(folder.resolve("cut-" + length), java.util.Arrays.copyOf(whole, length));
            try {
                DataScan scan = Datasets.scan(cut.toString(), TestPictures.options(folder), ProgressListener.NONE);
                assertThat(scan.images()).isLessThanOrEqualTo(12);
            } catch (AtelierException e) {
                assertThat(e.getMessage()).contains("xpected");
            }
        }
    }

    @Test
    void aStreamThatUnpacksToTooMuchIsRefused() throws IOException {
        LimitedStream stream = new LimitedStream(new ByteArrayInputStream(new byte[3 << 20]), 2 << 20);
        assertThatThrownBy(stream::readAllBytes)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("far more than pictures would");
    }
}
