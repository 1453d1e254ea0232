package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.model.ModelCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step frees what it made. */
class NativeMemoryTest {
    private static final int WARM_UP = 100;
    private static final int STEPS = 500;

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#unconditional")
    void memoryStaysFlatOverFiveHundredSteps(ModelCase model, @TempDir Path folder) throws IOException {
        Path status = Path.of("/proc/self/smaps");
        assumeTrue(Files.isReadable(status), "this system does not tell what memory a process uses");
        ImageSet images = TinyPictures.set(folder, 16, 0, 16, 1);
        long total = (WARM_UP + STEPS) * (long) TinyTraining.BATCH;
        try (Trainer trainer = TinyTraining.trainer(model, images, total, 2)) {
            TinyTraining.steps(trainer, WARM_UP);
            long count0 = Pointer.totalCount();
            long rss0 = Pointer.physicalBytes();
            for (int i = 0; i < 5; i++) {
            TinyTraining.steps(trainer, STEPS / 5);
            System.out.println(model + " pointers " + (Pointer.totalCount() - count0) + " rss " + (Pointer.physicalBytes() - rss0));
            }
            assertThat(Pointer.totalCount()).isEqualTo(count0);
        } finally {
            images.images().close();
        }
    }
}
