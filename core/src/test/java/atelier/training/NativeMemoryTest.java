package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.model.ImageShape;
import atelier.model.ModelCase;
import atelier.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every step frees what it made. */
class NativeMemoryTest {
    private static final Pattern COUNT = Pattern.compile("([a-z0-9 -]+)=(-?\\d+)");
    private static final int WARM_UP = 100;
    private static final int STEPS = 500;
    private static final long ALLOWED_BYTES = 24L << 20;

    @Test
    void everyNativeObjectOfAStepIsFreed(@TempDir Path folder) throws IOException, InterruptedException {
        Map<String, Integer> left = count(folder);
        // The count sees what is lost.
        assertThat(left.remove("lost tensor")).isOne();
        assertThat(left)
                .hasSize(Models.all().size())
                .allSatisfy((model, objects) -> assertThat(objects).as(model).isZero());
    }

    private static Map<String, Integer> count(Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        // So much heap that no collection hides a lost object.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms600m",
                        "-Xmn500m",
                        NativeObjectCount.OPTION,
                        "-cp",
                        System.getProperty("java.class.path"),
                        NativeObjectCount.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = process.waitFor();
        String text = Files.readString(output);
        assertThat(exit).as(text).isZero();
        Map<String, Integer> counts = new LinkedHashMap<>();
        text.lines()
                .map(line -> COUNT.matcher(line))
                .filter(Matcher::matches)
                .forEach(line -> counts.put(line.group(1), Integer.valueOf(line.group(2))));
        return counts;
    }

    @Test
    void memoryStaysFlatOverFiveHundredSteps(@TempDir Path folder) throws IOException {
        assumeTrue(Pointer.physicalBytes() > 0, "this system does not tell how much memory a process uses");
        // Its penalty differentiates twice, which is where graphs are most easily kept alive.
        ModelCase gan = new ModelCase(Models.named("gan"), new ImageShape(16, 1, 0));
        ImageSet images = TinyPictures.set(folder, 16, 0, 16, 1);
        long total = (WARM_UP + 2 * STEPS) * (long) TinyTraining.BATCH;
        try (Trainer trainer = TinyTraining.trainer(gan, images, total, 1)) {
            TinyTraining.steps(trainer, WARM_UP);
            long before = bytes();
            TinyTraining.steps(trainer, STEPS);
            long between = bytes();
            TinyTraining.steps(trainer, STEPS);
            // The compiler of the virtual machine takes memory too, and gives it back; what is lost stays lost. One
            // activation per step would be more than this.
            assertThat(Math.min(between, bytes()) - before).isLessThan(ALLOWED_BYTES);
        } finally {
            images.images().close();
        }
    }

    /** Memory of the process without what the heap holds only until the next collection. */
    private static long bytes() {
        System.gc();
        return Pointer.physicalBytes();
    }
}
