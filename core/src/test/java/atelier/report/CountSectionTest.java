package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class CountSectionTest {
    @TempDir
    Path folder;

    private ComparisonFixture fixture;

    @BeforeEach
    void writeComparison() {
        fixture = new ComparisonFixture(folder, "shapes");
        fixture.writeNumbers();
    }

    @Test
    void everyModelHasPointsALineAndAnExtrapolation() throws IOException {
        Element section = WrittenPage.of(folder, Language.EN).section("count");
        Element chart = WrittenPage.elements(section, "svg").get(0);
        assertThat(WrittenPage.styled(chart, "line", "dashed"))
                .as("three models and real pictures")
                .hasSize(4);
        assertThat(WrittenPage.styled(chart, "circle", "value")).hasSize(4 * 5);
        List<Element> hollow = WrittenPage.styled(chart, "circle", "hollow");
        assertThat(hollow).hasSize(4).allSatisfy(circle -> assertThat(WrittenPage.number(circle, "cx"))
                .as("at 1/n = 0")
                .isEqualTo(44));
        assertThat(chart.getTextContent()).contains("∞", "4,000", "800");
        assertThat(section.getTextContent()).contains("172", "181", "170", "800 pictures", "parts that share no row");
    }

    @Test
    void aRunThatWasMeasuredBeforeThisExistedIsPassedOver() throws IOException {
        for (String model : ComparisonFixture.MODELS) {
            Path file = folder.resolve("runs/" + model + "-0/scores.json");
            ObjectNode scores = (ObjectNode) Stored.JSON.readTree(file.toFile());
            scores.remove("distanceBySize");
            fixture.write("runs/" + model + "-0/scores.json", scores);
            if (model.equals("vae")) {
                assertThat(WrittenPage.styled(
                                WrittenPage.of(folder, Language.ZH).section("count"), "line", "dashed"))
                        .hasSize(3);
            }
        }
        assertThat(WrittenPage.of(folder, Language.EN).find("count")).isEmpty();
    }
}
