package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.PngFiles;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code walk}, on tiny networks and pictures of two classes. */
class WalkVerbTest {
    private static VerbRuns runs;
    private static String run;
    private static String styled;

    @BeforeAll
    static void trainOnce(@TempDir Path folder) throws IOException {
        runs = new VerbRuns(folder);
        run = runs.finished("vae");
        styled = runs.finished("stylegan");
    }

    private static Terminal walk(String from, Path out, String... options) {
        List<String> arguments = new ArrayList<>(List.of("walk", from, "--out", out.toString()));
        arguments.addAll(List.of(options));
        return Terminal.run(arguments.toArray(new String[0]));
    }

    private static Path walked(String name, String... options) {
        Path file = runs.place(name);
        Terminal answer = walk(run, file, options);
        assertThat(answer.code()).as(answer.err()).isZero();
        return file;
    }

    @Test
    void aWalkTurnsOneClassIntoAnother() throws IOException {
        Path out = runs.place("turn.png");
        JsonNode answer = walk(
                        styled, out, "--label", "discs", "--to", "squares", "--stops", "1", "--steps", "4", "--json")
                .json();
        assertThat(answer.path("frames").asInt()).isEqualTo(5);
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(5 * VerbRuns.CELL + 2);
        Terminal none = walk(styled, out, "--stops", "1");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("at least 2 stops");
    }

    @Test
    void aWalkIsAnAnimationOrStrips() throws IOException {
        Path gif = walked("walk.gif", "--stops", "3", "--steps", "4");
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(stream);
            assertThat(reader.getNumImages(true)).isEqualTo(9);
        }
        Path loop = walked("walk.apng", "--stops", "2", "--steps", "3", "--loop");
        assertThat(PngFiles.readTexts(loop)).containsEntry("seed", "1");
        Path png = walked("walk.png", "--stops", "2", "--steps", "4");
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(5 * VerbRuns.SIZE);
    }
}
