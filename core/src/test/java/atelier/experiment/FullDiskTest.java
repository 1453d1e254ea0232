package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up stops no run for good and loses nothing in silence. */
class FullDiskTest {
    private static final long IMAGES = 48;
    /** How much room there is more of after each of the first pauses; later ten times as much, to come to an end. */
    private static final long STEP = 20_000;

    private static final int SMALL_STEPS = 30;

    private static final Duration SOON = Duration.ofMillis(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Protocol protocol;

    @BeforeEach
    void writePictures() throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 24, 0, 16, 1);
        protocol = TinyRuns.protocol(
                pictures,
                IMAGES,
                new SettingOverride("training.checkpointImages", "16", "test"),
                new SettingOverride("model.width", "3", "test"));
    }

    @Test
    void aRunWaitsForRoomAndEndsAsIfThereHadAlwaysBeenSome() throws IOException {
        Path whole = folder.resolve("whole");
        Path tight = folder.resolve("tight");
        List<String> told = new ArrayList<>();
        SmallDisk disk = new SmallDisk(0);
        disk.shared = true;
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(whole, "rae", data, protocol, () -> false).run();
            TrainingRun run = TrainingRun.create(
                    tight,
                    atelier.model.Models.named("rae"),
                    data,
                    1,
                    protocol,
                    (phase, done, total) -> {
                        if (phase.startsWith("paused")) {
                            told.add(phase);
                            disk.quota += told.size() <= SMALL_STEPS ? STEP : 10 * STEP;
                        }
                    },
                    () -> false);
            run.writeThrough(disk, SOON);
            assertThat(run.run()).isTrue();
        }
        assertThat(told)
                .hasSizeGreaterThanOrEqualTo(20)
                .allMatch(text -> text.contains("until there is room") && text.matches(".*It needs \\d+ kB.*"));
        // Whatever is written had to wait: grids, log, checkpoints, run.json and the model.
        for (String part : List.of("samples", "log.jsonl", "checkpoint", "run.json", "model.safetensors")) {
            assertThat(told).as(part).anyMatch(text -> text.contains(part));
        }
        assertThat(Files.mismatch(whole.resolve("model/model.safetensors"), tight.resolve("model/model.safetensors")))
                .isEqualTo(-1);
        assertThat(linesWithoutTimes(tight)).isEqualTo(linesWithoutTimes(whole));
        assertThat(RunFolder.open(tight).read().path("status").asText()).isEqualTo("finished");
        try (var left = Files.newDirectoryStream(tight.resolve("checkpoints"), "*.tmp")) {
            assertThat(left).isEmpty();
        }
    }

    private static List<JsonNode> linesWithoutTimes(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("log.jsonl"))) {
            ObjectNode entry = (ObjectNode) JSON.readTree(line);
            entry.remove("seconds");
            entry.withObject("/rates").remove(List.of("imagesPerSecond", "waitingForData"));
            lines.add(entry);
        }
        return lines;
    }

    @Test
    void aFaultyDiskEndsARunAndTheRunSaysSo() throws IOException {
        SmallDisk disk = new SmallDisk(Long.MAX_VALUE / 2);
        disk.faulty = ".safetensors.tmp";
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TrainingRun run = TinyRuns.create(out, "rae", data, protocol, () -> false);
            run.writeThrough(disk, SOON);
            assertThatThrownBy(run::run)
                    .isInstanceOfSatisfying(AtelierException.class, problem -> assertThat(problem.exit())
                            .isEqualTo(Exit.DISK))
                    .hasMessageContaining("Input/output error");
        }
        assertThat(RunFolder.open(out).read().path("status").asText()).isEqualTo("failed");
    }

    @Test
    void aRunThatCannotFitIsRefusedBeforeItStarts() throws IOException {
        SmallDisk disk = new SmallDisk(Long.MAX_VALUE / 2);
        disk.usable = 100_000;
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TrainingRun run = TinyRuns.create(folder.resolve("run"), "rae", data, protocol, () -> false);
            run.writeThrough(disk, SOON);
            assertThatThrownBy(run::run)
                    .isInstanceOfSatisfying(AtelierException.class, problem -> assertThat(problem.exit())
                            .isEqualTo(Exit.DISK))
                    .hasMessageContainingAll("room for 97 kB", "need", "Make room");
        }
        assertThat(folder.resolve("run/log.jsonl")).doesNotExist();
    }

    @Test
    void whereNothingMayBeWrittenARunDoesNotWait() throws IOException {
        SmallDisk disk = new SmallDisk(Long.MAX_VALUE / 2);
        disk.forbidden = true;
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TrainingRun run = TinyRuns.create(folder.resolve("run"), "rae", data, protocol, () -> false);
            run.writeThrough(disk, SOON);
            assertThatThrownBy(run::run)
                    .isInstanceOfSatisfying(AtelierException.class, problem -> assertThat(problem.exit())
                            .isEqualTo(Exit.DISK));
        }
    }

    /** The real disk, of which only so many bytes may be written. */
    private static final class SmallDisk implements Disk {
        private long quota;
        private long usable = Long.MAX_VALUE / 2;
        private boolean forbidden;
        private String faulty = "";
        /** Something else takes what is left after every checkpoint, grid, state of the run and line of the log. */
        private boolean shared;

        SmallDisk(long quota) {
            this.quota = quota;
        }

        private void take(Path file, long bytes) throws IOException {
            if (forbidden) {
                throw new AccessDeniedException(file.toString());
            }
            if (!faulty.isEmpty() && file.toString().endsWith(faulty)) {
                throw new IOException("Input/output error");
            }
            if (bytes > quota) {
                throw new IOException("No space left on device");
            }
            quota -= bytes;
        }

        @Override
        public OutputStream create(Path file) throws IOException {
            take(file, 0);
            OutputStream stream = SYSTEM.create(file);
            return new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    write(new byte[] {(byte) value}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    // As a real disk: what fits is written before the rest is refused.
                    int fits = (int) Math.min(length, quota);
                    stream.write(bytes, offset, fits);
                    take(file, length);
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void append(Path file, long position, byte[] bytes) throws IOException {
            take(file, bytes.length);
            SYSTEM.append(file, position, bytes);
            quota = shared ? 0 : quota;
        }

        @Override
        public void force(Path file) throws IOException {
            // Nothing here survives a power cut, and many tries are quicker without.
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            SYSTEM.move(from, to);
            // Not between two files that are tried again together.
            boolean last = to.toString().matches(".*\\.png|.*/run\\.json|.*/\\d+\\.json");
            quota = shared && last ? 0 : quota;
        }

        @Override
        public void createFolder(Path target) throws IOException {
            SYSTEM.createFolder(target);
        }

        @Override
        public void forceFolder(Path target) throws IOException {
            // As above.
        }

        @Override
        public void delete(Path file) throws IOException {
            quota += Files.exists(file) ? Files.size(file) : 0;
            SYSTEM.delete(file);
        }

        @Override
        public long usableSpace(Path target) throws IOException {
            return usable;
        }
    }
}
