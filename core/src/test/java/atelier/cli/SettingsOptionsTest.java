package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.experiment.SettingOverride;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SettingsOptionsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("mnist-gan.yaml");
    }

    private static List<SettingOverride> read(String... arguments) {
        return CommandLine.populateCommand(new SettingsOptions(), arguments).read();
    }

    private List<SettingOverride> readFile(String text) throws IOException {
        Files.writeString(file, text);
        return read("--config", file.toString());
    }

    @Test
    void valuesMayHoldEqualsSignsAndDots() {
        assertThat(read("--set", "training.note=a=b.c"))
                .containsExactly(new SettingOverride("training.note", "a=b.c", "--set"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"training", "training.batchSize", "batchSize=4", "=4", ".x"})
    void anAssignmentWithoutGroupOrValueIsRefused(String text) {
        assertThatThrownBy(() -> read("--set", text))
                .isInstanceOfSatisfying(AtelierException.class, error -> assertThat(error.exit())
                        .isEqualTo(Exit.USAGE))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("group.key=value");
    }

    @Test
    void aFileKeepsTheLineOfEachValue() throws IOException {
        assertThat(readFile("# small\ntraining:\n  batchSize: 64\n\n  seed: 7\ngan:\n  objective: hinge\n"))
                .containsExactly(
                        new SettingOverride("training.batchSize", "64", "mnist-gan.yaml:3"),
                        new SettingOverride("training.seed", "7", "mnist-gan.yaml:5"),
                        new SettingOverride("gan.objective", "hinge", "mnist-gan.yaml:7"));
    }

    @Test
    void theCommandLineComesAfterTheFileAndSoWins() throws IOException {
        Files.writeString(file, "training: {seed: 7}\n");
        assertThat(read("--set", "training.seed=8", "--config", file.toString()))
                .extracting(SettingOverride::value)
                .containsExactly("7", "8");
    }

    @Test
    void theSameKeyTwiceInAFileIsRefused() {
        assertThatThrownBy(() -> readFile("training:\n  seed: 7\n  seed: 8\n"))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("mnist-gan.yaml:3")
                .hasMessageContaining("line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"training:\n  sizes: [1, 2]\n", "- a\n- b\n", "just text\n", "training: {\n"})
    void whatIsNoListOfSettingsIsRefusedWithItsLine(String text) {
        assertThatThrownBy(() -> readFile(text))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("mnist-gan.yaml:");
    }

    @Test
    void anEmptyFileSetsNothing() throws IOException {
        assertThat(readFile("# nothing yet\n")).isEmpty();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> read("--config", "nowhere.yaml")).hasMessageContaining("nowhere.yaml");
    }
}
