package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.provenance.AtelierException;
import atelier.provenance.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process takes to look through good pictures, and through the same ones among bombs. */
class BombMemoryTest {
    private static final int GOOD = 8;
    private static final double ALLOWED = 1.5;

    @TempDir
    private Path folder;

    /** Each process has its own Java: the good pictures alone, or with everything that wants more than it should get. */
    @Test
    void bombsTakeLittleMoreMemoryThanGoodPicturesDo() throws Exception {
        assumeTrue(Host.peakMemoryBytes() > 0, "this system does not tell how much memory a process took");
        Path good = good(folder.resolve("good"));
        Path mixed = good(folder.resolve("mixed"));
        for (Bombs.Bomb bomb : Bombs.pictures().toList()) {
            Files.write(mixed.resolve("bomb " + bomb.name() + ".png"), bomb.file());
        }
        byte[] picture = TestPictures.encode(TestPictures.photograph(32, 32, 1), "png");
        Path tar = folder.resolve("bombs.tar.gz");
        Bombs.tarGz(tar, 9, picture);
        Path zip = folder.resolve("bombs.zip");
        Bombs.zip(zip, 2, picture);
        Path many = folder.resolve("many-images-idx3-ubyte.gz");
        Bombs.idxGz(many, Integer.MAX_VALUE, 4096, 4096, 1);
        Path large = folder.resolve("large-images-idx3-ubyte.gz");
        Bombs.idxGz(large, 1, 10_000, 10_000, 1);
        Path endless = folder.resolve("endless-images-idx3-ubyte.gz");
        Bombs.idxGz(endless, 9, 4096, 4096, 9);
        List<String> baseline = scanned(good);
        List<String> bombs = scanned(mixed, tar, zip, many, large, endless);
        assertThat(baseline.get(0)).isEqualTo("good: 8 pictures, 0 bad");
        assertThat(bombs.subList(0, 6))
                .containsExactly(
                        "mixed: 8 pictures, 10 bad",
                        "bombs.tar.gz: 1 pictures, 9 bad",
                        "bombs.zip: 1 pictures, 2 bad",
                        "many-images-idx3-ubyte.gz: refused",
                        "large-images-idx3-ubyte.gz: refused",
                        "endless-images-idx3-ubyte.gz: 9 pictures, 0 bad");
        long without = bytes(baseline);
        long with = bytes(bombs);
        assertThat((double) with)
                .as("memory with bombs, and without: " + (with >> 20) + " and " + (without >> 20) + " MB")
                .isLessThan(ALLOWED * without);
    }

    /** A single entry that is too large is left out; the others of the archive are read. */
    @Test
    void oneLargeEntryOfATarDoesNotEndTheOthers() throws IOException {
        Path tar = folder.resolve("one.tar.gz");
        byte[][] pictures = new byte[GOOD][];
        for (int i = 0; i < GOOD; i++) {
            pictures[i] = TestPictures.encode(TestPictures.photograph(32, 32, i), "png");
        }
        Bombs.tarGz(tar, 1, pictures);
        DataScan scan = Datasets.scan(tar.toString(), TestPictures.options(folder), ProgressListener.NONE);
        assertThat(scan.images()).isEqualTo(GOOD);
        assertThat(scan.undecodable()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("bomb-0.png");
            assertThat(problem.reason()).contains("far more than pictures would");
        });
    }

    private static Path good(Path into) throws IOException {
        for (int i = 0; i < GOOD; i++) {
            TestPictures.write(
                    into.resolve(i + ".jpg"), TestPictures.encode(TestPictures.photograph(2400, 1600, i), "jpg"));
        }
        return into;
    }

    /** A line for each source, and last how many bytes the process took at most. */
    private List<String> scanned(Path... sources) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "scan", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx448m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                Files.createTempDirectory(folder, "cache").toString()));
        for (Path source : sources) {
            command.add(source.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        List<String> lines = Files.readAllLines(log);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    private static long bytes(List<String> lines) {
        return Long.parseLong(lines.get(lines.size() - 1));
    }

    /** What the other Java runs. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            DataOptions options =
                    DataOptions.defaults().withCache(Path.of(arguments[0])).withThreads(2);
            for (int i = 1; i < arguments.length; i++) {
                String name = String.valueOf(Path.of(arguments[i]).getFileName());
                try {
                    DataScan scan = Datasets.scan(arguments[i], options, ProgressListener.NONE);
                    System.out.println(name + ": " + scan.images() + " pictures, " + scan.undecodableCount() + " bad");
                } catch (AtelierException refused) {
                    System.out.println(name + ": refused");
                }
            }
            System.out.println(Host.peakMemoryBytes());
        }
    }
}
