package atelier.experiment.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.experiment.Protocol;
import atelier.experiment.RunFolder;
import atelier.experiment.ScoreBasis;
import atelier.experiment.SettingOverride;
import atelier.experiment.SettingsFile;
import atelier.experiment.SettingsResolver;
import atelier.experiment.TinyRuns;
import atelier.model.Models;
import atelier.nn.features.FeatureNetworks;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** A search of a few seconds: four trials of two models on small pictures. */
class TuningTest {
    private static final int TRIALS = 4;
    private static final SettingOverride NARROW = new SettingOverride("model.width", "8", "test");

    @TempDir
    private Path folder;

    private Protocol protocol;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void writePictures() throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 120, 2, 16, 1);
        // 2 models x 2 rounds x 4 or 2 trials: 40 or 80 images each.
        protocol = TinyRuns.protocol(pictures, 640, NARROW);
    }

    private Tuning tuning(Path out, Protocol how, BooleanSupplier stop) {
        ScoreBasis basis =
                new ScoreBasis(FeatureNetworks.catalogue().get(0).name(), FeatureNetworks.Options.defaults(), 64);
        Tuning.Request request =
                new Tuning.Request(List.of(Models.named("vae"), Models.named("gan")), TRIALS, 1, basis);
        return new Tuning(
                request,
                how,
                out,
                (phase, done, total) -> {},
                (trial, round, rounds, score, left) -> told.add(trial + " " + round + "/" + rounds),
                stop);
    }

    private ObjectNode run(Path out, BooleanSupplier stop) {
        try (ImageDataset data = TinyRuns.open(protocol)) {
            return tuning(out, protocol, stop).run(data);
        }
    }

    private static JsonNode model(ObjectNode document, int index) {
        return document.path("models").path(index);
    }

    @Test
    void theBetterHalfGoesOnAndTheBestSettingsAreWritten() throws IOException {
        Path out = folder.resolve("out");
        ObjectNode document = run(out, () -> false);
        assertThat(told).hasSize(2 * (4 + 2)).contains("vae-00 1/2").doesNotHaveDuplicates();
        try (ImageDataset data = TinyRuns.open(protocol)) {
            assertThat(document.path("validationPictures").asInt())
                    .as("scores stand on validation pictures")
                    .isEqualTo(Math.min(64, data.validation().count()));
        }
        for (int index = 0; index < 2; index++) {
            JsonNode trials = model(document, index).path("trials");
            assertThat(trials).hasSize(TRIALS);
            double worstThatWentOn = 0;
            double bestThatDidNot = Double.MAX_VALUE;
            for (JsonNode trial : trials) {
                double first = trial.path("rounds").path(0).path("score").asDouble();
                if (trial.path("rounds").size() == 2) {
                    worstThatWentOn = Math.max(worstThatWentOn, first);
                } else {
                    bestThatDidNot = Math.min(bestThatDidNot, first);
                }
            }
            assertThat(worstThatWentOn).isPositive().isLessThanOrEqualTo(bestThatDidNot);
        }
        List<SettingOverride> found = SettingsFile.read(out.resolve("best.yaml"));
        assertThat(found).extracting(SettingOverride::key).contains("gan.penalty", "gan.training.learningRate");
        new SettingsResolver(found).requireKnown(List.of(Models.named("vae"), Models.named("gan")));
        List<SettingOverride> own = SettingsFile.read(out.resolve("best-vae.yaml"));
        new SettingsResolver(own).requireKnown(List.of(Models.named("vae")));
        JsonNode best = model(document, 0).path("best");
        assertThat(own)
                .filteredOn(setting -> setting.key().equals("vae.training.learningRate"))
                .singleElement()
                .extracting(setting -> Double.parseDouble(setting.value()))
                .isEqualTo(
                        best.path("settings").path("vae.training.learningRate").asDouble());
        assertThat(Files.readString(out.resolve("best.yaml"))).contains("# Found by: atelier train", "--config");
    }

    @Test
    void aTuningThatWasStoppedGoesOnAndComesToTheSame() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        ObjectNode wanted = run(whole, () -> false);
        told.clear();
        AtomicInteger asked = new AtomicInteger();
        ObjectNode document = null;
        int stops = 0;
        while (document == null) {
            document = run(parts, () -> asked.incrementAndGet() % 29 == 0);
            stops++;
        }
        assertThat(stops).isGreaterThan(2);
        assertThat(told).as("nothing was done twice").hasSize(2 * (4 + 2));
        assertThat(withoutTimes(document)).isEqualTo(withoutTimes(wanted));
    }

    private static String withoutTimes(ObjectNode document) {
        JsonNode models = document.path("models").deepCopy();
        models.findParents("seconds").forEach(round -> ((ObjectNode) round).remove("seconds"));
        return models.toString();
    }

    @Test
    void aTrialThatDivergesDropsOutAndIsNamed() throws IOException {
        Protocol wild = protocol.with(List.of(new SettingOverride("training.learningRate", "1e30", "test")));
        try (ImageDataset data = TinyRuns.open(protocol)) {
            ObjectNode document =
                    tuning(folder.resolve("out"), wild, () -> false).run(data);
            assertThat(model(document, 0)
                            .path("trials")
                            .path(0)
                            .path("rounds")
                            .path(0)
                            .path("failure")
                            .asText())
                    .contains("diverged");
            assertThat(model(document, 0).path("best").isMissingNode()).isTrue();
        }
    }

    @Test
    void aTrialThatDoesNotFitIntoMemoryDropsOutAndTheOthersRun() {
        // The first model has a network that no heap holds the checkpoints of, the second an ordinary one.
        Protocol large = protocol.with(List.of(new SettingOverride("vae.width", "16384", "test")));
        Path out = folder.resolve("out");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            ObjectNode document = tuning(out, large, () -> false).run(data);
            assertThat(model(document, 0).findValuesAsText("failure"))
                    .hasSize(TRIALS)
                    .allSatisfy(failure -> assertThat(failure).contains("heap"));
            assertThat(model(document, 1).path("best").path("score").isNumber()).isTrue();
        }
    }

    @Test
    void anotherTuningInTheSameFolderIsRefused() {
        Path out = folder.resolve("out");
        assertThat(run(out, () -> true)).isNull();
        Protocol longer = protocol.lasting(null, 1_280L);
        try (ImageDataset data = TinyRuns.open(protocol)) {
            Tuning other = tuning(out, longer, () -> false);
            assertThatThrownBy(() -> other.run(data))
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                    .satisfies(problem -> assertThat(problem).hasMessageContainingAll("images was 640", "is now 1280"));
        }
        assertThat(RunFolder.read(out.resolve("tuning.json"))
                        .path("protocol")
                        .path("trials")
                        .asInt())
                .isEqualTo(TRIALS);
    }
}
