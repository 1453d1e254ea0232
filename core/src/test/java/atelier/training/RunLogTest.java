package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.provenance.Disk;
import atelier.torch.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    @TempDir
    private Path folder;

    private ImageSet images;
    private Trainer trainer;

    @BeforeEach
    void openTrainer() throws IOException {
        images = TinyPictures.set(folder.resolve("data"), 16, 0, 16, 1);
        trainer = new Trainer(
                TinyTraining.settings(ToyModel.OPTIMIZATION, 320, 1),
                images,
                parameters -> new ToyModel(parameters, ToyModel.Fault.LOSS, step -> false),
                Device.CPU);
    }

    @AfterEach
    void close() {
        trainer.close();
        images.images().close();
    }

    @Test
    void aLineSaysWhatPartOfTheTimeTrainingWaitedForPictures() throws IOException {
        double[] seconds = {10};
        Path file = folder.resolve("log.jsonl");
        RunLog log = new RunLog(file, 16, 0, () -> seconds[0], Disk.SYSTEM);
        // Two steps a line: 0.25 and 0.75 of 4 seconds, then 0.5 and 0.5 of 20.
        double[] waits = {0.25, 0.75, 0.5, 0.5};
        double[] clock = {12, 14, 24, 34};
        for (int step = 0; step < waits.length; step++) {
            seconds[0] = clock[step];
            log.stepped(trainer, new StepReport(8L * (step + 1), Map.of("loss", 1.0), 0.1, waits[step]));
        }

        List<Double> parts = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            parts.add(new ObjectMapper()
                    .readTree(line)
                    .at("/rates/waitingForData")
                    .asDouble());
        }
        assertThat(parts).containsExactly(0.25, 0.05);
    }

    @Test
    void aStepWaitsForItsPicturesNoLongerThanItTakes() {
        long start = System.nanoTime();
        double waited = 0;
        for (StepReport report : TinyTraining.steps(trainer, 5)) {
            assertThat(report.dataSeconds()).isNotNegative();
            waited += report.dataSeconds();
        }

        assertThat(waited).isPositive().isLessThan((System.nanoTime() - start) / 1e9);
    }
}
