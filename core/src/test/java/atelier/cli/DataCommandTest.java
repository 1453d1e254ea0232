package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    private static final int PICTURES = 24;

    @TempDir
    Path folder;

    private Path pictures;

    @BeforeEach
    void drawPictures() throws IOException {
        pictures = folder.resolve("pictures");
        for (int i = 0; i < PICTURES; i++) {
            Path target = pictures.resolve(i % 2 == 0 ? "cats" : "dogs").resolve(i + ".png");
            Files.createDirectories(target.getParent());
            BufferedImage picture = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i % 20, i / 20, 0xFF8800);
            ImageIO.write(picture, "png", target.toFile());
        }
        Files.writeString(pictures.resolve("cats/broken.png"), "no picture");
    }

    @Test
    void scanCountsPicturesAndClassesAndNamesWhatDoesNotDecode() {
        Terminal scan = Terminal.run("data", "scan", pictures.toString());
        assertThat(scan.code()).isZero();
        assertThat(scan.out())
                .containsPattern("pictures +24")
                .contains("cats (12), dogs (12)")
                .contains("20x20 (24)")
                .contains("broken.png");
    }

    @Test
    void scanPrintsOneJsonDocument() throws IOException {
        JsonNode scan =
                Terminal.run("data", "scan", pictures.toString(), "--json").json();
        assertThat(scan.path("images").asInt()).isEqualTo(PICTURES);
        assertThat(scan.path("undecodableCount").asInt()).isEqualTo(1);
    }

    @Test
    void strictEndsWithTheInputsCode() {
        Terminal scan = Terminal.run("data", "scan", pictures.toString(), "--strict");
        assertThat(scan.code()).isEqualTo(3);
        assertThat(scan.err()).contains("--strict");
    }

    @Test
    void packWritesAFileThatIsDataAgain() {
        Path packed = folder.resolve("mine.pack");
        assertThat(Terminal.run("data", "pack", pictures.toString(), "--out", packed.toString())
                        .out())
                .contains("24 pictures, 20x20x3");
        assertThat(Terminal.run("data", "scan", packed.toString()).out()).containsPattern("pictures +24");
        Terminal again = Terminal.run(
                "data",
                "pack",
                packed.toString(),
                "--out",
                folder.resolve("again.pack").toString());
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("is packed already (24 pictures, 20 x 20)");
    }

    @Test
    void dataAloneNamesItsVerbs() {
        Terminal answer = Terminal.run("data");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("data scan DATA").contains("data pack DATA --out FILE");
    }

    @Test
    void previewDrawsAGrid() throws IOException {
        Path file = folder.resolve("deep/preview.png");
        Terminal preview = Terminal.run(
                "data", "preview", pictures.toString(), "--count", "4", "--size", "16", "--out", file.toString());
        assertThat(preview.code()).as(preview.err()).isZero();
        BufferedImage grid = ImageIO.read(file.toFile());
        assertThat(grid.getWidth()).isGreaterThan(2 * 16);
        assertThat(grid.getHeight()).isGreaterThan(2 * 16);
    }

    @Test
    void aColourThatIsNoneIsRefused() {
        Terminal answer = Terminal.run("data", "scan", pictures.toString(), "--background", "mauve");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("'mauve' is not a colour").contains("#ffffff");
    }
}
