package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.torch.Device;
import atelier.torch.Scope;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedPicturesTest {
    @Test
    void thereMayBeMoreBytesOfPicturesThanAnIntCounts(@TempDir Path folder) throws IOException {
        int last = 3_000_000;
        try (TrainedModel model = TrainedModel.load(new RunFolder(TinyRuns.finished(folder, "vae")), Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            GeneratedPictures pictures = new GeneratedPictures(model.generator(), 1, last, 0);
            assertThat(pictures.batch(last - 1, last).shape()).containsExactly(1, 3, 16, 16);
        }
    }
}
