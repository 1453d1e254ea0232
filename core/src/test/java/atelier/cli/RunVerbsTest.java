package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.PngFiles;
import atelier.serving.Generator;
import atelier.torch.Npy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs around one run, on a tiny network and pictures of two classes. */
class RunVerbsTest {
    private static final int SIZE = 16;
    private static final int PICTURES = 60;
    private static final int LATENT = 4;

    @TempDir
    static Path folder;

    private static Path pictures;
    private static Path run;
    private static Path styled;

    @BeforeAll
    static void trainOnce() throws IOException {
        pictures = folder.resolve("pictures");
        for (int i = 0; i < PICTURES; i++) {
            draw(pictures.resolve(i % 2 == 0 ? "discs" : "squares").resolve(i + ".png"), i);
        }
        run = folder.resolve("run");
        Terminal trained = train("vae", run);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("vae, 64 images");
        assertThat(trained.err()).contains("2 classes are learned with the pictures: discs, squares.");
        styled = folder.resolve("styled");
        assertThat(train("stylegan", styled).code()).isZero();
    }

    private static void draw(Path file, int number) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.getHSBColor(number / (float) PICTURES, 1, 1));
        if (number % 2 == 0) {
            graphics.fillOval(2 + number % 5, 2, 8, 8);
        } else {
            graphics.fillRect(2 + number % 5, 2, 8, 8);
        }
        graphics.dispose();
        ImageIO.write(picture, "png", file.toFile());
    }

    private static Terminal train(String model, Path out, String... more) {
        String[] usual = {
            "train",
            model,
            pictures.toString(),
            "--images",
            "64",
            "--threads",
            "1",
            "--set",
            "training.batchSize=16",
            "--set",
            "model.width=8",
            "--set",
            "model.latentSize=" + LATENT,
            "--out",
            out.toString()
        };
        String[] arguments = Arrays.copyOf(usual, usual.length + more.length);
        System.arraycopy(more, 0, arguments, usual.length, more.length);
        return Terminal.run(arguments);
    }

    private static JsonNode json(Terminal answer) throws IOException {
        assertThat(answer.code()).as(answer.err()).isZero();
        return new ObjectMapper().readTree(answer.out());
    }

    private static Path sample(String name, String... options) {
        Path file = folder.resolve(name);
        String[] arguments = Arrays.copyOf(options, options.length + 4);
        System.arraycopy(new String[] {"sample", run.toString(), "--out", file.toString()}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        Terminal answer = Terminal.run(arguments);
        assertThat(answer.code()).as(answer.err()).isZero();
        return file;
    }

    @Test
    void aRunIsNotWrittenOver() {
        Terminal again = train("vae", run);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("already holds a run").contains("resume");
    }

    @Test
    void aDryRunPrintsSettingsAndWritesNothing() throws IOException {
        Path nowhere = folder.resolve("dry");
        JsonNode plan = json(train("vae", nowhere, "--dry-run", "--json"));
        assertThat(plan.at("/runs/0/settings/training/batchSize").asInt()).isEqualTo(16);
        assertThat(plan.at("/runs/0/settings/model/width").asInt()).isEqualTo(8);
        assertThat(plan.path("trainingSeconds").asDouble()).isPositive();
        assertThat(plan.path("diskBytes").asLong()).isPositive();
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void aSettingThatDoesNotExistIsAnsweredWithTheOneThatWasMeant() {
        Terminal answer = train("vae", folder.resolve("none"), "--set", "training.batchsize=4");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .contains("training.batchsize is not a setting (--set). Did you mean 'training.batchSize'?");
    }

    @Test
    void aModelThatDoesNotExistIsAnsweredWithTheOneThatWasMeant() {
        Terminal answer = train("vea", folder.resolve("none"));
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("there is no model 'vea'").contains("Did you mean 'vae'?");
    }

    @Test
    void aTimeAndANumberOfImagesExcludeEachOther() {
        Terminal answer = train("vae", folder.resolve("none"), "--budget", "10s");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("--budget and --images");
    }

    @Test
    void resumingAFinishedRunLeavesItAsItIs() throws IOException {
        byte[] before = Files.readAllBytes(run.resolve("model/model.safetensors"));
        assertThat(json(Terminal.run("resume", run.toString(), "--json"))
                        .path("imagesSeen")
                        .asInt())
                .isEqualTo(64);
        assertThat(Files.readAllBytes(run.resolve("model/model.safetensors"))).isEqualTo(before);
    }

    @Test
    void theSameSeedGivesTheSamePicturesAndAnotherSeedOthers() throws IOException {
        BufferedImage first =
                ImageIO.read(sample("a.png", "--seed", "3", "--count", "4").toFile());
        BufferedImage second =
                ImageIO.read(sample("b.png", "--seed", "3", "--count", "4").toFile());
        BufferedImage third =
                ImageIO.read(sample("c.png", "--seed", "4", "--count", "4").toFile());
        assertThat(pixels(first)).isEqualTo(pixels(second)).isNotEqualTo(pixels(third));
    }

    @Test
    void aPictureSaysWhereItComesFrom() throws IOException {
        assertThat(PngFiles.readTexts(sample("texts.png", "--seed", "3", "--label", "discs")))
                .containsEntry("run", run.toString())
                .containsEntry("seed", "3")
                .containsEntry("label", "discs")
                .containsKeys("model", "settings", "command");
    }

    @Test
    void aFolderGetsOnePictureOfTheModelsSizePerFile() throws IOException {
        Path many = sample("many", "--count", "3");
        assertThat(many).isDirectoryContaining("glob:**000000.png").isDirectoryContaining("glob:**000002.png");
        assertThat(ImageIO.read(many.resolve("000001.png").toFile()).getWidth()).isEqualTo(SIZE);
    }

    @Test
    void latentsFromAFileAreDecoded() {
        Path latents = folder.resolve("latents.npy");
        Npy.write(latents, new float[5 * LATENT], 5, LATENT);
        Path decoded = sample("decoded", "--latent", latents.toString());
        assertThat(decoded).isDirectoryContaining("glob:**000004.png").isDirectoryNotContaining("glob:**000005.png");
    }

    @Test
    void latentsOfAnotherLengthAreRefused() {
        Path latents = folder.resolve("wide.npy");
        Npy.write(latents, new float[10], 2, 5);
        Terminal answer = Terminal.run(
                "sample",
                run.toString(),
                "--latent",
                latents.toString(),
                "--out",
                folder.resolve("x.png").toString());
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err()).contains("[2, 5]").contains("latentSize is 4");
    }

    @Test
    void anUnknownClassIsAnsweredWithTheOneThatWasMeant() {
        Terminal answer = Terminal.run(
                "sample",
                run.toString(),
                "--label",
                "disks",
                "--out",
                folder.resolve("x.png").toString());
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("Did you mean 'discs'?");
    }

    @Test
    void classesThatAreIgnoredAreSpokenOf() {
        Path out = folder.resolve("unconditional");
        Terminal trained = train("gan", out, "--unconditional");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("--unconditional: the pictures' 2 classes are ignored.");
        Terminal answer = Terminal.run(
                "sample",
                out.toString(),
                "--label",
                "discs",
                "--out",
                folder.resolve("x.png").toString());
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("trained without classes");
    }

    @Test
    void severalClassesAreMixedInOnePicture() throws IOException {
        int[] discs = pixels(ImageIO.read(
                sample("discs.png", "--label", "discs", "--count", "2").toFile()));
        Path mixed = sample("mixed.png", "--label", "discs:1,squares:1", "--count", "2");
        assertThat(PngFiles.readTexts(mixed)).containsEntry("label", "discs:1,squares:1");
        int[] both = pixels(ImageIO.read(mixed.toFile()));
        assertThat(both).isNotEqualTo(discs);
        assertThat(pixels(ImageIO.read(sample("mixed2.png", "--label", "discs+squares", "--count", "2")
                        .toFile())))
                .isEqualTo(both);
    }

    @Test
    void aMixtureIsAGridOfRowsAndColumns() throws IOException {
        Path out = folder.resolve("mix.png");
        JsonNode answer = json(Terminal.run(
                "mix",
                styled.toString(),
                "--rows",
                "2",
                "--columns",
                "3",
                "--layers",
                "1-2",
                "--out",
                out.toString(),
                "--json"));
        assertThat(answer.at("/layers/0").asInt()).isEqualTo(1);
        assertThat(answer.at("/layers/1").asInt()).isEqualTo(2);
        BufferedImage grid = ImageIO.read(out.toFile());
        // Four columns and three rows of cells of four times 16 pixels, with gaps of 2.
        assertThat(grid.getWidth()).isEqualTo(4 * (4 * SIZE + 2) + 2);
        assertThat(grid.getHeight()).isEqualTo(3 * (4 * SIZE + 2) + 2);
        assertThat(PngFiles.readTexts(out)).containsEntry("columns", "pictures of seed 2 give layers 1 to 2");
        Terminal none = Terminal.run("mix", run.toString(), "--out", out.toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("a vae has no styles").contains("stylegan");
    }

    @Test
    void directionsAreStripsWithTheirNames() throws IOException {
        Path out = folder.resolve("directions.png");
        Path saved = folder.resolve("directions.npy");
        JsonNode answer = json(Terminal.run(
                "directions",
                run.toString(),
                "--count",
                "3",
                "--steps",
                "5",
                "--save",
                saved.toString(),
                "--out",
                out.toString(),
                "--json"));
        assertThat(answer.at("/directions/0/name").asText()).isEqualTo("component 1");
        assertThat(answer.path("directions").size()).isEqualTo(3);
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(5 * (4 * SIZE + 2) + 2);
        assertThat(Npy.read(saved).shape()).containsExactly(3, LATENT);
        Terminal labels = Terminal.run("directions", styled.toString(), "--method", "labels", "--out", out.toString());
        assertThat(labels.code()).as(labels.err()).isZero();
        assertThat(labels.out()).contains("discs").contains("squares");
        Terminal weights = Terminal.run(
                "directions", styled.toString(), "--method", "weights", "--count", "2", "--out", out.toString());
        assertThat(weights.out()).contains("weights 2");
        Terminal wrong = Terminal.run("directions", run.toString(), "--method", "pcs", "--out", out.toString());
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("Did you mean 'pca'?");
        Terminal factor = Terminal.run(
                "directions", run.toString(), "--method", "labels", "--factor", "radus", "--out", out.toString());
        assertThat(factor.code()).isEqualTo(2);
        assertThat(factor.err()).contains("Did you mean 'radius'?");
    }

    @Test
    void aModelWithoutAnEncoderIsSearchedForGivenPictures() {
        Path out = folder.resolve("projected.png");
        Path saved = folder.resolve("styles.npy");
        Terminal answer = Terminal.run(
                "reconstruct",
                styled.toString(),
                pictures.toString(),
                "--count",
                "2",
                "--steps",
                "3",
                "--save",
                saved.toString(),
                "--out",
                out.toString());
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("psnr");
        assertThat(out).isNotEmptyFile();
        assertThat(Npy.read(saved).shape()).containsExactly(2, LATENT);
    }

    @Test
    void aWalkTurnsOneClassIntoAnother() throws IOException {
        Path out = folder.resolve("turn.png");
        JsonNode answer = json(Terminal.run(
                "walk",
                styled.toString(),
                "--label",
                "discs",
                "--to",
                "squares",
                "--stops",
                "1",
                "--steps",
                "4",
                "--out",
                out.toString(),
                "--json"));
        assertThat(answer.path("frames").asInt()).isEqualTo(5);
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(5 * (4 * SIZE + 2) + 2);
        Terminal none = Terminal.run("walk", styled.toString(), "--stops", "1", "--out", out.toString());
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("at least 2 stops");
    }

    @Test
    void aWalkIsAnAnimationOrStrips() throws IOException {
        Path gif = folder.resolve("walk.gif");
        assertThat(Terminal.run("walk", run.toString(), "--stops", "3", "--steps", "4", "--out", gif.toString())
                        .code())
                .isZero();
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(stream);
            assertThat(reader.getNumImages(true)).isEqualTo(9);
        }
        Path loop = folder.resolve("walk.apng");
        assertThat(Terminal.run(
                                "walk",
                                run.toString(),
                                "--stops",
                                "2",
                                "--steps",
                                "3",
                                "--loop",
                                "--out",
                                loop.toString())
                        .code())
                .isZero();
        assertThat(PngFiles.readTexts(loop)).containsEntry("seed", "1");
        Path png = folder.resolve("walk.png");
        assertThat(Terminal.run("walk", run.toString(), "--stops", "2", "--steps", "4", "--out", png.toString())
                        .code())
                .isZero();
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(5 * SIZE);
    }

    @Test
    void reconstructionsTakeDataAndSingleFiles() {
        Path one = pictures.resolve("discs/0.png");
        Path out = folder.resolve("reconstructed.png");
        Terminal files = Terminal.run(
                "reconstruct", run.toString(), one.toString(), "--label", "discs", "--out", out.toString());
        assertThat(files.code()).as(files.err()).isZero();
        assertThat(files.out()).contains("psnr");
        Terminal data = Terminal.run(
                "reconstruct", run.toString(), pictures.toString(), "--count", "4", "--out", out.toString());
        assertThat(data.code()).as(data.err()).isZero();
        assertThat(out).isNotEmptyFile();
    }

    @Test
    void aFolderThatIsNoRunIsTheInputsFault() {
        Terminal answer = Terminal.run(
                "sample", pictures.toString(), "--out", folder.resolve("x.png").toString());
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err()).contains("is not a run").doesNotContain("\tat ");
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void aGeneratedDatasetIsLabelledSaysWhereItComesFromAndIsDataLikeAnyOther() throws IOException {
        Path out = folder.resolve("generated");
        JsonNode document = json(Terminal.run(
                "dataset", run.toString(), "--count", "40", "--seed", "5", "--out", out.toString(), "--json"));
        assertThat(document.path("model").asText()).isEqualTo("vae");
        assertThat(document.at("/memorization/checked").asInt()).isEqualTo(40);
        assertThat(document.at("/memorization/nearestNeighbourRatio").asDouble())
                .isPositive();
        assertThat(Path.of(document.path("closestPairs").asText())).isNotEmptyFile();
        int discs = document.at("/classes/discs").asInt();
        assertThat(discs + document.at("/classes/squares").asInt()).isEqualTo(40);
        JsonNode scan = json(Terminal.run("data", "scan", out.toString(), "--json"));
        assertThat(scan.path("images").asInt()).isEqualTo(40);
        assertThat(scan.at("/classes/discs").asInt()).isEqualTo(discs);
        assertThat(new ObjectMapper()
                        .readTree(out.resolve("dataset.json").toFile())
                        .path("seed")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void aPictureOfADatasetIsMadeAgainFromItsSeedAndNumber() throws IOException {
        Path out = folder.resolve("again");
        json(Terminal.run("dataset", run.toString(), "--count", "3", "--seed", "9", "--out", out.toString(), "--json"));
        try (Generator generator = Generator.load(run);
                Stream<Path> files = Files.walk(out)) {
            Path file = files.filter(path -> path.endsWith("000002.png"))
                    .findFirst()
                    .orElseThrow();
            Map<String, String> texts = PngFiles.readTexts(file);
            assertThat(texts).containsEntry("seed", "9").containsEntry("index", "2");
            assertThat(texts.get("label"))
                    .isEqualTo(file.getParent().getFileName().toString());
            BufferedImage again = generator.sample(9, 2, null);
            BufferedImage stored = ImageIO.read(file.toFile());
            assertThat(stored.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE))
                    .isEqualTo(again.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE));
        }
    }

    @Test
    void aDatasetInTarFilesIsReadWithItsClasses() throws IOException {
        Path out = folder.resolve("shards");
        json(Terminal.run(
                "dataset",
                run.toString(),
                "--count",
                "20",
                "--format",
                "webdataset",
                "--out",
                out.toString(),
                "--json"));
        JsonNode scan = json(
                Terminal.run("data", "scan", out.resolve("shard-000000.tar").toString(), "--json"));
        assertThat(scan.path("images").asInt()).isEqualTo(20);
        assertThat(scan.path("classes").size()).isEqualTo(2);
    }

    @Test
    void aDatasetIsNotWrittenOverWhatIsThere() throws IOException {
        Path out = Files.createDirectories(folder.resolve("taken"));
        Files.writeString(out.resolve("mine.txt"), "mine");
        Terminal answer = Terminal.run("dataset", run.toString(), "--count", "3", "--out", out.toString());
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("already holds something");
        assertThat(out.resolve("mine.txt")).hasContent("mine");
        Terminal format =
                Terminal.run("dataset", run.toString(), "--count", "3", "--format", "foldr", "--out", folder + "/new");
        assertThat(format.code()).isEqualTo(2);
        assertThat(format.err()).contains("Did you mean 'folder'?");
    }
}
