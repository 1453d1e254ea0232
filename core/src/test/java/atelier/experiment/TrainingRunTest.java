package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.data.DataOptions;
import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.data.TinyPictures;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import atelier.provenance.OutOfMemory;
import atelier.torch.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run on disk, from its first image to its model folder. */
class TrainingRunTest {
    private static final long IMAGES = 96;
    private static final SettingOverride OFTEN = new SettingOverride("training.checkpointImages", "40", "test");

    @TempDir
    private Path folder;

    private Path pictures;
    private Protocol protocol;

    @BeforeEach
    void writePictures() throws IOException {
        pictures = TinyPictures.folder(folder.resolve("pictures"), 48, 3, 16, 3);
        protocol = TinyRuns.protocol(pictures, IMAGES, OFTEN);
    }

    /** Stops before the step with this number, from 0. */
    private static BooleanSupplier after(int steps) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.getAndIncrement() >= steps;
    }

    /** Runs of a comparison follow each other in one process. */
    @Test
    void thePeakOfARunIsNotThatOfWhatCameBefore() throws IOException {
        assumeThat(Host.peakMemoryBytes()).as("the system tells").isPositive();
        Host.forgetPeakMemory();
        long least = Host.peakMemoryBytes();
        try (Scope scope = Scope.withoutGradient()) {
            assertThat(torch.ones(new long[] {150_000_000}).numel()).isPositive();
        }
        long before = Host.peakMemoryBytes();
        Host.forgetPeakMemory();
        assumeThat(Host.peakMemoryBytes()).as("the system can forget").isLessThan(before - 400_000_000L);
        assertThat(before).as("600 MB of ones").isGreaterThan(least + 400_000_000L);
        try (Scope scope = Scope.withoutGradient()) {
            assertThat(torch.ones(new long[] {150_000_000}).numel()).isPositive();
        }
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(out, "vae", data, protocol, () -> false).run();
        }
        assertThat(RunFolder.open(out).read().path("peakMemoryBytes").asLong())
                .isPositive()
                .isLessThan(before - 300_000_000L);
    }

    static Stream<Throwable> breakdowns() {
        return Stream.of(
                new IllegalStateException("expected by this test"),
                new OutOfMemoryError("expected by this test"),
                new IllegalStateException("DefaultCPUAllocator: can't allocate memory: expected by this test"));
    }

    /** Not "running" for ever. */
    @ParameterizedTest
    @MethodSource("breakdowns")
    void aRunThatBreaksDownIsMarkedAsFailedAndCanGoOn(Throwable fault) {
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            ProgressListener breaks = (phase, done, total) -> {
                if (done >= 48) {
                    if (fault instanceof OutOfMemoryError error) {
                        throw error;
                    }
                    throw (RuntimeException) fault;
                }
            };
            TrainingRun run = TrainingRun.create(out, Models.named("vae"), data, 1, protocol, breaks, () -> false);
            boolean memory = OutOfMemory.isCauseOf(fault);
            assertThatThrownBy(run::run)
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(
                            problem -> assertThat(problem.exit()).isEqualTo(memory ? Exit.OUT_OF_MEMORY : Exit.FAULT));
            JsonNode document = RunFolder.open(out).read();
            assertThat(document.path("status").asText()).isEqualTo("failed");
            assertThat(document.path("failure").asText()).contains("expected by this test");
            assertThat(Files.exists(out.resolve("fault.txt"))).isEqualTo(!memory);
            assertThat(reopen(out, data, () -> false).run()).isTrue();
        }
    }

    static Stream<String> models() {
        return atelier.model.Models.all().stream().map(type -> type.name());
    }

    @ParameterizedTest
    @MethodSource("models")
    void aFinishedRunHasEverythingItPromises(String model) throws IOException {
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            assertThat(TinyRuns.create(out, model, data, protocol, () -> false).run())
                    .isTrue();
            JsonNode run = RunFolder.open(out).read();
            assertThat(run.path("version").asInt()).isOne();
            assertThat(run.path("model").asText()).isEqualTo(model);
            assertThat(run.path("status").asText()).isEqualTo("finished");
            assertThat(run.path("imagesSeen").asLong()).isEqualTo(IMAGES);
            assertThat(run.path("trainingSeconds").asDouble()).isPositive();
            assertThat(run.path("waitingForDataSeconds").asDouble())
                    .isPositive()
                    .isLessThan(run.path("trainingSeconds").asDouble());
            assertThat(run.path("peakMemoryBytes").asLong() > 0).isEqualTo(Host.peakMemoryBytes() > 0);
            assertThat(run.path("parameters").path("total").asLong())
                    .isGreaterThanOrEqualTo(
                            run.path("parameters").path("generator").asLong());
            assertThat(run.path("settings").path("model").path("width").asInt()).isEqualTo(8);
            assertThat(run.path("settings").path("training").path("totalImages").asLong())
                    .isEqualTo(IMAGES);
            assertThat(run.path("data").path("contentHash").asText())
                    .isEqualTo(data.provenance().contentHash());
            assertThat(run.path("shape").path("labels").asInt()).isEqualTo(3);
        }
        assertThat(logImages(out)).isNotEmpty().isSorted().contains(IMAGES);
        assertThat(names(out.resolve("samples"))).contains("000000000.png", "000000096.png");
        assertThat(names(out.resolve("checkpoints")))
                .contains("000000096.json", "000000096.safetensors")
                .hasSize(4);
        assertThat(names(out.resolve("model"))).containsExactly("README.md", "config.json", "model.safetensors");
    }

    @ParameterizedTest
    @MethodSource("models")
    void anInterruptedRunEndsWithTheBytesOfAnUninterruptedOne(String model) throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(whole, model, data, protocol, () -> false).run();
            assertThat(TinyRuns.create(parts, model, data, protocol, after(3)).run())
                    .isFalse();
            JsonNode stopped = RunFolder.open(parts).read();
            assertThat(stopped.path("status").asText()).isEqualTo("interrupted");
            assertThat(stopped.path("imagesSeen").asLong()).isEqualTo(24);
            assertThatThrownBy(() -> TrainedModel.load(RunFolder.open(parts), atelier.torch.Device.CPU))
                    .hasMessageContainingAll("no trained model", "interrupted", "resume");
            assertThat(reopen(parts, data, after(4)).run()).isFalse();
            assertThat(reopen(parts, data, () -> false).run()).isTrue();
            assertThat(reopen(parts, data, () -> false).run())
                    .as("running a finished run again")
                    .isTrue();
        }
        assertThat(RunFolder.open(parts).read().path("status").asText()).isEqualTo("finished");
        assertThat(modelFile(parts)).isEqualTo(modelFile(whole));
        assertThat(logImages(parts)).isEqualTo(logImages(whole));
    }

    /** Log lines every 16 images, checkpoints every 40, stops in between: no two of them coincide. */
    @Test
    void theLogOfAnInterruptedRunIsThatOfAnUninterruptedOneButForTheTimes() throws IOException {
        SettingOverride larger = new SettingOverride("training.batchSize", "8", "test");
        Protocol longer = TinyRuns.protocol(pictures, 6_400, OFTEN, larger);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        try (ImageDataset data = TinyRuns.open(longer)) {
            assertThat(TinyRuns.create(whole, "vae", data, longer, after(60)).run())
                    .isFalse();
            TinyRuns.create(parts, "vae", data, longer, after(7)).run();
            reopen(parts, data, after(16)).run();
            Files.writeString(
                    parts.resolve("log.jsonl"), "{\"images\":8,\"torn", java.nio.file.StandardOpenOption.APPEND);
            reopen(parts, data, after(37)).run();
        }
        assertThat(withoutTimes(parts)).isEqualTo(withoutTimes(whole)).hasSize(30);
    }

    @Test
    void aDamagedCheckpointIsRecordedWhenTheRunGoesOnFromTheOneBefore() throws IOException {
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(out, "vae", data, protocol, after(11)).run();
            Path newest = out.resolve("checkpoints/000000088.safetensors");
            byte[] bytes = Files.readAllBytes(newest);
            bytes[bytes.length / 2] ^= 1;
            Files.write(newest, bytes);
            List<String> phases = new java.util.ArrayList<>();
            TrainingRun.reopen(RunFolder.open(out), data, null, (phase, done, total) -> phases.add(phase), () -> false)
                    .run();
            assertThat(phases).anyMatch(phase -> phase.contains("000000088.safetensors is damaged"));
        }
        JsonNode damaged = RunFolder.open(out).read().path("damagedCheckpoints");
        assertThat(damaged).singleElement().asString().contains("000000088.safetensors", "SHA-256");
    }

    private static List<JsonNode> withoutTimes(Path run) throws IOException {
        List<JsonNode> lines = new java.util.ArrayList<>();
        for (String text : Files.readAllLines(run.resolve("log.jsonl"))) {
            com.fasterxml.jackson.databind.node.ObjectNode line =
                    (com.fasterxml.jackson.databind.node.ObjectNode) new ObjectMapper().readTree(text);
            line.remove("seconds");
            ((com.fasterxml.jackson.databind.node.ObjectNode) line.path("rates"))
                    .remove(List.of("imagesPerSecond", "waitingForData"));
            lines.add(line);
        }
        return lines;
    }

    @Test
    void aRunWhoseProcessDiedGoesOnFromItsLastCheckpoint() throws IOException {
        Path whole = folder.resolve("whole");
        Path died = folder.resolve("died");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(whole, "vae", data, protocol, () -> false).run();
            BooleanSupplier crash = () -> {
                throw new Error("the machine went dark");
            };
            TinyRuns.create(died, "vae", data, protocol, after(5)).run();
            assertThatThrownBy(() -> reopen(died, data, crash).run()).hasMessage("the machine went dark");
            Files.writeString(
                    died.resolve("log.jsonl"),
                    "{\"images\":80,\"losses\":{}}\n{\"imag",
                    java.nio.file.StandardOpenOption.APPEND);
            assertThat(reopen(died, data, () -> false).run()).isTrue();
        }
        assertThat(modelFile(died)).isEqualTo(modelFile(whole));
        assertThat(logImages(died)).isEqualTo(logImages(whole));
    }

    @Test
    void changedPicturesAreRefusedWithBothHashes() throws IOException {
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(out, "vae", data, protocol, after(2)).run();
        }
        Files.delete(pictures.resolve("class-0").resolve("0000.png"));
        RunFolder run = RunFolder.open(out);
        DataOptions options = protocol.dataOptions();
        try (ImageDataset changed = RunData.open(run, options, (phase, done, total) -> {})) {
            assertThatThrownBy(() -> reopen(out, changed, () -> false))
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                    .satisfies(problem -> assertThat(problem)
                            .hasMessageContainingAll(
                                    run.read().path("data").path("contentHash").asText(),
                                    changed.provenance().contentHash()));
        }
    }

    @Test
    void aFolderThatHoldsARunIsNotOverwritten() {
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(out, "vae", data, protocol, () -> true);
            assertThatThrownBy(() -> TinyRuns.create(out, "gan", data, protocol, () -> true))
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                    .satisfies(problem -> assertThat(problem).hasMessageContaining("resume"));
        }
    }

    @Test
    void aFurtherBudgetAppendsARecordedSegment() throws IOException {
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(out, "vae", data, protocol, () -> false).run();
            TrainingRun longer = TrainingRun.reopen(
                    RunFolder.open(out), data, Duration.ofMillis(1), (phase, done, total) -> {}, () -> false);
            assertThat(longer.run()).isTrue();
        }
        JsonNode run = RunFolder.open(out).read();
        JsonNode segment = run.path("segments").path(0);
        assertThat(segment.path("fromImages").asLong()).isEqualTo(IMAGES);
        assertThat(segment.path("totalImagesBefore").asLong()).isEqualTo(IMAGES);
        assertThat(run.path("imagesSeen").asLong())
                .isEqualTo(segment.path("totalImages").asLong())
                .isGreaterThan(IMAGES);
        assertThat(run.path("status").asText()).isEqualTo("finished");
    }

    @Test
    void aDivergedRunIsMarkedAsFailedAndSaysWhy() throws IOException {
        Path out = folder.resolve("run");
        SettingOverride wild = new SettingOverride("training.learningRate", "1e30", "test");
        Protocol reckless = TinyRuns.protocol(pictures, IMAGES, OFTEN, wild);
        try (ImageDataset data = TinyRuns.open(reckless)) {
            TrainingRun run = TinyRuns.create(out, "vae", data, reckless, () -> false);
            assertThatThrownBy(run::run)
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.DIVERGED));
        }
        JsonNode document = RunFolder.open(out).read();
        assertThat(document.path("status").asText()).isEqualTo("failed");
        assertThat(document.path("failure").asText()).contains("diverged", "learningRate");
        assertThat(Files.readString(out.resolve("log.jsonl"))).contains("rolledBack");
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("nothing")))
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.INPUT))
                .satisfies(problem -> assertThat(problem).hasMessageContainingAll("nothing", "does not exist"));
    }

    private static TrainingRun reopen(Path out, ImageDataset data, BooleanSupplier stop) {
        return TrainingRun.reopen(RunFolder.open(out), data, null, (phase, done, total) -> {}, stop);
    }

    private static byte[] modelFile(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model").resolve("model.safetensors"));
    }

    private static List<Long> logImages(Path run) throws IOException {
        List<Long> images = new java.util.ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("log.jsonl"))) {
            images.add(new ObjectMapper().readTree(line).path("images").asLong());
        }
        return images;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
