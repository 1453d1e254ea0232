package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ModelsSectionTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeComparison() {
        new ComparisonFixture(folder, "shapes").write();
    }

    @Test
    void everyModelHasACard() throws IOException {
        Element section = WrittenPage.of(folder, Language.EN).section("models");
        assertThat(WrittenPage.text(section))
                .contains("40,960: each of 16,000 about 2.56 times")
                .contains("24, drawn from: Gaussian mixture")
                .contains("Can encode pictures yes no yes")
                .contains("Makes a class that is asked for yes yes yes")
                .contains("Apache-2.0")
                .contains("runs/vaegan-0/model");
    }

    @Test
    void aRunThatCannotBeReadHasNone() throws IOException {
        Files.writeString(folder.resolve("runs/gan-0/run.json"), "{ broken");
        assertThat(WrittenPage.of(folder, Language.ZH).section("models").getTextContent())
                .contains("runs/vae-0/model")
                .doesNotContain("runs/gan-0/model");
    }
}
