package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train} and {@code resume}, on a tiny network and pictures of two classes. */
class TrainVerbTest {
    private static VerbRuns runs;
    private static Path run;

    @BeforeAll
    static void trainOnce(@TempDir Path folder) throws IOException {
        runs = new VerbRuns(folder);
        run = runs.place("run");
        Terminal trained = runs.train("vae", run);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).containsPattern("vae, 64 images in [0-9]+s, [0-9.e-]+ % of it waiting for data");
        assertThat(trained.err()).contains("2 classes are learned with the pictures: discs, squares.");
    }

    @Test
    void aRunIsNotWrittenOver() {
        Terminal again = runs.train("vae", run);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("already holds a run").contains("resume");
    }

    @Test
    void theCommandThatGoesOnCanBeTypedAsItIsShown() throws IOException {
        Path spaced = Files.createDirectories(runs.place("my run"));
        Files.createFile(spaced.resolve("run.json"));
        assertThat(runs.train("vae", spaced).err()).contains("./atelier resume '" + spaced + "'");
    }

    @Test
    void aDryRunPrintsSettingsAndWritesNothing() throws IOException {
        Path nowhere = runs.place("dry");
        JsonNode plan = runs.train("vae", nowhere, "--dry-run", "--json").json();
        assertThat(plan.at("/runs/0/settings/training/batchSize").asInt()).isEqualTo(16);
        assertThat(plan.at("/runs/0/settings/model/width").asInt()).isEqualTo(8);
        assertThat(plan.path("trainingSeconds").asDouble()).isPositive();
        assertThat(plan.path("diskBytes").asLong()).isPositive();
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void numbersAreWrittenAlikeInEveryCountry() {
        Locale own = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(runs.train("vae", runs.place("dry"), "--dry-run").out())
                    .containsPattern("vae: [0-9]{1,3},[0-9]{3} parameters, ");
        } finally {
            Locale.setDefault(own);
        }
    }

    @Test
    void aSettingThatDoesNotExistIsAnsweredWithTheOneThatWasMeant() {
        Terminal answer = runs.train("vae", runs.place("none"), "--set", "training.batchsize=4");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .contains("training.batchsize is not a setting (--set). Did you mean 'training.batchSize'?");
    }

    @Test
    void aModelThatDoesNotExistIsAnsweredWithTheOneThatWasMeant() {
        Terminal answer = runs.train("vea", runs.place("none"));
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("there is no model 'vea'").contains("Did you mean 'vae'?");
    }

    @Test
    void theEndOfARunThatCollapsedSaysWhereTheWeightsFromBeforeAre() throws IOException {
        Path file = run.resolve("run.json");
        String sound = Files.readString(file);
        assertThat(sound).contains("\"modelImages\" : 64");
        try {
            Files.writeString(
                    file,
                    sound.replaceFirst(
                            "\\{",
                            "{\"beforeCollapse\": {\"finding\": \"collapse\", \"toldAtImages\": 48, \"images\": 16,"
                                    + " \"folder\": \"before-collapse\"},"));
            assertThat(Terminal.run("resume", run.toString()).out())
                    .contains("After 48 images trouble was found (collapse)", "the model of 16 images")
                    .contains("./atelier sample " + run.resolve("before-collapse") + " --out");
        } finally {
            Files.writeString(file, sound);
        }
    }

    @Test
    void aTimeAndANumberOfImagesExcludeEachOther() {
        Terminal answer = runs.train("vae", runs.place("none"), "--budget", "10s");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("--budget and --images");
    }

    @Test
    void resumingAFinishedRunLeavesItAsItIs() throws IOException {
        byte[] before = Files.readAllBytes(run.resolve("model/model.safetensors"));
        JsonNode resumed = Terminal.run("resume", run.toString(), "--json").json();
        assertThat(resumed.path("imagesSeen").asInt()).isEqualTo(64);
        assertThat(Files.readAllBytes(run.resolve("model/model.safetensors"))).isEqualTo(before);
    }

    /** Every difference is named; what is as it was is no difference; nothing of the run is touched. */
    @Test
    void aRunKeepsItsSettings() throws IOException {
        String document = Files.readString(run.resolve("run.json"));
        Terminal changed = Terminal.run(
                "resume",
                run.toString(),
                "--set",
                "model.width=16",
                "--set",
                "vae.training.batchSize=16",
                "--set",
                "training.learningRate=0.5x",
                "--set",
                "features.size=224");
        assertThat(changed.code()).isEqualTo(2);
        assertThat(changed.err())
                .contains("model.width is 8, asked was 16 (--set)", "training.learningRate is ", "asked was 0.5x")
                .contains("features.size is no setting of a run", "./atelier train vae DATA --set model.width=16")
                .doesNotContain("batchSize is");
        assertThat(Files.readString(run.resolve("run.json"))).isEqualTo(document);
        assertThat(Terminal.run("resume", run.toString(), "--set", "vae.beta=1", "--set", "model.likelihood=gaussian")
                        .code())
                .isZero();
        assertThat(Terminal.run("resume", run.toString(), "--set", "vae.betta=1")
                        .err())
                .contains("vae.betta is not a setting", "vae.beta");
    }

    @Test
    void classesThatAreIgnoredAreSpokenOf() {
        Path out = runs.place("unconditional");
        Terminal trained = runs.train("gan", out, "--unconditional");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("--unconditional: the pictures' 2 classes are ignored.");
        String picture = runs.place("x.png").toString();
        Terminal answer = Terminal.run("sample", out.toString(), "--label", "discs", "--out", picture);
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("trained without classes");
    }
}
