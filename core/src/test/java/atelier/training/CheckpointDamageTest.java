package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.model.ImageShape;
import atelier.model.ModelCase;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.Exit;
import atelier.torch.Device;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No damage to a checkpoint goes unseen: it is named, and the checkpoint before it is used. */
class CheckpointDamageTest {
    private static final long GOOD = 8;
    private static final long DAMAGED = 16;

    @TempDir
    private Path folder;

    private ImageSet images;
    private Trainer trainer;
    private Checkpoints checkpoints;

    @BeforeEach
    void saveTwoCheckpoints() throws IOException {
        images = TinyPictures.set(folder.resolve("data"), 16, 0, 16, 1);
        trainer = toy();
        checkpoints = new Checkpoints(folder.resolve("checkpoints"), 2, Disk.SYSTEM);
        saveTwo();
    }

    @AfterEach
    void close() {
        trainer.close();
        images.images().close();
    }

    private Trainer toy() {
        TrainingSettings settings = TinyTraining.settings(ToyModel.OPTIMIZATION, 320, 1);
        return new Trainer(
                settings,
                images,
                parameters -> new ToyModel(parameters, ToyModel.Fault.LOSS, step -> false),
                Device.CPU);
    }

    private void saveTwo() {
        RunLog.Mark mark = new RunLog.Mark(1234, Map.of("distance", new double[] {0.1, 3}));
        for (int i = 0; i < 2; i++) {
            TinyTraining.steps(trainer, 1);
            checkpoints.save(trainer, mark);
        }
    }

    private Path file(String ending) {
        return folder.resolve("checkpoints").resolve("%09d.%s".formatted(DAMAGED, ending));
    }

    private void assertTheOneBeforeIsUsed(String what) {
        Checkpoints.Loaded loaded = checkpoints.loadNewest(trainer).orElseThrow();
        assertThat(trainer.control().images()).as(what).isEqualTo(GOOD);
        assertThat(loaded.damaged()).as(what).singleElement().asString().contains("000000016.safetensors is damaged");
    }

    @Test
    void undamagedTheNewestIsUsedWithWhereItsLogStood() {
        trainer.restore(ControlState.start());
        Checkpoints.Loaded loaded = checkpoints.loadNewest(trainer).orElseThrow();
        assertThat(loaded.damaged()).isEmpty();
        assertThat(loaded.log().bytes()).isEqualTo(1234);
        assertThat(loaded.log().pending().get("distance")).containsExactly(0.1, 3);
        assertThat(trainer.control().images()).isEqualTo(DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"safetensors", "json"})
    void everyFlippedByteIsSeen(String ending) throws IOException {
        Random random = new Random(8);
        byte[] whole = Files.readAllBytes(file(ending));
        for (int at = 0; at < whole.length; at++) {
            assertFlippedByteIsSeen(ending, whole, at, 1 + random.nextInt(255));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"safetensors", "json"})
    @Tag("endurance")
    void everyByteFlippedToEveryOtherIsSeen(String ending) throws IOException {
        byte[] whole = Files.readAllBytes(file(ending));
        for (int at = 0; at < whole.length; at++) {
            for (int mask = 1; mask < 256; mask++) {
                assertFlippedByteIsSeen(ending, whole, at, mask);
            }
        }
    }

