package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeDataTest {
    private static final int COUNT = 2000;
    private static final int SIDE = 256;

    /** Runs in a Java of its own, whose heap is less than half of the pixels. */
    @Test
    void dataLargerThanTheHeapIsPackedAndRead(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("large-images-idx3-ubyte");
        write(file);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        file.toString(),
                        folder.resolve("cache").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(log)).contains("read " + COUNT);
        assertThat(process.exitValue()).isZero();
    }

    private static void write(Path file) throws IOException {
        byte[] pixels = new byte[SIDE * SIDE];
        try (DataOutputStream stream = new DataOutputStream(Files.newOutputStream(file))) {
            for (int value : new int[] {0x803, COUNT, SIDE, SIDE}) {
                stream.writeInt(value);
            }
            for (int i = 0; i < COUNT; i++) {
                pixels[0] = (byte) i;
                pixels[1] = (byte) (i >> 8);
                stream.write(pixels);
            }
        }
    }

    /** What the other Java runs. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            DataOptions options = DataOptions.defaults()
                    .withCache(Path.of(arguments[1]))
                    .withSize(SIDE)
                    .withThreads(2);
            try (ImageDataset dataset = Datasets.open(arguments[0], options, ProgressListener.NONE)) {
                byte[] pixels = new byte[dataset.images().imageBytes()];
                int read = 0;
                for (int i = 0; i < dataset.images().count(); i++) {
                    dataset.images().copyImage(i, pixels, 0);
                    read += ((pixels[0] & 0xFF) | ((pixels[1] & 0xFF) << 8)) == i ? 1 : 0;
                }
                System.out.println("read " + read);
            }
        }
    }
}
