package atelier;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.TinyPictures;
import atelier.experiment.TinyRuns;
import atelier.serving.Generator;
import example.ReadmeExample;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README promises to Java programs: its example is the source of ReadmeExample, and that works. */
class ReadmeExampleTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("// readme: begin\\R(.*?)// readme: end", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md"})
    void theReadmeShowsTheExampleThatIsCompiled(String readme) throws IOException {
        Path root = root();
        Path source = root.resolve("core/src/test/java/example/ReadmeExample.java");
        assertThat(first(BLOCK, root.resolve(readme))).isEqualTo(first(REGION, source));
    }

    @Test
    void theExampleTrainsOnAFolderAndWritesAPicture(@TempDir Path folder) throws IOException {
        Path photos = TinyPictures.folder(folder.resolve("photos"), 40, 0, 16, 3);
        Path out = folder.resolve("run");
        // Less than any calibration takes: the run is the shortest there is, ten batches.
        ReadmeExample.paint(photos, Duration.ofMillis(100), out);
        BufferedImage picture = ImageIO.read(out.resolve("seven.png").toFile());
        assertThat(picture.getWidth()).isEqualTo(16);
        assertThat(picture.getHeight()).isEqualTo(16);
    }

    @Test
    void aProtocolChoosesWhatTheShortFormLeavesAtItsDefault(@TempDir Path folder) throws IOException {
        Path photos = TinyPictures.folder(folder.resolve("photos"), 40, 2, 16, 1);
        Path run = Atelier.train("vae", TinyRuns.protocol(photos, 64), folder.resolve("run"));
        try (Generator generator = Atelier.load(run)) {
            assertThat(generator.latentSize()).isEqualTo(4);
            assertThat(generator.labelNames()).hasSize(2);
        }
    }

    @Test
    void aComparisonEndsWithItsReport(@TempDir Path folder) throws IOException {
        Path photos = TinyPictures.folder(folder.resolve("photos"), 80, 2, 16, 1);
        Path out = folder.resolve("out");
        Path report = Atelier.compare(List.of("vae"), TinyRuns.protocol(photos, 64), out);
        assertThat(report).isEqualTo(out.resolve("report.html")).isNotEmptyFile();
        assertThat(out.resolve("verdict.json")).isNotEmptyFile();
    }

    private static String first(Pattern pattern, Path file) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(file));
        assertThat(matcher.find()).as("%s has %s", file, pattern).isTrue();
        return matcher.group(1).strip();
    }

    /** Maven runs the tests in the module's folder, an editor perhaps elsewhere. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        assertThat(folder).as("the folder of the repository").isNotNull();
        return folder;
    }
}