    private void assertFlippedByteIsSeen(String ending, byte[] whole, int at, int mask) throws IOException {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) mask;
        Files.write(file(ending), damaged);
        assertTheOneBeforeIsUsed(ending + " byte " + at + " mask " + mask);
    }

    @ParameterizedTest
    @ValueSource(strings = {"safetensors", "json"})
    void everyOtherLengthIsSeen(String ending) throws IOException {
        byte[] whole = Files.readAllBytes(file(ending));
        for (int length = 0; length < whole.length + 8; length++) {
            if (length != whole.length) {
                Files.write(file(ending), Arrays.copyOf(whole, length));
                assertTheOneBeforeIsUsed(ending + " of " + length + " bytes");
            }
        }
    }

    @Test
    void whereAllAreDamagedEveryOneIsNamedAndTheExitCodeIsTheirOwn() throws IOException {
        for (String name : new String[] {"000000008.json", "000000016.safetensors"}) {
            Path each = folder.resolve("checkpoints").resolve(name);
            byte[] damaged = Files.readAllBytes(each);
            damaged[damaged.length / 2] ^= 4;
            Files.write(each, damaged);
        }
        String before = TinyTraining.hash(trainer.store());
        assertThatThrownBy(() -> checkpoints.loadNewest(trainer))
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.CORRUPT))
                .satisfies(problem -> assertThat(problem)
                        .hasMessageContainingAll("000000008.safetensors", "000000016.safetensors", "restore"));
        assertThat(TinyTraining.hash(trainer.store())).as("nothing half loaded").isEqualTo(before);
    }

    @Test
    void aCheckpointUnderAnotherNameIsNotTakenForThatMoment() throws IOException {
        for (String ending : new String[] {"json", "safetensors"}) {
            Files.copy(file(ending), folder.resolve("checkpoints/000000099." + ending));
        }
        Checkpoints.Loaded loaded = checkpoints.loadNewest(trainer).orElseThrow();
        assertThat(loaded.damaged()).singleElement().asString().contains("000000099", "another moment");
        assertThat(trainer.control().images()).isEqualTo(DAMAGED);
    }

    @Test
    void whatAKilledProcessLeftBehindIsClearedAway() throws IOException {
        Path torn = Files.write(folder.resolve("checkpoints/000000012.safetensors.tmp"), new byte[10]);
        Path orphan = Files.write(folder.resolve("checkpoints/000000012.safetensors"), new byte[10]);
        Path foreign = Files.writeString(folder.resolve("checkpoints/notes.txt"), "mine");
        TinyTraining.steps(trainer, 1);
        checkpoints.save(trainer, null);
        assertThat(torn).doesNotExist();
        assertThat(orphan).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void someRandomDamagesToALargeCheckpointAreSeen() throws IOException {
        assertRandomDamagesAreSeen(60);
    }

    @Test
    @Tag("endurance")
    void tenThousandRandomDamagesToALargeCheckpointAreSeen() throws IOException {
        assertRandomDamagesAreSeen(10_000);
    }

    /**
     * In a checkpoint of 2.2 MB, one of five in its manifest: half flipped bytes, a quarter cut off, a quarter overwritten in
     * a row.
     */
    private void assertRandomDamagesAreSeen(int damages) throws IOException {
        ModelCase model = new ModelCase(Models.named("rae"), new ImageShape(16, 1, 0));
        trainer.close();
        trainer = TinyTraining.trainer(model, images, 320, 1);
        checkpoints = new Checkpoints(folder.resolve("large"), 2, Disk.SYSTEM);
        saveTwo();
        Path data = folder.resolve("large/000000016.safetensors");
        Path manifest = folder.resolve("large/000000016.json");
        byte[] wholeData = Files.readAllBytes(data);
        byte[] wholeManifest = Files.readAllBytes(manifest);
        Random random = new Random(16);
        for (int i = 0; i < damages; i++) {
            boolean ofManifest = i % 5 == 4;
            damage(ofManifest ? manifest : data, ofManifest ? wholeManifest : wholeData, random, i % 4);
            Checkpoints.Loaded loaded = checkpoints.loadNewest(trainer).orElseThrow();
            assertThat(trainer.control().images()).as("damage " + i).isEqualTo(GOOD);
            assertThat(loaded.damaged()).hasSize(1);
            Files.write(ofManifest ? manifest : data, ofManifest ? wholeManifest : wholeData);
        }
    }

    private static void damage(Path file, byte[] whole, Random random, int kind) throws IOException {
        Files.write(file, whole);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            int at = random.nextInt(whole.length);
            bytes.seek(at);
            switch (kind) {
                case 0, 1 -> bytes.write(whole[at] ^ 1 + random.nextInt(255));
                case 2 -> bytes.setLength(at);
                default -> {
                    byte[] row = Arrays.copyOfRange(whole, at, Math.min(whole.length, at + 512));
                    for (int i = 0; i < row.length; i++) {
                        row[i] ^= (byte) (1 + random.nextInt(255));
                    }
                    bytes.write(row);
                }
            }
        }
    }
}
