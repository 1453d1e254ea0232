package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.evaluation.Score;
import atelier.torch.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconstructionsTest {
    private static double psnr(TrainedModel model, ImageSet set) {
        Score score =
                Objects.requireNonNull(Reconstructions.score(model, set, null).get("psnr"));
        assertThat(score.count()).isEqualTo(500);
        return Objects.requireNonNull(score.value());
    }

    /** Sets from class folders lie class by class. */
    @Test
    void theScoreIsThatOfPicturesOfAllClasses(@TempDir Path folder) throws IOException {
        Path run = TinyRuns.finished(folder.resolve("trained"), "vae");
        ImageSet set = TinyPictures.set(folder.resolve("many"), 1_500, 3, 16, 3);
        try (TrainedModel model = TrainedModel.load(new RunFolder(run), Device.CPU)) {
            assertThat(set.label(0)).isEqualTo(set.label(499));
            assertThat(psnr(model, set)).isNotCloseTo(psnr(model, set.first(500)), within(1e-6));
        }
        set.images().close();
    }
}
