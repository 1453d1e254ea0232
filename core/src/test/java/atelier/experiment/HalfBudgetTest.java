package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of half a run that is compared. */
class HalfBudgetTest {
    private static final long IMAGES = 96;

    @TempDir
    private Path folder;

    /** Stops before the step with this number, from 0. */
    private static BooleanSupplier after(int steps) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.getAndIncrement() >= steps;
    }

    private RunFolder run(String name, int checkpointImages, int stopAfter) throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 48, 3, 16, 3);
        SettingOverride often = new SettingOverride("training.checkpointImages", "" + checkpointImages, "test");
        Protocol protocol = TinyRuns.protocol(pictures, IMAGES, often);
        Path out = folder.resolve(name);
        try (ImageDataset data = TinyRuns.open(protocol);
                FeatureNetwork network = FeatureNetworks.open(
                        FeatureNetworks.catalogue().get(0).name(), FeatureNetworks.Options.defaults())) {
            CurveMetrics curves = new CurveMetrics(new FeatureExtraction(network, 1), data, 3);
            TrainingRun first = TinyRuns.create(out, "vae", data, protocol, after(stopAfter));
            first.measureCurves(curves);
            if (!first.run()) {
                TrainingRun rest =
                        TrainingRun.reopen(RunFolder.open(out), data, null, (phase, done, total) -> {}, () -> false);
                rest.measureCurves(curves);
                assertThat(rest.run()).isTrue();
            }
        }
        return RunFolder.open(out);
    }

    @Test
    void itIsTheSameWhereverARunWasStopped() throws IOException {
        RunFolder whole = run("whole", 56, Integer.MAX_VALUE);
        assertThat(HalfBudget.isKept(whole)).isTrue();
        // Stopped at 48 images, which is half, and before the check at 56.
        RunFolder stopped = run("stopped", 56, 6);
        String weights = "model.safetensors";
        assertThat(HalfBudget.folder(stopped).model().resolve(weights))
                .hasSameBinaryContentAs(HalfBudget.folder(whole).model().resolve(weights));
        // There is no check between 48 and 64: an uninterrupted run keeps none, and so does one that was stopped there.
        assertThat(HalfBudget.isKept(run("no-check", 40, 7))).isFalse();
    }

    @Test
    void itCountsWhereTheDiskIsAsked() {
        long parameters = 1_000;
        // Values, average and two moments of five checkpoints, and three models.
        assertThat(DiskSpace.needed(parameters)).isEqualTo(4 * parameters * (4 * 5 + 3));
    }
}
