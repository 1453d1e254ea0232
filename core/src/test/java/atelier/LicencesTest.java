package atelier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/licences.md lists what is shipped, no more and no less. */
class LicencesTest {
    private static final Pattern ROW = Pattern.compile("\\| `([^`:]+):([^`]+)` \\| (\\S+) \\| .+ \\|");
    /** What tests need beside it; slf4j comes with ArchUnit. */
    private static final Pattern OF_TESTS = Pattern.compile(
            "(apiguardian-api|archunit.*|assertj-core|byte-buddy|junit-.*|opentest4j|slf4j-api|jazzer.*) .*");

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/licences.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** {@code "artifact version"}. */
    private static Set<String> listed() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(root().resolve("docs/licences.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                listed.add(row.group(2) + " " + row.group(3));
            }
        }
        return listed;
    }

    @Test
    void everyLibraryOfTheClassPathIsListedOrOnlyOfTests() throws IOException {
        Set<String> used = new TreeSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar") && jar.getNameCount() > 3) {
                String version = String.valueOf(jar.getName(jar.getNameCount() - 2));
                String artifact = String.valueOf(jar.getName(jar.getNameCount() - 3));
                if (String.valueOf(jar.getFileName()).startsWith(artifact + "-" + version)) {
                    used.add(artifact + " " + version);
                }
            }
        }
        used.removeIf(library -> OF_TESTS.matcher(library).matches());
        assertThat(used).isEqualTo(listed());
    }

    /** Where {@code -Psbom package} has written one for the libraries of today. */
    @Test
    void theBillOfMaterialsHoldsTheSame() throws IOException {
        Path file = root().resolve("core/target/bom.json");
        assumeThat(file).as("written by -Psbom package").exists();
        for (String pom : List.of("pom.xml", "core/pom.xml")) {
            assumeThat(Files.getLastModifiedTime(file))
                    .as("written after " + pom)
                    .isGreaterThan(Files.getLastModifiedTime(root().resolve(pom)));
        }
        Set<String> named = new TreeSet<>();
        for (JsonNode component : new ObjectMapper().readTree(file.toFile()).path("components")) {
            named.add(component.path("name").asText() + " "
                    + component.path("version").asText());
        }
        assertThat(named).isEqualTo(listed());
    }
}
