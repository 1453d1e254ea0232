package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.provenance.Disk;
import atelier.torch.Device;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.Checkpoints;
import atelier.training.Trainer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a run from before its collapse; that a collapse leads to it is shown by runs with one planted. */
class BeforeCollapseTest {
    private static final long IMAGES = 240;
    private static final SettingOverride OFTEN = new SettingOverride("training.checkpointImages", "80", "test");

    @TempDir
    private Path folder;

    private Protocol protocol;

    @BeforeEach
    void writePictures() throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 60, 2, 16, 1);
        protocol = TinyRuns.protocol(pictures, IMAGES, OFTEN);
    }

    private Path finished(String model, ImageDataset data) {
        Path out = folder.resolve("run");
        assertThat(TinyRuns.create(out, model, data, protocol, () -> false).run())
                .isTrue();
        return out;
    }

    /** Keeps what there is at a moment of which the run's two checkpoints, 160 and 240, are the past. */
    private static Optional<ObjectNode> keep(Path out, ImageDataset data) {
        RunFolder run = RunFolder.open(out);
        ObjectNode document = run.read();
        RunPlan<?> plan = RunDocument.plan(document, run);
        Checkpoints checkpoints = new Checkpoints(run.checkpoints(), 2, Disk.SYSTEM);
        try (Trainer trainer = new Trainer(plan.training(), data.train(), plan.build(), plan.device())) {
            return BeforeCollapse.keep(run, document, plan, data, trainer, checkpoints, "collapse", Disk.SYSTEM);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gan", "vaegan"})
    void theOlderCheckpointBecomesAnInterruptedRunWithAModel(String model) throws IOException {
        try (ImageDataset data = TinyRuns.open(protocol)) {
            Path out = finished(model, data);
            ObjectNode origin = keep(out, data).orElseThrow();
            assertThat(origin.path("images").asLong()).isEqualTo(160);
            assertThat(origin.path("finding").asText()).isEqualTo("collapse");
            RunFolder kept = RunFolder.open(out.resolve(origin.path("folder").asText()));
            ObjectNode document = kept.read();
            assertThat(document.path("status").asText()).isEqualTo("interrupted");
            assertThat(document.path("imagesSeen").asLong()).isEqualTo(160);
            assertThat(document.path("modelImages").asLong()).isEqualTo(160);
            assertThat(document.path("keptFrom")).hasToString(origin.toString());
            assertThat(document.path("trainingSeconds").asDouble()).isPositive();
            assertThat(Files.readString(kept.model().resolve("README.md"))).contains("| images seen | 160 |");
            assertThat(Files.readAllLines(kept.logFile())).isNotEmpty().allSatisfy(line -> assertThat(line)
                    .doesNotContain("\"images\":168", "\"images\":240"));
            float[] fromModel;
            List<String> names;
            try (TrainedModel trained = TrainedModel.load(kept, Device.CPU);
                    Scope scope = Scope.withoutGradient()) {
                names = trained.labelNames();
                fromModel = Torch.toFloats(trained.generator().network().decode(latents(trained), classes()));
            }
            try (TrainedModel trained = TrainedModel.atCheckpoint(kept, Device.CPU);
                    Scope scope = Scope.withoutGradient()) {
                assertThat(Torch.toFloats(trained.generator().network().decode(latents(trained), classes())))
                        .isEqualTo(fromModel);
                assertThat(trained.labelNames()).hasSize(2).isEqualTo(names);
            }
        }
    }

    private static Tensor classes() {
        return Torch.fromLongs(new long[] {0, 1, 0}, 3);
    }

    private static Tensor latents(TrainedModel model) {
        int size = model.generator().network().model().latentSize();
        float[] values = new float[3 * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        return Torch.fromFloats(values, 3, size);
    }

    @Test
    void resumedItEndsAsTheRunDid() throws IOException {
        try (ImageDataset data = TinyRuns.open(protocol)) {
            Path out = finished("gan", data);
            keep(out, data);
            RunFolder kept = RunFolder.open(out.resolve("before-collapse"));
            assertThat(TrainingRun.reopen(kept, data, null, (phase, done, total) -> {}, () -> false)
                            .run())
                    .isTrue();
            assertThat(kept.model().resolve("model.safetensors"))
                    .hasSameBinaryContentAs(out.resolve("model/model.safetensors"));
        }
    }

    @Test
    void whatWasKeptOnceStays() throws IOException {
        try (ImageDataset data = TinyRuns.open(protocol)) {
            Path out = finished("gan", data);
            ObjectNode first = keep(out, data).orElseThrow();
            for (String ending : List.of("json", "safetensors")) {
                Files.delete(out.resolve("checkpoints/000000160." + ending));
            }
            assertThat(keep(out, data).orElseThrow()).hasToString(first.toString());
        }
    }

    @Test
    void aDamagedCheckpointIsPassedOverAndWithoutAnyThereIsNothing() throws IOException {
        try (ImageDataset data = TinyRuns.open(protocol)) {
            Path out = finished("gan", data);
            Files.writeString(out.resolve("checkpoints/000000160.safetensors"), "torn");
            assertThat(keep(out, data).orElseThrow().path("images").asLong()).isEqualTo(240);
        }
        RunFolder none = new RunFolder(folder.resolve("none"));
        Checkpoints checkpoints = new Checkpoints(none.checkpoints(), 2, Disk.SYSTEM);
        assertThat(checkpoints.copyOldest(folder.resolve("target"))).isEmpty();
    }

    /** A run that is stopped between two checks has, at the next one, the two checks before it as an uninterrupted one. */
    @Test
    void whereARunWasStoppedDoesNotTakeThePlaceOfACheck() throws IOException {
        Path out = folder.resolve("stopped");
        int[] steps = {0};
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TinyRuns.create(out, "gan", data, protocol, () -> ++steps[0] > 25).run();
            assertThat(manifests(out)).containsExactly("000000080.json", "000000160.json", "000000200.json");
            TrainingRun.reopen(RunFolder.open(out), data, null, (phase, done, total) -> {}, () -> false)
                    .run();
            assertThat(manifests(out)).containsExactly("000000160.json", "000000240.json");
        }
    }

    private static List<String> manifests(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
