package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.data.TinyPictures;
import atelier.experiment.diagnosis.Diagnoses;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs with a planted trouble, and sound ones. */
class DiagnosticsTest {
    private static final SettingOverride OFTEN = new SettingOverride("training.checkpointImages", "160", "test");

    @TempDir
    private Path folder;

    private Path pictures;

    @BeforeEach
    void writePictures() throws IOException {
        pictures = TinyPictures.folder(folder.resolve("pictures"), 200, 2, 16, 1);
    }

    private static final class Notes implements ProgressListener {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void progress(String phase, long done, long total) {}

        @Override
        public void note(String line) {
            lines.add(line);
        }
    }

    private TrainingRun create(String model, Protocol protocol, ImageDataset data, ProgressListener notes) {
        ModelType<?> type = Models.named(model);
        return TrainingRun.create(folder.resolve("run"), type, data, 1, protocol.concerning(type), notes, () -> false);
    }

    private List<JsonNode> logged(String kind) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("run").resolve("log.jsonl"))) {
            JsonNode node = new ObjectMapper().readTree(line);
            if (node.has(kind)) {
                found.add(node.path(kind));
            }
        }
        return found;
    }

    static List<String> models() {
        return Models.all().stream().<String>map(ModelType::name).toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aSoundShortRunOfAnyModelHasSignsAndNoFindings(String model) throws IOException {
        Notes notes = new Notes();
        // At the rate of short runs the gan's pictures, at first as varied as its noise, still grow alike after 100
        // steps.
        SettingOverride rate = new SettingOverride("training.learningRate", "7e-4", "test");
        Protocol protocol = TinyRuns.protocol(pictures, 800, OFTEN, rate);
        try (ImageDataset data = TinyRuns.open(protocol)) {
            assertThat(create(model, protocol, data, notes).run()).isTrue();
        }
        assertThat(logged("finding")).isEmpty();
        assertThat(notes.lines).isEmpty();
        assertThat(logged("signs")).hasSize(5).allSatisfy(signs -> assertThat(
                        signs.path("neighbourDistance").asDouble())
                .isPositive());
    }

    @Test
    void aDivergenceThatIsWeighedTooMuchIsAPosteriorCollapseToldOnce() throws IOException {
        Notes notes = new Notes();
        Protocol protocol = TinyRuns.protocol(pictures, 800, OFTEN, new SettingOverride("vae.beta", "1e4", "test"));
        try (ImageDataset data = TinyRuns.open(protocol)) {
            create("vae", protocol, data, notes).run();
        }
        assertThat(logged("finding"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.path("name").asText()).isEqualTo("posterior-collapse"))
                .satisfies(finding -> assertThat(
                                finding.path("evidence").path("units").asInt())
                        .isEqualTo(4));
        assertThat(notes.lines)
                .singleElement()
                .asString()
                .contains("vae seed 1", "Posterior collapse", "0 of 4", "model.beta");
    }

    @Test
    void aResumedRunIsToldWhatAnUninterruptedOneIs() throws IOException {
        Notes notes = new Notes();
        Protocol protocol = TinyRuns.protocol(pictures, 800, OFTEN, new SettingOverride("vae.beta", "1e4", "test"));
        AtomicInteger steps = new AtomicInteger();
        BooleanSupplier stop = () -> steps.incrementAndGet() % 23 == 0;
        try (ImageDataset data = TinyRuns.open(protocol)) {
            ModelType<?> type = Models.named("vae");
            Path out = folder.resolve("run");
            boolean finished = TrainingRun.create(out, type, data, 1, protocol.concerning(type), notes, stop)
                    .run();
            for (int part = 0; part < 10 && !finished; part++) {
                finished = TrainingRun.reopen(RunFolder.open(out), data, null, notes, stop)
                        .run();
            }
            assertThat(finished).isTrue();
        }
        assertThat(notes.lines).hasSize(1);
        assertThat(logged("finding")).hasSize(1);
        assertThat(logged("signs")).hasSize(5);
    }

    @Test
    void aRunOutOfRangeIsToldBeforeItIsGivenUp() throws IOException {
        Notes notes = new Notes();
        SettingOverride wild = new SettingOverride("training.learningRate", "1e30", "test");
        Protocol protocol = TinyRuns.protocol(pictures, 800, OFTEN, wild);
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TrainingRun run = create("vae", protocol, data, notes);
            assertThatThrownBy(run::run).isInstanceOf(AtelierException.class);
        }
        assertThat(notes.lines).singleElement().asString().contains("Numbers out of range", "training.learningRate");
    }

    @Test
    void everyDiagnosisHasItsWords() {
        assertThat(Diagnoses.all()).allSatisfy(diagnosis -> {
            String text = Diagnostics.finding(
                            diagnosis,
                            atelier.experiment.diagnosis.Evidence.of("first", 1)
                                    .and("second", 2)
                                    .and("third", 3)
                                    .and("fourth", 4))
                    .path("text")
                    .asText();
            assertThat(text).doesNotStartWith(diagnosis.name()).contains("1").hasSizeGreaterThan(60);
        });
    }
}
