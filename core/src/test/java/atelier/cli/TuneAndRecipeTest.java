package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.TinyPictures;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search for settings and recipes as a person at a terminal meets them. */
class TuneAndRecipeTest {
    @TempDir
    private Path folder;

    private String pictures;

    @BeforeEach
    void writePictures() throws IOException {
        pictures =
                TinyPictures.folder(folder.resolve("pictures"), 100, 2, 16, 1).toString();
    }

    private Terminal tune(Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("tune", pictures, "--models", "vae", "--images", "128"));
        arguments.addAll(List.of("--trials", "2", "--threads", "1", "--set", "vae.width=8", "--count", "50"));
        arguments.addAll(List.of("--out", out.toString()));
        arguments.addAll(List.of(more));
        return Terminal.run(arguments.toArray(String[]::new));
    }

    @Test
    void aSearchPrintsItsTableAndItsBestSettingsCanBeTrained() throws IOException {
        Path out = folder.resolve("out");
        Terminal tuned = tune(out);
        assertThat(tuned.code()).as(tuned.err()).isZero();
        assertThat(tuned.out())
                .contains("frechet-distance to", "* vae ", "defaults", "training.learningRate=")
                .contains(out.resolve("best.yaml").toString())
                .doesNotContain("width=");
        assertThat(tuned.err()).contains("vae-00, round 1 of 1: ", "left").contains("2 classes are learned");
        JsonNode best = tune(out, "--json").json().path("models").path(0).path("best");
        Terminal trained = Terminal.run(
                "train",
                "vae",
                pictures,
                "--images",
                "32",
                "--threads",
                "1",
                "--set",
                "vae.width=8",
                "--config",
                out.resolve("best-vae.yaml").toString(),
                "--out",
                folder.resolve("run").toString(),
                "--json");
        JsonNode settings = trained.json().path("settings");
        assertThat(settings.path("training").path("learningRate").asDouble())
                .isEqualTo(
                        best.path("settings").path("vae.training.learningRate").asDouble());
        assertThat(settings.path("model").path("beta").asDouble())
                .isEqualTo(best.path("settings").path("vae.beta").asDouble());
    }

    @Test
    void aDryRunOpensTheDataAndShowsRoundsRangesSettingsAndWhatTheyTake() {
        Terminal plan = plan("--images", "4800", "--trials", "8");
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("data: " + folder.getFileName() + ", ")
                .contains("8 trials per model", "100 images each", "400 images each")
                .contains("training.learningRate", "0.3 to 3.0", "augment", "one of 0, 0.5, 1")
                .contains("penalty, penaltyEnd", "0.1 to 10.0")
                .containsPattern("training\\.batchSize +\\d+")
                .containsPattern("in all: training .*, memory .*, disk ");
        Terminal none = Terminal.run("tune", "no-such-set", "--models", "vae", "--budget", "2h", "-n");
        assertThat(none.code()).isEqualTo(3);
    }

    private Terminal plan(String... more) {
        List<String> arguments = new ArrayList<>(List.of("tune", pictures, "--models", "vae,gan", "-n"));
        arguments.addAll(List.of("--threads", "1", "--set", "model.width=8"));
        arguments.addAll(List.of(more));
        return Terminal.run(arguments.toArray(String[]::new));
    }

    @Test
    void aDryRunIsOneJsonDocument() throws IOException {
        JsonNode document = plan("--budget", "60s", "--trials", "2", "--json").json();
        assertThat(document.at("/data/name").asText())
                .isEqualTo(folder.getFileName().toString());
        assertThat(document.at("/rounds/0/trialsPerModel").asInt()).isEqualTo(2);
        assertThat(document.at("/rounds/0/seconds").asDouble()).isEqualTo(15);
        assertThat(document.at("/runs/1/model").asText()).isEqualTo("gan");
        assertThat(document.at("/runs/1/settings/model/width").asInt()).isEqualTo(8);
        assertThat(document.at("/trainingSeconds").asDouble()).isEqualTo(60);
        assertThat(document.at("/diskBytes").asLong()).isPositive();
        assertThat(document.path("ranges"))
                .anySatisfy(range -> assertThat(range.path("settings")).hasSize(2));
    }

    @Test
    void aSearchWithoutALengthOrOfOneTrialIsRefused() {
        Terminal endless = Terminal.run("tune", pictures, "--models", "vae");
        assertThat(endless.code()).isEqualTo(2);
        assertThat(endless.err()).contains("--budget is missing");
        Terminal single = Terminal.run("tune", pictures, "--models", "vae", "--images", "64", "--trials", "1");
        assertThat(single.code()).isEqualTo(2);
        assertThat(single.err()).contains("--trials is 1, expected at least 2");
    }

    @Test
    void autoSaysWhatItPickedAndWhy() {
        Path out = folder.resolve("run");
        Terminal trained = Terminal.run(
                "train",
                "vae",
                pictures,
                "--images",
                "32",
                "--threads",
                "1",
                "--set",
                "model.width=8",
                "--recipe",
                "auto",
                "--out",
                out.toString());
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("recipe for vae:").containsAnyOf("its defaults are used", "is nearest");
    }

    @Test
    void aRecipeThatIsNoneIsRefused() {
        Terminal unknown = Terminal.run("train", "vae", pictures, "--recipe", "no-such-recipe");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no recipe 'no-such-recipe'", "list recipes");
    }
}
