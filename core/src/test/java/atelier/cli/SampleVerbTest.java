package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.PngFiles;
import atelier.torch.Npy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sample}, on a tiny network and pictures of two classes. */
class SampleVerbTest {
    private static VerbRuns runs;
    private static String run;

    @BeforeAll
    static void trainOnce(@TempDir Path folder) throws IOException {
        runs = new VerbRuns(folder);
        run = runs.finished("vae");
    }

    private static Terminal sample(String from, Path out, String... options) {
        List<String> arguments = new ArrayList<>(List.of("sample", from, "--out", out.toString()));
        arguments.addAll(List.of(options));
        return Terminal.run(arguments.toArray(new String[0]));
    }

    private static Path sampled(String name, String... options) {
        Path file = runs.place(name);
        Terminal answer = sample(run, file, options);
        assertThat(answer.code()).as(answer.err()).isZero();
        return file;
    }

    private static Terminal refused(String... options) {
        return sample(run, runs.place("x.png"), options);
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void theSameSeedGivesTheSamePicturesAndAnotherSeedOthers() throws IOException {
        int[] first = pixels(sampled("a.png", "--seed", "3", "--count", "4"));
        assertThat(pixels(sampled("b.png", "--seed", "3", "--count", "4"))).isEqualTo(first);
        assertThat(pixels(sampled("c.png", "--seed", "4", "--count", "4"))).isNotEqualTo(first);
    }

    @Test
    void aPictureSaysWhereItComesFrom() throws IOException {
        assertThat(PngFiles.readTexts(sampled("texts.png", "--seed", "3", "--label", "discs")))
                .containsEntry("run", run)
                .containsEntry("seed", "3")
                .containsEntry("label", "discs")
                .containsKeys("model", "settings", "command");
    }

    @Test
    void aFolderGetsOnePictureOfTheModelsSizePerFile() throws IOException {
        Path many = sampled("many", "--count", "3");
        assertThat(many).isDirectoryContaining("glob:**000000.png").isDirectoryContaining("glob:**000002.png");
        assertThat(ImageIO.read(many.resolve("000001.png").toFile()).getWidth()).isEqualTo(VerbRuns.SIZE);
    }

    @Test
    void theLastCheckpointMakesThePicturesOfTheFinishedModel() throws IOException {
        Path latents = runs.place("checkpoint.npy");
        Npy.write(latents, new float[2 * VerbRuns.LATENT], 2, VerbRuns.LATENT);
        String[] options = {"--latent", latents.toString(), "--label", "discs"};
        int[] finished = pixels(sampled("of-model.png", options));
        List<String> more = new ArrayList<>(List.of(options));
        more.add("--checkpoint");
        Path now = sampled("of-checkpoint.png", more.toArray(new String[0]));
        assertThat(pixels(now)).isEqualTo(finished);
        assertThat(PngFiles.readTexts(now)).containsEntry("weights", "of a checkpoint");
    }

    @Test
    void aRunWithoutAModelOffersItsCheckpointAndOneWithoutEitherSaysSo() throws IOException {
        Path copy = runs.place("young");
        Files.createDirectories(copy);
        Files.copy(Path.of(run).resolve("run.json"), copy.resolve("run.json"));
        Terminal early = sample(copy.toString(), runs.place("x.png"));
        assertThat(early.code()).isEqualTo(3);
        assertThat(early.err()).contains("no trained model yet", "--checkpoint");
        Terminal none = sample(copy.toString(), runs.place("x.png"), "--checkpoint");
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("no whole checkpoint yet", "resume");
        assertThat(refused("--checkpoint", "--set", "flow.steps=5").code()).isEqualTo(2);
    }

    @Test
    void latentsFromAFileAreDecoded() {
        Path latents = runs.place("latents.npy");
        Npy.write(latents, new float[5 * VerbRuns.LATENT], 5, VerbRuns.LATENT);
        assertThat(sampled("decoded", "--latent", latents.toString()))
                .isDirectoryContaining("glob:**000004.png")
                .isDirectoryNotContaining("glob:**000005.png");
    }

    @Test
    void latentsOfAnotherLengthAreRefused() {
        Path latents = runs.place("wide.npy");
        Npy.write(latents, new float[10], 2, 5);
        Terminal answer = refused("--latent", latents.toString());
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err()).contains("[2, 5]").contains("latentSize is 4");
    }

    @Test
    void anUnknownClassIsAnsweredWithTheOneThatWasMeant() {
        Terminal answer = refused("--label", "disks");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("Did you mean 'discs'?");
    }

    @Test
    void whatIsNoTruncationIsRefused() {
        Terminal answer = refused("--truncation=-0.5");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("--truncation is -0.5, expected a number from 0 on.");
    }

    @Test
    void theNumberOfThreadsChangesNoPicture() throws IOException {
        String[] options = {"--seed", "3", "--count", "70"};
        int[] one = pixels(sampled("one.png", "--seed", "3", "--count", "70", "--threads", "1"));
        assertThat(pixels(sampled("three.png", "--seed", "3", "--count", "70", "--threads", "3")))
                .isEqualTo(one);
        Path many = sampled("threads", options);
        assertThat(PngFiles.readTexts(many.resolve("000069.png"))).containsEntry("index", "69");
        assertThat(refused("--threads", "0").code()).isEqualTo(2);
    }

    @Test
    void theSamplerIsChosenAndSaidByThePicture() throws IOException {
        Path normal = sampled("normal.png", "--sampler", "normal", "--count", "2");
        assertThat(PngFiles.readTexts(normal)).containsEntry("sampler", "normal");
        assertThat(refused("--sampler", "norml").err()).contains("Did you mean 'normal'?");
        assertThat(refused("--sampler", "normal", "--checkpoint").code()).isEqualTo(2);
        Path latents = runs.place("sampler.npy");
        Npy.write(latents, new float[VerbRuns.LATENT], 1, VerbRuns.LATENT);
        assertThat(refused("--sampler", "normal", "--latent", latents.toString())
                        .err())
                .contains("--sampler draws latents");
    }

    @Test
    void aFileInTheWayOfAFolderIsSaid() throws IOException {
        Path file = Files.writeString(runs.place("in-the-way"), "mine");
        Terminal answer = sample(run, file);
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("which is a file");
        assertThat(file).hasContent("mine");
        Path directory = Files.createDirectories(runs.place("folder.png"));
        assertThat(sample(run, directory).err()).contains("which is a folder");
    }

    @Test
    void optionsThatAreCommonAreTakenEverywhere() {
        assertThat(sample(run, runs.place("common.png"), "--count", "1", "--device", "cpu", "--lang", "zh")
                        .code())
                .isZero();
        Terminal none = refused("--device", "tpu");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("device is 'tpu', expected cpu or cuda");
    }

    @Test
    void severalClassesAreMixedInOnePicture() throws IOException {
        int[] discs = pixels(sampled("discs.png", "--label", "discs", "--count", "2"));
        Path mixed = sampled("mixed.png", "--label", "discs:1,squares:1", "--count", "2");
        assertThat(PngFiles.readTexts(mixed)).containsEntry("label", "discs:1,squares:1");
        assertThat(pixels(mixed)).isNotEqualTo(discs);
        assertThat(pixels(sampled("mixed2.png", "--label", "discs+squares", "--count", "2")))
                .isEqualTo(pixels(mixed));
    }

    @Test
    void aFolderThatIsNoRunIsTheInputsFault() {
        Terminal answer = sample(runs.pictures(), runs.place("x.png"));
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err()).contains("is not a run").doesNotContain("\tat ");
    }
}
