package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.model.Progress;
import atelier.training.TrainingSettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a run whose calibration was wrong. */
class SecondLookTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 8;

    /** Every tenth takes as long as any other. */
    private static final List<Double> EVEN =
            IntStream.rangeClosed(1, 10).mapToObj(part -> part / 10.0).toList();

    @TempDir
    private Path folder;

    private static TrainingSettings settings(long total, long checkpoint) {
        return new TrainingSettings(
                1,
                total,
                BATCH,
                1,
                atelier.torch.Precision.FLOAT32,
                1e-3,
                0.9,
                0.99,
                0.02,
                0.5,
                0.02,
                0.05,
                checkpoint,
                List.of(),
                0,
                0);
    }

    /** With 100 seconds for training. */
    private static SecondLook look(List<Double> profile) {
        ObjectNode document = JSON.createObjectNode().put("budgetSeconds", 10 + 100 / 0.95);
        SecondLook.prepare(document, new Budget.Calibration(100, 10, profile));
        return SecondLook.of(document).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"10000, 1000, 2000", "10000, 1500, 3000", "10000, 2001, 2008", "10000, 5000, -1", "4000, 2000, -1"})
    void itIsTakenAtTheCheckpointAfterAFifthIfThatIsEarlyEnough(long total, long checkpoint, long at) {
        assertThat(look(EVEN).at(settings(total, checkpoint))).isEqualTo(at);
    }

    @Test
    void aFurtherBudgetThatCameBeforeItIsNotTakenAway() {
        TrainingSettings longer = settings(10_000, 1_000).continued(20_000);
        assertThat(look(EVEN).at(longer)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "20, 10000", // as planned
        "20.3, 10000", // nearly
        "10, 20000", // twice as fast: 90 seconds are left, of 5 each for 1,000 images
        "8, 20000", // no more than twice
        "40, 5000", // half as fast: 60 seconds for 1,000 in 20 each, but the schedules must not be past 0.4
        "25, 8000",
        "1000, 5000"
    })
    void theLengthFollowsWhatTheFirstFifthTook(double elapsed, long total) {
        assertThat(look(EVEN).total(settings(10_000, 1_000), 2_000, elapsed)).isEqualTo(total);
    }

    @Test
    void aRunWhoseFirstPartIsQuickerIsNotTakenForAFasterOne() {
        // Half the images in a fifth of the time: the first fifth of them takes 8 of 100 seconds.
        List<Double> profile = List.of(0.04, 0.08, 0.12, 0.16, 0.2, 0.36, 0.52, 0.68, 0.84, 1.0);
        assertThat(look(profile).total(settings(10_000, 1_000), 2_000, 8)).isEqualTo(10_000);
        // Twice as long as that, 16: the rest would take 184, there are 84.
        assertThat(look(profile).total(settings(10_000, 1_000), 2_000, 16))
                .isCloseTo(2_000 + Math.round(8_000 * 84 / 184.0), within((long) BATCH));
    }

    @Test
    void aProfileIsReadBetweenItsPoints() {
        Budget.Calibration calibration = new Budget.Calibration(1, 1, List.of(0.1, 0.4, 1.0));
        assertThat(calibration.share(0)).isZero();
        assertThat(calibration.share(1 / 6.0)).isCloseTo(0.05, within(1e-12));
        assertThat(calibration.share(0.5)).isCloseTo(0.25, within(1e-12));
        assertThat(calibration.share(1)).isCloseTo(1, within(1e-12));
    }

    @Test
    void aRunWithoutABudgetOrThatHasLookedIsLeftAlone() {
        assertThat(SecondLook.of(JSON.createObjectNode())).isEmpty();
        ObjectNode document = JSON.createObjectNode().put("budgetSeconds", 60);
        SecondLook.prepare(document, new Budget.Calibration(100, 10, EVEN));
        assertThat(SecondLook.of(document)).isPresent();
        SecondLook.record(document, 1_000, 5, 5_000, 5_000);
        assertThat(SecondLook.of(document)).isEmpty();
    }

    @Test
    void schedulesGoOnFromTheImagesThatWereSeen() {
        TrainingSettings settings = settings(10_000, 1_000).replanned(2_000, 16_000);
        assertThat(settings.progress(9, 1_992)).isEqualTo(new Progress(9, 1_992, 10_000));
        assertThat(settings.progress(10, 2_000)).isEqualTo(new Progress(10, 2_000, 16_000));
        TrainingSettings further = settings.continued(4_000);
        assertThat(further.progress(9, 1_992)).isEqualTo(new Progress(9, 1_992, 10_000));
        assertThat(further.progress(9, 15_992)).isEqualTo(new Progress(9, 15_992, 16_000));
        assertThat(further.progress(9, 16_000)).isEqualTo(new Progress(9, 16_000, 20_000, 16_000));
    }

    /** Planned for a machine that would be a thousand times slower: twice the images are made, and it is written down. */
    @Test
    void whatItFoundIsRecordedAndRepeatsTheRunWithoutAClock() throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 48, 3, 16, 3);
        SettingOverride often = new SettingOverride("training.checkpointImages", "40", "test");
        Protocol protocol = TinyRuns.protocol(pictures, 200, often);
        Path run = folder.resolve("run");
        Path again = folder.resolve("again");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            AtomicInteger steps = new AtomicInteger();
            TinyRuns.create(run, "gan", data, protocol, () -> true).run();
            ObjectNode document = RunFolder.open(run).read();
            document.put("budgetSeconds", Duration.ofHours(1).toSeconds());
            SecondLook.prepare(document, new Budget.Calibration(0.06, 0, EVEN));
            RunFolder.write(new RunFolder(run).runFile(), document);
            // Stopped and resumed on both sides of the look, at 40 images.
            reopen(run, data, () -> steps.getAndIncrement() >= 3);
            reopen(run, data, () -> steps.getAndIncrement() >= 7);
            reopen(run, data, () -> false);

            ObjectNode finished = RunFolder.open(run).read();
            assertThat(finished.path("status").asText()).isEqualTo("finished");
            assertThat(finished.path("imagesSeen").asLong()).isEqualTo(400);
            assertThat(finished.path("secondLook").path("atImages").asLong()).isEqualTo(40);
            assertThat(finished.path("secondLook").path("totalImagesBefore").asLong())
                    .isEqualTo(200);
            List<SettingOverride> stored = new ArrayList<>(List.of(often));
            for (String name : List.of("totalImages", "firstTotal", "firstTotalUntil")) {
                String value =
                        finished.path("settings").path("training").path(name).asText();
                stored.add(new SettingOverride("training." + name, value, "test"));
            }
            Protocol same = TinyRuns.protocol(pictures, 200, stored.toArray(SettingOverride[]::new));
            TinyRuns.create(again, "gan", data, same, () -> false).run();
        }
        assertThat(Files.readAllBytes(again.resolve("model/model.safetensors")))
                .isEqualTo(Files.readAllBytes(run.resolve("model/model.safetensors")));
    }

    private static void reopen(Path run, ImageDataset data, java.util.function.BooleanSupplier stop) {
        TrainingRun.reopen(RunFolder.open(run), data, null, (phase, done, total) -> {}, stop)
                .run();
    }
}
