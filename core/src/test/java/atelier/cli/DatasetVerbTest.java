package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.data.PngFiles;
import atelier.data.ProgressListener;
import atelier.serving.DatasetFormat;
import atelier.serving.GeneratedDataset;
import atelier.serving.Generator;
import atelier.torch.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dataset}, on a tiny network and pictures of two classes. */
class DatasetVerbTest {
    private static VerbRuns runs;
    private static String run;

    @BeforeAll
    static void trainOnce(@TempDir Path folder) throws IOException {
        runs = new VerbRuns(folder);
        run = runs.finished("vae");
    }

    private static Terminal dataset(Path out, int count, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("dataset", run, "--count", String.valueOf(count), "--out", out.toString()));
        arguments.addAll(List.of(options));
        return Terminal.run(arguments.toArray(new String[0]));
    }

    @Test
    void aGeneratedDatasetIsLabelledSaysWhereItComesFromAndIsDataLikeAnyOther() throws IOException {
        Path out = runs.place("generated");
        JsonNode document = dataset(out, 40, "--seed", "5", "--json").json();
        assertThat(document.path("model").asText()).isEqualTo("vae");
        assertThat(document.at("/memorization/checked").asInt()).isEqualTo(40);
        assertThat(document.at("/memorization/nearestNeighbourRatio").asDouble())
                .isPositive();
        assertThat(Path.of(document.path("closestPairs").asText())).isNotEmptyFile();
        int discs = document.at("/classes/discs").asInt();
        assertThat(discs + document.at("/classes/squares").asInt()).isEqualTo(40);
        JsonNode scan = Terminal.run("data", "scan", out.toString(), "--json").json();
        assertThat(scan.path("images").asInt()).isEqualTo(40);
        assertThat(scan.at("/classes/discs").asInt()).isEqualTo(discs);
        JsonNode stored =
                new ObjectMapper().readTree(out.resolve("dataset.json").toFile());
        assertThat(stored.path("seed").asInt()).isEqualTo(5);
    }

    /** Half of a dataset is none, and takes room. */
    @Test
    void nothingIsLeftWhereSomethingGoesWrongOnTheWay() {
        Path out = runs.place("broken");
        ProgressListener breaks = (phase, done, total) -> {
            if (done > 0) {
                throw new IllegalStateException("expected by this test");
            }
        };
        GeneratedDataset.Request request = new GeneratedDataset.Request(1, 200, 1, Map.of());
        try (Generator generator = Generator.load(Path.of(run), Device.CPU)) {
            ObjectNode document = new ObjectMapper().createObjectNode();
            assertThatThrownBy(() ->
                            GeneratedDataset.write(generator, request, DatasetFormat.FOLDER, document, out, 1, breaks))
                    .hasMessage("expected by this test");
        }
        assertThat(out).doesNotExist();
        assertThat(out.resolveSibling("broken.part")).doesNotExist();
    }

    @Test
    void aPictureOfADatasetIsMadeAgainFromItsSeedAndNumber() throws IOException {
        Path out = runs.place("again");
        assertThat(dataset(out, 3, "--seed", "9").code()).isZero();
        try (Generator generator = Generator.load(Path.of(run));
                Stream<Path> files = Files.walk(out)) {
            Path file = files.filter(path -> path.endsWith("000002.png"))
                    .findFirst()
                    .orElseThrow();
            Map<String, String> texts = PngFiles.readTexts(file);
            assertThat(texts).containsEntry("seed", "9").containsEntry("index", "2");
            assertThat(texts.get("label"))
                    .isEqualTo(file.getParent().getFileName().toString());
            assertThat(pixels(ImageIO.read(file.toFile()))).isEqualTo(pixels(generator.sample(9, 2, null)));
        }
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, VerbRuns.SIZE, VerbRuns.SIZE, null, 0, VerbRuns.SIZE);
    }

    @Test
    void aDatasetInTarFilesIsReadWithItsClasses() throws IOException {
        Path out = runs.place("shards");
        assertThat(dataset(out, 20, "--format", "webdataset").code()).isZero();
        String shard = out.resolve("shard-000000.tar").toString();
        JsonNode scan = Terminal.run("data", "scan", shard, "--json").json();
        assertThat(scan.path("images").asInt()).isEqualTo(20);
        assertThat(scan.path("classes").size()).isEqualTo(2);
    }

    @Test
    void aDatasetIsNotWrittenOverWhatIsThere() throws IOException {
        Path out = Files.createDirectories(runs.place("taken"));
        Files.writeString(out.resolve("mine.txt"), "mine");
        Terminal answer = dataset(out, 3);
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("already holds something");
        assertThat(out.resolve("mine.txt")).hasContent("mine");
        Terminal format = dataset(runs.place("new"), 3, "--format", "foldr");
        assertThat(format.code()).isEqualTo(2);
        assertThat(format.err()).contains("Did you mean 'folder'?");
    }
}
