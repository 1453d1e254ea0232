package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.PngFiles;
import atelier.torch.Npy;
import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mix}, {@code directions} and {@code reconstruct}, on tiny networks and pictures of two classes. */
class EditingVerbsTest {
    private static VerbRuns runs;
    private static String run;
    private static String styled;

    @BeforeAll
    static void trainOnce(@TempDir Path folder) throws IOException {
        runs = new VerbRuns(folder);
        run = runs.finished("vae");
        styled = runs.finished("stylegan");
    }

    private static Terminal verb(String name, String from, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(name, from));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--out", out.toString()));
        return Terminal.run(arguments.toArray(new String[0]));
    }

    @Test
    void aMixtureIsAGridOfRowsAndColumns() throws IOException {
        Path out = runs.place("mix.png");
        JsonNode answer = verb("mix", styled, out, "--rows", "2", "--columns", "3", "--layers", "1-2", "--json")
                .json();
        assertThat(answer.fieldNames()).toIterable().containsExactly("out", "rows", "columns", "layers");
        assertThat(answer.at("/layers/0").asInt()).isEqualTo(1);
        assertThat(answer.at("/layers/1").asInt()).isEqualTo(2);
        BufferedImage grid = ImageIO.read(out.toFile());
        assertThat(grid.getWidth()).isEqualTo(4 * VerbRuns.CELL + 2);
        assertThat(grid.getHeight()).isEqualTo(3 * VerbRuns.CELL + 2);
        assertThat(PngFiles.readTexts(out)).containsEntry("columns", "pictures of seed 2 give layers 1 to 2");
        Terminal none = verb("mix", run, out);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("a vae has no styles").contains("stylegan");
    }

    @Test
    void directionsAreStripsWithTheirNames() throws IOException {
        Path out = runs.place("directions.png");
        Path saved = runs.place("directions.npy");
        JsonNode answer = verb(
                        "directions", run, out, "--count", "3", "--steps", "5", "--save", saved.toString(), "--json")
                .json();
        assertThat(answer.at("/directions/0/name").asText()).isEqualTo("component 1");
        assertThat(answer.path("directions").size()).isEqualTo(3);
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(5 * VerbRuns.CELL + 2);
        assertThat(Npy.read(saved).shape()).containsExactly(3, VerbRuns.LATENT);
        Terminal labels = verb("directions", styled, out, "--method", "labels");
        assertThat(labels.code()).as(labels.err()).isZero();
        assertThat(labels.out()).contains("discs").contains("squares");
        Terminal told = verb("directions", run, out, "--method", "labels");
        assertThat(told.code()).isEqualTo(2);
        assertThat(told.err()).contains("a vae has no styles").contains("--unconditional");
        assertThat(verb("directions", styled, out, "--method", "weights", "--count", "2")
                        .out())
                .contains("weights 2");
    }

    @Test
    void namesThatAreWrongAreAnsweredWithThoseThatWereMeant() {
        Path out = runs.place("wrong.png");
        Terminal method = verb("directions", run, out, "--method", "pcs");
        assertThat(method.code()).isEqualTo(2);
        assertThat(method.err()).contains("Did you mean 'pca'?");
        Terminal factor = verb("directions", run, out, "--method", "labels", "--factor", "radus");
        assertThat(factor.code()).isEqualTo(2);
        assertThat(factor.err()).contains("Did you mean 'radius'?");
    }

    @Test
    void aLabelForARunWithoutClassesIsRefused() {
        Path plain = runs.place("run-unconditional");
        assertThat(runs.train("vae", plain, "--unconditional").code()).isZero();
        Terminal answer = verb(
                "reconstruct",
                plain.toString(),
                runs.place("x.png"),
                runs.pictures() + "/discs/0.png",
                "--label",
                "discs");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("trained without classes");
    }

    @Test
    void aModelWithoutAnEncoderIsSearchedForGivenPictures() {
        Path out = runs.place("projected.png");
        Path saved = runs.place("styles.npy");
        Terminal answer = verb(
                "reconstruct",
                styled,
                out,
                runs.pictures(),
                "--count",
                "2",
                "--steps",
                "3",
                "--save",
                saved.toString());
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("psnr");
        assertThat(out).isNotEmptyFile();
        assertThat(Npy.read(saved).shape()).containsExactly(2, VerbRuns.LATENT);
    }

    @Test
    void reconstructionsTakeDataAndEveryFileThatIsNamed() throws IOException {
        Path out = runs.place("reconstructed.png");
        Terminal files = verb("reconstruct", run, out, runs.pictures() + "/discs/0.png", "--label", "discs");
        assertThat(files.code()).as(files.err()).isZero();
        assertThat(files.out()).contains("psnr");
        Path all = runs.place("all-named.png");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i += 2) {
            names.add(runs.pictures() + "/discs/" + i + ".png");
        }
        names.addAll(List.of("--label", "discs", "--threads", "2", "--weights-root", runs.pictures()));
        Terminal named = verb("reconstruct", run, all, names.toArray(new String[0]));
        assertThat(named.code()).as(named.err()).isZero();
        assertThat(ImageIO.read(all.toFile()).getWidth()).isEqualTo(10 * VerbRuns.CELL + 2);
        Terminal data = verb("reconstruct", run, out, runs.pictures(), "--count", "4");
        assertThat(data.code()).as(data.err()).isZero();
        assertThat(out).isNotEmptyFile();
    }
}
