package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.provenance.AtelierException;
import atelier.provenance.DurableFile;
import atelier.torch.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power is cut after every single call to the disk; what was saved is there afterwards. */
class PowerLossTest {
    private static final int SAVES = 3;

    @TempDir
    private Path folder;

    private ImageSet images;
    private Trainer trainer;
    private Path run;
    private final RecordingDisk disk = new RecordingDisk();
    /** Hash of the store by images, at every save. */
    private final Map<Long, String> saved = new HashMap<>();

    @BeforeEach
    void openTrainer() throws IOException {
        images = TinyPictures.set(folder.resolve("data"), 16, 0, 16, 1);
        TrainingSettings settings = TinyTraining.settings(ToyModel.OPTIMIZATION, 320, 1);
        trainer = new Trainer(
                settings,
                images,
                parameters -> new ToyModel(parameters, ToyModel.Fault.LOSS, step -> false),
                Device.CPU);
        run = Files.createDirectories(folder.resolve("run"));
    }

    @AfterEach
    void close() {
        trainer.close();
        images.images().close();
    }

    private void trainAndSave(int kept) {
        Checkpoints checkpoints = new Checkpoints(run.resolve("checkpoints"), kept, disk);
        RunLog log = new RunLog(run.resolve("log.jsonl"), 1, 0, () -> 0, disk);
        for (int save = 0; save < SAVES; save++) {
            for (StepReport report : TinyTraining.steps(trainer, 2)) {
                log.stepped(trainer, report);
            }
            checkpoints.save(trainer, log.mark());
            long now = trainer.control().images();
            saved.put(now, TinyTraining.hash(trainer.store()));
            disk.promise(now);
        }
    }

    @Test
    void aCompleteCheckpointIsThereWhateverTheDiskHadNotWrittenYet() throws IOException {
        trainAndSave(2);
        PowerLoss power = new PowerLoss();
        Set<String> seen = new HashSet<>();
        long promised = 0;
        int states = 0;
        for (int prefix = 0; prefix <= disk.calls().size(); prefix++) {
            for (Map<Path, byte[]> state : power.states()) {
                states++;
                if (seen.add(promised + " " + fingerprint(state))) {
                    assertUsable(state, promised, "cut before call " + prefix);
                }
            }
            if (prefix < disk.calls().size()) {
                RecordingDisk.Call call = disk.calls().get(prefix);
                promised = call instanceof RecordingDisk.Promise promise ? promise.images() : promised;
                power.follow(call);
            }
        }
        assertThat(promised).isEqualTo(16L * SAVES);
        assertThat(states).as("states replayed").isGreaterThan(500);
    }

    private void assertUsable(Map<Path, byte[]> state, long promised, String when) throws IOException {
        Path after = Files.createTempDirectory(folder, "after-");
        for (Map.Entry<Path, byte[]> file : state.entrySet()) {
            Path copy = after.resolve(run.relativize(file.getKey()).toString());
            Files.createDirectories(copy.getParent());
            Files.write(copy, file.getValue());
        }
        Optional<Checkpoints.Loaded> loaded;
        try {
            loaded = new Checkpoints(after.resolve("checkpoints"), 2, disk).loadNewest(trainer);
        } catch (AtelierException lost) {
            throw new AssertionError(when + ": " + lost.getMessage() + " in " + state.keySet(), lost);
        }
        long got = loaded.isPresent() ? trainer.control().images() : 0;
        assertThat(got).as(when).isBetween(promised, promised + 16);
        if (loaded.isPresent()) {
            assertThat(TinyTraining.hash(trainer.store())).as(when).isEqualTo(saved.get(got));
            Path log = after.resolve("log.jsonl");
            long length = loaded.get().log().bytes();
            assertThat(Files.size(log)).as(when + ": the log").isGreaterThanOrEqualTo(length);
            String lines = new String(Files.readAllBytes(log), 0, (int) length, StandardCharsets.UTF_8);
            assertThat(lines.lines().count()).as(when + ": lines of the log").isEqualTo(got / 8);
        }
    }

    private static String fingerprint(Map<Path, byte[]> state) {
        StringBuilder text = new StringBuilder();
        state.forEach((name, content) -> text.append(name)
                .append(' ')
                .append(DurableFile.sha256(content))
                .append('\n'));
        return text.toString();
    }

