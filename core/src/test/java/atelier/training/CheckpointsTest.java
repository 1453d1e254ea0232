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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints bring a run back bit by bit, or not at all. */
class CheckpointsTest {
    private static final ModelCase VAE = new ModelCase(Models.named("vae"), new ImageShape(16, 1, 0));
    private static final long TOTAL = 20L * TinyTraining.BATCH;

    private static ImageSet grey;
    private static ImageSet colour;

    @TempDir
    private Path folder;

    private Checkpoints checkpoints;

    @BeforeAll
    static void writePictures(@TempDir Path folder) throws IOException {
        grey = TinyPictures.set(folder.resolve("grey"), 20, 0, 16, 1);
        colour = TinyPictures.set(folder.resolve("colour"), 20, 3, 16, 3);
    }

    @AfterAll
    static void close() {
        grey.images().close();
        colour.images().close();
    }

    @BeforeEach
    void openCheckpoints() {
        checkpoints = new Checkpoints(folder.resolve("checkpoints"), 2, Disk.SYSTEM);
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#conditional")
    void aResumedRunEndsWithTheSameBits(ModelCase model) {
        String uninterrupted;
        try (Trainer trainer = TinyTraining.trainer(model, colour, TOTAL, 2)) {
            TinyTraining.steps(trainer, 20);
            uninterrupted = TinyTraining.hash(trainer.store());
        }
        ControlState saved;
        try (Trainer trainer = TinyTraining.trainer(model, colour, TOTAL, 2)) {
            TinyTraining.steps(trainer, 10);
            checkpoints.save(trainer, null);
            saved = trainer.control();
        }
        try (Trainer trainer = TinyTraining.trainer(model, colour, TOTAL, 2)) {
            assertThat(checkpoints.loadNewest(trainer)).isPresent();
            assertThat(trainer.control()).isEqualTo(saved);
            TinyTraining.steps(trainer, 10);
            assertThat(TinyTraining.hash(trainer.store())).isEqualTo(uninterrupted);
        }
    }

    @Test
    void theControlStateOfARunThatWentBackIsKept() {
        ControlState state = new ControlState(
                7,
                56,
                Map.of("encoder", 7L, "decoder", 6L),
                0.25,
                2,
                Map.of("autoencoder", new LossTrack(7, -1.0 / 3, 0.1), "prior", new LossTrack(100, 3e-40, 0)),
                64);
        try (Trainer trainer = trainer()) {
            trainer.restore(state);
            checkpoints.save(trainer, null);
            trainer.restore(ControlState.start());
            checkpoints.loadNewest(trainer);
            assertThat(trainer.control()).isEqualTo(state);
        }
    }

    @Test
    void withoutACheckpointNothingIsLoaded() {
        try (Trainer trainer = trainer()) {
            assertThat(checkpoints.loadNewest(trainer)).isEmpty();
            assertThat(checkpoints.newest("values")).isEmpty();
        }
    }

    @Test
    void onlyTheNewestOnesAreKeptAndNothingHalfWrittenRemains() throws IOException {
        try (Trainer trainer = trainer()) {
            for (int i = 0; i < 4; i++) {
                TinyTraining.steps(trainer, 1);
                checkpoints.save(trainer, null);
            }
        }
        assertThat(names())
                .containsExactly("000000024.json", "000000024.safetensors", "000000032.json", "000000032.safetensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped byte", "truncated", "deleted data", "no manifest", "empty manifest"})
    void aDamagedCheckpointIsRefusedAndTheOneBeforeItUsed(String damage) throws IOException {
        try (Trainer trainer = trainer()) {
            TinyTraining.steps(trainer, 1);
            checkpoints.save(trainer, null);
            String good = TinyTraining.hash(trainer.store());
            TinyTraining.steps(trainer, 1);
            checkpoints.save(trainer, null);
            damage("000000016", damage);
            TinyTraining.steps(trainer, 1);
            assertThat(checkpoints.loadNewest(trainer)).isPresent();
            assertThat(trainer.control().images()).isEqualTo(8);
            assertThat(TinyTraining.hash(trainer.store())).isEqualTo(good);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped byte", "truncated", "deleted data", "empty manifest"})
    void aDamagedCheckpointWithoutAnotherEndsWithItsOwnCode(String damage) throws IOException {
        try (Trainer trainer = trainer()) {
            TinyTraining.steps(trainer, 1);
            checkpoints.save(trainer, null);
            damage("000000008", damage);
            assertThatThrownBy(() -> checkpoints.loadNewest(trainer))
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.CORRUPT))
                    .satisfies(problem -> assertThat(problem).hasMessageContaining("000000008"));
        }
    }

    @Test
    void aCheckpointOfAnotherNetworkIsRefused() {
        ModelCase other = new ModelCase(Models.named("gan"), VAE.shape());
        try (Trainer trainer = TinyTraining.trainer(other, grey, TOTAL, 1)) {
            checkpoints.save(trainer, null);
        }
        try (Trainer trainer = trainer()) {
            assertThatThrownBy(() -> checkpoints.loadNewest(trainer)).isInstanceOf(AtelierException.class);
        }
    }

    private static Trainer trainer() {
        return TinyTraining.trainer(VAE, grey, TOTAL, 1);
    }

    private void damage(String name, String how) throws IOException {
        Path data = folder.resolve("checkpoints").resolve(name + ".safetensors");
        Path manifest = folder.resolve("checkpoints").resolve(name + ".json");
        byte[] bytes = Files.readAllBytes(data);
        switch (how) {
            case "flipped byte" -> {
                bytes[bytes.length / 2] ^= 1;
                Files.write(data, bytes);
            }
            case "truncated" -> Files.write(data, java.util.Arrays.copyOf(bytes, bytes.length - 4));
            case "deleted data" -> Files.delete(data);
            case "no manifest" -> Files.delete(manifest);
            case "empty manifest" -> Files.write(manifest, new byte[0]);
            default -> throw new IllegalArgumentException(how);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
