package atelier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example of a model in CONTRIBUTING.md is a model that there is. */
class ContributingExampleTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\n(package atelier\\.model\\.vae;.*?)```", Pattern.DOTALL);

    @Test
    void theExampleIsTheFileButForItsImports() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        Matcher example = EXAMPLE.matcher(Files.readString(folder.resolve("CONTRIBUTING.md")));
        assertThat(example.find()).isTrue();
        String file =
                Files.readString(folder.resolve("core/src/main/java/atelier/model/vae/RegularizedAutoencoder.java"));
        assertThat(words(example.group(1))).isEqualTo(words(file.replaceAll("(?m)^import .*;$", "")));
    }

    /** The text without regard to where lines break. */
    private static String words(String text) {
        return text.replaceAll("\\s+", "");
    }
}
