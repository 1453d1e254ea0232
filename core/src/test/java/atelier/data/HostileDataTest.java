package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.provenance.DurableFile;
import atelier.provenance.Exit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that are bombs, archives that want out, folders as people have them. */
class HostileDataTest {
    /** Far above what reading a header takes, far below what the pixels would. */
    private static final long HEADER_BYTES = 8 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("atelier.data.Bombs#pictures")
    void aBombIsRefusedBeforeItsPixelsAreAllocated(Bombs.Bomb bomb) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThatThrownBy(() -> ImageDecoder.decode(bomb.file(), 0xFFFFFF, 64)).isInstanceOf(IOException.class);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).isLessThan(HEADER_BYTES);
    }

    private static byte[] picture(long seed) {
        return TestPictures.encode(TestPictures.photograph(16, 16, seed), "png");
    }

    /** Where the absolute name leads. */
    private static final Path OUTSIDE = Path.of(
            System.getProperty("java.io.tmpdir"),
            "atelier-escape-" + ProcessHandle.current().pid() + ".png");

    private static final List<String> ESCAPES = List.of(
            "../out.png",
            "a/../../out.png",
            OUTSIDE.toString(),
            "C:\\out.png",
            "..\\..\\out.png",
            "a\\..\\..\\out.png",
            "\\\\server\\share\\out.png",
            "nul\0l.png");

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar"})
    void namesThatLeadOutOfAnArchiveAreListedAndNothingIsWritten(String kind) throws IOException {
        Path inside = Files.createDirectories(folder.resolve("a/b/c"));
        Path file = inside.resolve("set." + kind);
        try (OutputStream stream = Files.newOutputStream(file)) {
            if (kind.equals("zip")) {
                zip(stream);
            } else {
                tar(stream);
            }
        }
        byte[] before = Files.readAllBytes(file);
        DataScan scan = Datasets.scan(file.toString(), TestPictures.options(folder), ProgressListener.NONE);
        assertThat(scan.images()).isEqualTo(8);
        assertThat(scan.undecodable())
                .extracting(DataScan.Problem::reason)
                .allMatch(reason -> reason.contains("leads out"));
        assertThat(scan.undecodableCount()).isEqualTo(ESCAPES.size());
        // Links, pipes and the archive in the archive are no pictures.
        assertThat(scan.otherFiles()).isEqualTo(kind.equals("zip") ? 1 : 0);
        assertThat(OUTSIDE).doesNotExist();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.equals("set." + kind) || name.endsWith(".pack"));
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    private static void zip(OutputStream stream) throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(stream)) {
            for (int i = 0; i < 8; i++) {
                put(zip, new ZipArchiveEntry(i + ".png"), picture(i));
            }
            for (int i = 0; i < ESCAPES.size(); i++) {
                put(zip, new ZipArchiveEntry(ESCAPES.get(i)), picture(20 + i));
            }
            ZipArchiveEntry link = new ZipArchiveEntry("link.png");
            link.setUnixMode(UnixStat.LINK_FLAG | UnixStat.DEFAULT_LINK_PERM);
            put(zip, link, "/etc/passwd".getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream inner = new ByteArrayOutputStream();
            try (ZipOutputStream nested = new ZipOutputStream(inner)) {
                nested.putNextEntry(new ZipEntry("deep.png"));
                nested.write(picture(40));
            }
            put(zip, new ZipArchiveEntry("inner.zip"), inner.toByteArray());
        }
    }

    private static void put(ZipArchiveOutputStream zip, ZipArchiveEntry entry, byte[] content) throws IOException {
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    private static void tar(OutputStream stream) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(stream)) {
            for (int i = 0; i < 8; i++) {
                put(tar, new TarArchiveEntry(i + ".png"), picture(i));
            }
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (int i = 0; i < ESCAPES.size(); i++) {
                // A name in a header ends at NUL; a long one, in a record before it (pax), does not.
                String name = ESCAPES.get(i);
                String shown = name.indexOf('\0') >= 0 ? "n".repeat(101) + name : name;
                put(tar, new TarArchiveEntry(shown, true), picture(20 + i));
            }
            for (byte type :
                    new byte[] {TarArchiveEntry.LF_SYMLINK, TarArchiveEntry.LF_LINK, TarArchiveEntry.LF_FIFO}) {
                TarArchiveEntry link = new TarArchiveEntry("link-" + type + ".png", type);
                link.setLinkName("/etc/passwd");
                put(tar, link, new byte[0]);
            }
        }
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) throws IOException {
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** A hundred megabytes of nothing behind the first bytes of a picture, packed to a hundred kilobytes. */
    @Test
    void anEntryThatUnpacksToAThousandTimesItsSizeIsRefused() throws IOException {
        Path file = folder.resolve("bomb.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 8; i++) {
                zip.putNextEntry(new ZipEntry(i + ".png"));
                zip.write(picture(i));
            }
            zip.putNextEntry(new ZipEntry("bomb.png"));
            zip.write(Arrays.copyOf(picture(9), 40));
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                zip.write(nothing);
            }
        }
        DataScan scan = Datasets.scan(file.toString(), TestPictures.options(folder), ProgressListener.NONE);
        assertThat(scan.images()).isEqualTo(8);
        assertThat(scan.undecodable()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("bomb.png");
            assertThat(problem.reason()).contains("far more than pictures would");
        });
    }

    @Test
    void aFolderAsPeopleHaveThemIsReadAndLeftAsItWas() throws IOException {
        Path data = folder.resolve("data");
        for (int i = 0; i < 10; i++) {
            TestPictures.png(data.resolve("猫/图片 %d.png".formatted(i)), TestPictures.photograph(16, 16, i));
        }
        TestPictures.png(data.resolve("dogs/two\nlines.png"), TestPictures.photograph(16, 16, 50));
        TestPictures.write(
                data.resolve("dogs/broken\nname\u001b[2J.png"), "not a picture".getBytes(StandardCharsets.UTF_8));
        TestPictures.png(data.resolve(".ipynb_checkpoints/0.png"), TestPictures.photograph(16, 16, 51));
        TestPictures.png(data.resolve("dogs/.ipynb_checkpoints/1.png"), TestPictures.photograph(16, 16, 52));
        TestPictures.write(data.resolve("dogs/zero.jpg"), new byte[0]);
        byte[] whole = TestPictures.encode(TestPictures.photograph(64, 64, 53), "jpg");
        TestPictures.write(data.resolve("dogs/cut.jpg"), Arrays.copyOf(whole, 100));
        TestPictures.write(data.resolve("dogs/really-a-jpeg.png"), whole);
        TestPictures.write(
                data.resolve("dogs/drawing.svg"),
                "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8));
        TestPictures.write(
                data.resolve("dogs/svg-by-content.png"),
                "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8));
        BufferedImage deep = new BufferedImage(16, 16, BufferedImage.TYPE_USHORT_GRAY);
        TestPictures.png(data.resolve("dogs/sixteen.png"), deep);
        TestPictures.write(data.resolve("dogs/bomb.png"), Bombs.png(Bombs.SIDE, Bombs.SIDE));
        Files.createSymbolicLink(data.resolve("dogs/up"), data);
        Files.createSymbolicLink(data.resolve("dogs/self"), data.resolve("dogs/self"));
        Map<String, String> before = hashes(data);
        DataOptions options = TestPictures.options(folder);
        DataScan scan = Datasets.scan(data.toString(), options, ProgressListener.NONE);
        assertThat(scan.images()).isEqualTo(13);
        assertThat(scan.otherFiles()).isEqualTo(1);
        assertThat(scan.undecodable())
                .extracting(DataScan.Problem::file)
                .contains(
                        "dogs/broken\\nname\\u001b[2J.png",
                        "dogs/zero.jpg",
                        "dogs/cut.jpg",
                        "dogs/svg-by-content.png",
                        "dogs/bomb.png");
        assertThat(scan.undecodable())
                .allSatisfy(problem -> assertThat(problem.reason()).isNotBlank());
        assertThat(hashes(data)).as("the originals").isEqualTo(before);
        assertThatThrownBy(() -> Datasets.open(data.toString(), options.withStrict(true), ProgressListener.NONE))
                .isInstanceOfSatisfying(AtelierException.class, problem -> assertThat(problem.exit())
                        .isEqualTo(Exit.INPUT));
    }

    private static Map<String, String> hashes(Path data) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    hashes.put(data.relativize(file).toString(), DurableFile.sha256(file));
                }
            }
        }
        return hashes;
    }
}
