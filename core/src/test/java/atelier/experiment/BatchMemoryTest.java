package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import atelier.provenance.Host.FreeMemory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch that does not fit is refused before training, with one that does. */
class BatchMemoryTest {
    private static final Pattern FITS = Pattern.compile("training\\.batchSize=(\\d+)");
    private static final long MEGABYTE = 1 << 20;
    private static final String ADVICE = "set training.batchSize=%d.";

    @TempDir
    private Path folder;

    private Path pictures;

    @BeforeEach
    void writePictures() throws IOException {
        pictures = TinyPictures.folder(folder.resolve("pictures"), 48, 3, 32, 3);
    }

    private Protocol protocol(int batch) {
        return TinyRuns.protocol(
                pictures,
                1_000_000,
                new SettingOverride("training.batchSize", Integer.toString(batch), "test"),
                new SettingOverride("model.width", "16", "test"));
    }

    private static RunPlan<?> plan(Protocol protocol, ImageDataset data) {
        return new Planner(protocol).plan(Models.named("vae"), data, 1, 1_000_000);
    }

    @Test
    void theSizeThatFitsIsNamedAndIsNotRefusedItself() {
        assumeThat(Host.peakMemoryBytes()).isPositive();
        Protocol protocol = protocol(8_192);
        try (ImageDataset data = TinyRuns.open(protocol)) {
            AtelierException refused = catchThrowableOfType(
                    AtelierException.class,
                    () -> BatchMemory.require(
                            plan(protocol, data), data.train(), () -> new FreeMemory(300 * MEGABYTE, true), ADVICE));
            assertThat(refused.exit()).isEqualTo(Exit.OUT_OF_MEMORY);
            assertThat(refused).hasMessageContaining("8192 pictures of 32x32").hasMessageContaining("container");
            Matcher fits = FITS.matcher(refused.getMessage());
            assertThat(fits.find()).isTrue();
            int size = Integer.parseInt(fits.group(1));
            assertThat(size).isBetween(16, 4_096);
            Protocol smaller = protocol(size);
            assertThatCode(() -> BatchMemory.require(
                            plan(smaller, data), data.train(), () -> new FreeMemory(300 * MEGABYTE, true), ADVICE))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aRunIsRefusedBeforeItsFolderIsThere() {
        assumeThat(Host.peakMemoryBytes()).isPositive();
        Protocol protocol = protocol(50_000_000);
        try (ImageDataset data = TinyRuns.open(protocol)) {
            Path out = folder.resolve("run");
            AtelierException refused = catchThrowableOfType(
                    AtelierException.class, () -> TinyRuns.create(out, "vae", data, protocol, () -> false));
            assertThat(refused.exit()).isEqualTo(Exit.OUT_OF_MEMORY);
            assertThat(Files.exists(out.resolve("run.json"))).isFalse();
        }
    }

    @Test
    void noMiniatureHasAsManyPicturesAsTheRun() {
        for (int replicas : List.of(1, 2, 16, 64)) {
            for (int batch = 1; batch < 600; batch++) {
                // What is not smaller than the run's own batch, with twice as many, shows nothing in time.
                assertThat(2 * BatchMemory.first(batch, replicas)).isLessThan(batch);
            }
        }
        assertThat(BatchMemory.first(4, 16)).as("too few to look at").isZero();
        assertThat(BatchMemory.first(8, 16)).isEqualTo(3);
        assertThat(BatchMemory.first(512, 16)).isEqualTo(128);
    }

    @Test
    void theSizeThatIsNamedIsNeverNone() {
        assertThat(BatchMemory.even(50, 16)).isEqualTo(48);
        assertThat(BatchMemory.even(6, 16)).isEqualTo(6);
    }

    @Test
    void aFurtherBudgetThatIsRefusedLeavesTheRunAsItWas() throws IOException {
        assumeThat(Host.peakMemoryBytes()).isPositive();
        Protocol small = TinyRuns.protocol(pictures, 64);
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(small)) {
            TinyRuns.create(out, "vae", data, small, () -> false).run();
            RunFolder run = RunFolder.open(out);
            ObjectNode document = run.read();
            document.withObject("/settings/training").put("batchSize", 50_000_000);
            RunFolder.write(run.runFile(), document);
            String before = Files.readString(run.runFile());
            AtelierException refused = catchThrowableOfType(
                    AtelierException.class,
                    () -> TrainingRun.reopen(run, data, Duration.ofHours(1), (phase, done, total) -> {}, () -> false));
            assertThat(refused.exit()).isEqualTo(Exit.OUT_OF_MEMORY);
            assertThat(refused).hasMessageContaining("train anew").hasMessageNotContaining("or choose a smaller");
            assertThat(run.runFile()).hasContent(before);
        }
    }

    @Test
    void aBatchThatFitsAndASmallOneAreTaken() {
        Protocol protocol = protocol(512);
        try (ImageDataset data = TinyRuns.open(protocol)) {
            assertThatCode(() -> BatchMemory.require(
                            plan(protocol, data),
                            data.train(),
                            () -> new FreeMemory(100_000 * MEGABYTE, false),
                            ADVICE))
                    .doesNotThrowAnyException();
        }
        Protocol small = protocol(8);
        try (ImageDataset data = TinyRuns.open(small)) {
            assertThatCode(() -> BatchMemory.require(
                            plan(small, data), data.train(), () -> new FreeMemory(0, false), ADVICE))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aNetworkThatIsTooMuchForTheHeapIsRefusedBeforeARunIsThere() {
        Protocol protocol = TinyRuns.protocol(pictures, 64, new SettingOverride("model.width", "16384", "test"));
        try (ImageDataset data = TinyRuns.open(protocol)) {
            Path out = folder.resolve("run");
            AtelierException refused = catchThrowableOfType(
                    AtelierException.class, () -> TinyRuns.create(out, "vae", data, protocol, () -> false));
            assertThat(refused.exit()).isEqualTo(Exit.OUT_OF_MEMORY);
            assertThat(out).doesNotExist();
        }
    }

    @Test
    void whatIsTooMuchForTheHeapIsRefusedByItsName() {
        AtelierException refused =
                catchThrowableOfType(AtelierException.class, () -> HeapSpace.require(10_000_000, 64, 200 * MEGABYTE));
        assertThat(refused.exit()).isEqualTo(Exit.OUT_OF_MEMORY);
        assertThat(refused)
                .hasMessageContaining("160 MB")
                .hasMessageContaining("210 MB")
                .hasMessageContaining("ATELIER_JAVA_OPTS=-Xmx");
        assertThatCode(() -> HeapSpace.require(9_000_000, 64, 200 * MEGABYTE)).doesNotThrowAnyException();
    }
}