    /** The replay must be able to find a fault: without forced folders and files it does. */
    @Test
    void writingWithoutForceIsFoundOut() throws IOException {
        trainAndSave(2);
        List<RecordingDisk.Call> unforced = disk.calls().stream()
                .filter(call -> !(call instanceof RecordingDisk.Force) && !(call instanceof RecordingDisk.ForceFolder))
                .toList();
        PowerLoss power = new PowerLoss();
        int lost = 0;
        for (RecordingDisk.Call call : unforced) {
            power.follow(call);
            if (call instanceof RecordingDisk.Promise promise) {
                for (Map<Path, byte[]> state : power.states()) {
                    lost += usable(state, promise.images()) ? 0 : 1;
                }
            }
        }
        assertThat(lost).isPositive();
    }

    /** So it does where a manifest is written before the data that it speaks of. */
    @Test
    void aManifestBeforeItsDataIsFoundOut() throws IOException {
        trainAndSave(2);
        assertThat(lostAmong(reordered(call -> is(call, ".json")))).isPositive();
    }

    /** And where the old checkpoint is deleted before the new one is safe, if it is the only one. */
    @Test
    void deletingTheOldestFirstIsFoundOut() throws IOException {
        trainAndSave(1);
        assertThat(lostAmong(disk.calls())).as("as it is written").isZero();
        assertThat(lostAmong(reordered(RecordingDisk.Delete.class::isInstance))).isPositive();
    }

    /** Within each save, these calls first and the others after them. */
    private List<RecordingDisk.Call> reordered(Predicate<RecordingDisk.Call> first) {
        List<RecordingDisk.Call> calls = new ArrayList<>();
        List<RecordingDisk.Call> save = new ArrayList<>();
        for (RecordingDisk.Call call : disk.calls()) {
            if (call instanceof RecordingDisk.CreateFolder) {
                calls.add(call);
            } else {
                save.add(call);
            }
            if (call instanceof RecordingDisk.Promise) {
                save.stream().filter(first).forEach(calls::add);
                calls.add(
                        new RecordingDisk.ForceFolder(run.resolve("checkpoints").toAbsolutePath()));
                save.stream().filter(first.negate()).forEach(calls::add);
                save.clear();
            }
        }
        return calls;
    }

    private static boolean is(RecordingDisk.Call call, String ending) {
        Path file = null;
        if (call instanceof RecordingDisk.Create create) {
            file = create.file();
        } else if (call instanceof RecordingDisk.Write write) {
            file = write.file();
        } else if (call instanceof RecordingDisk.Force force) {
            file = force.file();
        } else if (call instanceof RecordingDisk.Move move) {
            file = move.to();
        }
        return file != null && file.toString().replace(".tmp", "").endsWith(ending);
    }

    /** Of the states after a cut at any moment, those in which what was promised is lost. */
    private int lostAmong(List<RecordingDisk.Call> calls) throws IOException {
        PowerLoss power = new PowerLoss();
        Set<String> seen = new HashSet<>();
        long promised = 0;
        int lost = 0;
        for (RecordingDisk.Call call : calls) {
            power.follow(call);
            promised = call instanceof RecordingDisk.Promise promise ? promise.images() : promised;
            for (Map<Path, byte[]> state : power.states()) {
                if (seen.add(promised + " " + fingerprint(state))) {
                    lost += usable(state, promised) ? 0 : 1;
                }
            }
        }
        return lost;
    }

    private boolean usable(Map<Path, byte[]> state, long promised) throws IOException {
        try {
            assertUsable(state, promised, "unforced");
            return true;
        } catch (AssertionError | java.nio.file.NoSuchFileException lost) {
            return false;
        }
    }

    @Test
    void aDocumentIsTheOldOrTheNewOne() throws IOException {
        Path document = run.resolve("run.json");
        List<String> versions = List.of("none", "first", "second, which is longer", "third");
        for (int i = 1; i < versions.size(); i++) {
            byte[] text = versions.get(i).getBytes(StandardCharsets.UTF_8);
            DurableFile.write(disk, document, stream -> stream.write(text));
            disk.promise(i);
        }
        PowerLoss power = new PowerLoss();
        int promised = 0;
        for (RecordingDisk.Call call : disk.calls()) {
            power.follow(call);
            promised = call instanceof RecordingDisk.Promise promise ? (int) promise.images() : promised;
            for (Map<Path, byte[]> state : power.states()) {
                byte[] content = state.get(document.toAbsolutePath());
                String text = content == null ? "none" : new String(content, StandardCharsets.UTF_8);
                assertThat(text)
                        .isIn(versions.get(promised), versions.get(Math.min(promised + 1, versions.size() - 1)));
            }
        }
    }
}
