package atelier.bench.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.bench.gallery.GalleryUnit.PictureSet;
import atelier.cli.Shell;
import atelier.experiment.SettingOverride;
import atelier.experiment.SettingsFile;
import atelier.experiment.SettingsResolver;
import atelier.model.Models;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finished runs become rows, a page and recipes. */
class GalleryTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path root;

    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writePage() throws IOException {
        Files.createDirectories(root.resolve("docs"));
        Files.writeString(
                root.resolve("docs/gallery.md"),
                "# Gallery\n\nBefore.\n\n" + GalleryPage.BEGIN + "\nold\n" + GalleryPage.END + "\nAfter.\n");
    }

    private int gallery(String... arguments) {
        return Gallery.execute(root, new PrintWriter(new StringWriter(), true), new PrintWriter(err, true), arguments);
    }

    private static ObjectNode row(String set, String model, double distance) throws IOException {
        return (ObjectNode) JSON.readTree(
                """
                {"version": 1, "set": "%s", "model": "%s", "budgetSeconds": 360.0, "imagesSeen": 43344,
                 "trainingSeconds": 351.2, "shape": {"size": 28, "channels": 1, "labels": 10},
                 "parameters": {"total": 1234567, "generator": 600000},
                 "settings": {"training": {"seed": 1, "learningRate": 7.0E-4, "batchSize": 16},
                              "model": {"width": 48, "penalty": 1.0}},
                 "host": {"cpu": "a processor", "cores": 2, "memory": "8 GiB"},
                 "data": {"name": "fashion-mnist", "trainCount": 54000, "testCount": 10000},
                 "features": "atelier-32",
                 "metrics": {"frechet-distance": {"value": %s, "low": 6.5, "high": 7.5, "floor": 0.42, "count": 5000}}}
                """
                        .formatted(set, model, distance));
    }

    @Test
    void aFinishedRunBecomesARowWithItsSamplesAndNothingElse() throws IOException {
        Path run = root.resolve("run");
        PrintWriter out = new PrintWriter(new StringWriter(), true);
        assertThat(Shell.execute(
                        out,
                        new PrintWriter(err, true),
                        "train",
                        "vae",
                        "shapes",
                        "--images",
                        "64",
                        "--threads",
                        "1",
                        "--set",
                        "model.width=8",
                        "--out",
                        run.toString()))
                .as(err.toString())
                .isZero();
        StringWriter printed = new StringWriter();
        assertThat(Shell.execute(
                        new PrintWriter(printed, true),
                        new PrintWriter(err, true),
                        "evaluate",
                        run.toString(),
                        "--count",
                        "100",
                        "--metrics",
                        "frechet-distance,precision,recall",
                        "--json"))
                .as(err.toString())
                .isZero();
        Path scores = root.resolve("scores.json");
        Files.writeString(scores, printed.toString());

        // A second opinion of made-up features: the same file under another name.
        Path second = root.resolve("second.json");
        ObjectNode other = (ObjectNode) JSON.readTree(printed.toString());
        Files.writeString(second, other.put("features", "other-net").toString());

        assertThat(gallery("--add", run.toString(), "--scores", scores + "," + second))
                .as(err.toString())
                .isZero();

        Path folder = root.resolve("docs/gallery");
        JsonNode row = JSON.readTree(folder.resolve("shapes-vae.json").toFile());
        assertThat(row.path("imagesSeen").asInt()).isEqualTo(64);
        assertThat(row.path("metrics").path("frechet-distance").path("value").asDouble())
                .isEqualTo(JSON.readTree(printed.toString())
                        .path("metrics")
                        .path("frechet-distance")
                        .path("value")
                        .asDouble());
        assertThat(row.path("settings").path("model").path("width").asInt()).isEqualTo(8);
        Path picture = folder.resolve("shapes-vae.png");
        assertThat(Files.size(picture)).isLessThanOrEqualTo(SampleSheet.LARGEST);
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(8 * (32 + 2) + 2);
        assertThat(Files.readString(root.resolve("docs/gallery.md")))
                .contains("Before.", "After.", "gallery/shapes-vae.png", "| `vae` | vae |")
                .doesNotContain("old\n");
        assertThat(new GalleryRow((ObjectNode) row).distance("other-net"))
                .isEqualTo(row.path("metrics").path("frechet-distance"));
        assertThat(row.toString()).doesNotContain(root.toString());
    }

    @Test
    void rowsStandBestFirstWithFloorAndInterval() throws IOException {
        ObjectNode gan = row("fashion-mnist", "gan", 7);
        gan.putArray("others")
                .addObject()
                .put("features", "other-net")
                .set("metrics", row("fashion-mnist", "gan", 95).path("metrics"));
        List<GalleryRow> rows = List.of(new GalleryRow(row("fashion-mnist", "vae", 12)), new GalleryRow(gan));
        String text = GalleryPage.markdown(rows);
        assertThat(text.indexOf("| `gan` |")).isBetween(0, text.indexOf("| `vae` |"));
        assertThat(text)
                .contains(
                        "| Fréchet distance | by other-net | precision |",
                        "| `gan` | gan | 7.00 (6.50 to 7.50) | 95.0 (6.50 to 7.50) | – |",
                        "| `vae` | vae | 12.0 (6.50 to 7.50) | – | – |",
                        "| *real pictures* | *floor* | 0.420 | 0.420 |",
                        "Budget of each run: 6.00 minutes",
                        "| 43,344 | 351 s | 1.23 M | 0.60 M |");
    }

    @Test
    void theBestOfAFamilyIsTrainedOnTheOtherSets() throws IOException {
        assertThat(GalleryUnit.leading(List.of())).containsEntry("gan", "gan").containsEntry("vae", "vae");
        List<GalleryRow> rows = List.of(
                new GalleryRow(row("fashion-mnist", "gan", 9)), new GalleryRow(row("fashion-mnist", "sngan", 8)));
        assertThat(GalleryUnit.leading(rows)).containsEntry("gan", "sngan");
        assertThat(GalleryUnit.all(rows).stream().map(GalleryUnit::name))
                .contains("shapes-sngan", "fashion-mnist-gan")
                .doesNotContain("shapes-gan")
                .doesNotHaveDuplicates();
    }

    @Test
    void aRowBecomesARecipeThatTheModelTakes() throws IOException {
        new GalleryRow(row("fashion-mnist", "gan", 7)).write(root.resolve("docs/gallery"));
        assertThat(gallery("--recipes", "fashion-mnist-gan")).as(err.toString()).isZero();
        Path file = root.resolve("core/src/main/resources/atelier/recipes/fashion-mnist-gan-6m.yaml");
        assertThat(Files.readString(file))
                .startsWith("# Paper: Huang")
                .contains("# Command: ./atelier train gan fashion-mnist --recipe fashion-mnist-gan-6m");
        List<SettingOverride> settings = SettingsFile.read(file).stream()
                .filter(setting -> !setting.key().startsWith("recipe."))
                .toList();
        assertThat(settings)
                .extracting(SettingOverride::key)
                .containsExactly("gan.width", "gan.penalty", "gan.training.learningRate", "gan.training.batchSize");
        new SettingsResolver(settings).requireKnown(List.of(Models.named("gan")));
    }

    @Test
    void everyUnitHasASetOfItsOwnNameAndUnfinishedRunsAreRefused() throws IOException {
        assertThat(GalleryUnit.sets().stream().map(PictureSet::name)).doesNotHaveDuplicates();
        Path run = Files.createDirectories(root.resolve("run"));
        Files.writeString(run.resolve("run.json"), "{\"status\": \"interrupted\", \"data\": {\"name\": \"shapes\"}}");
        Files.writeString(root.resolve("scores.json"), "{}");
        assertThat(gallery(
                        "--add",
                        run.toString(),
                        "--scores",
                        root.resolve("scores.json").toString()))
                .isEqualTo(3);
        assertThat(err.toString()).contains("interrupted", "resume");
        assertThat(gallery("--add", run.toString())).isEqualTo(2);
        assertThat(gallery("--units", "no-such-row")).isEqualTo(2);
    }
}
