package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.model.ImageShape;
import atelier.model.ModelCase;
import atelier.model.Models;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step frees what it made. */
class NativeMemoryTest {
    private static final int WARM_UP = 100;
    private static final int STEPS = 500;
    private static final long ALLOWED_BYTES = 24L << 20;

    @Test
    void anObjectThatIsNotFreedIsCounted() {
        long objects = Pointer.totalCount();
        Tensor lost;
        try (Scope scope = Scope.withoutGradient()) {
            lost = Scope.keep(Torch.fromFloats(new float[4], 4));
        }
        assertThat(Pointer.totalCount()).isGreaterThan(objects);
        Scope.free(lost);
        assertThat(Pointer.totalCount()).isEqualTo(objects);
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#conditional")
    void everyNativeObjectOfAStepIsFreed(ModelCase model, @TempDir Path folder) throws IOException {
        ImageSet images = TinyPictures.set(folder, 16, 3, 16, 3);
        try (Trainer trainer = TinyTraining.trainer(model, images, 20L * TinyTraining.BATCH, 2)) {
            TinyTraining.steps(trainer, 1);
            long objects = Pointer.totalCount();
            TinyTraining.steps(trainer, 19);
            assertThat(Pointer.totalCount()).isEqualTo(objects);
        } finally {
            images.images().close();
        }
    }

    @Test
    void memoryStaysFlatOverFiveHundredSteps(@TempDir Path folder) throws IOException {
        assumeTrue(Pointer.physicalBytes() > 0, "this system does not tell how much memory a process uses");
        // Its penalty differentiates twice, which is where graphs are most easily kept alive.
        ModelCase gan = new ModelCase(Models.named("gan"), new ImageShape(16, 1, 0));
        ImageSet images = TinyPictures.set(folder, 16, 0, 16, 1);
        long total = (WARM_UP + STEPS) * (long) TinyTraining.BATCH;
        try (Trainer trainer = TinyTraining.trainer(gan, images, total, 1)) {
            TinyTraining.steps(trainer, WARM_UP);
            long bytes = Pointer.physicalBytes();
            TinyTraining.steps(trainer, STEPS);
            // The heap breathes too; one activation lost per step would be more than this.
            assertThat(Pointer.physicalBytes() - bytes).isLessThan(ALLOWED_BYTES);
        } finally {
            images.images().close();
        }
    }
}
