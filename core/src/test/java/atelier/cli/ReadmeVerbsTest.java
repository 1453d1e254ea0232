package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The READMEs' table of verbs is that of the command line. */
class ReadmeVerbsTest {
    private static final Pattern TABLE =
            Pattern.compile("<!-- verbs: begin -->(.*?)<!-- verbs: end -->", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z]+)[^`]*`", Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md"})
    void everyVerbStandsInTheTableInTheOrderOfTheHelp(String readme) throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        Matcher table = TABLE.matcher(Files.readString(folder.resolve(readme)));
        assertThat(table.find()).isTrue();
        Set<String> named = new LinkedHashSet<>();
        Matcher row = ROW.matcher(table.group(1));
        while (row.find()) {
            named.add(row.group(1));
        }
        List<String> verbs = Verbs.ALL.stream().map(Verbs.Entry::name).toList();
        assertThat(named).containsExactlyElementsOf(verbs);
    }
}
