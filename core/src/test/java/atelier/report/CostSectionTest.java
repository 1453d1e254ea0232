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

class CostSectionTest {
    @TempDir
    Path folder;

    private ComparisonFixture fixture;

    @BeforeEach
    void writeComparison() {
        fixture = new ComparisonFixture(folder, "shapes");
        fixture.writeNumbers();
    }

    /** The cells of the row with this heading. */
    private List<String> row(String heading) throws IOException {
        Element section = WrittenPage.of(folder, Language.EN).section("cost");
        return WrittenPage.elements(section, "tr").stream()
                .filter(row ->
                        WrittenPage.elements(row, "th").get(0).getTextContent().equals(heading))
                .flatMap(row -> WrittenPage.elements(row, "td").stream())
                .map(Element::getTextContent)
                .toList();
    }

    @Test
    void trainingSamplingAndStabilityAreTold() throws IOException {
        assertThat(row("Training time")).containsExactly("60 s", "61 s", "62 s");
        assertThat(row("Pictures learned from per second")).containsExactly("678", "667", "656");
        assertThat(row("One picture alone, half of the time within")).containsExactly("1.25 ms", "2.25 ms", "3.25 ms");
        assertThat(row("One picture alone, 99 times of 100 within")).containsExactly("3.50 ms", "4.50 ms", "5.50 ms");
        assertThat(row("Runs that finished")).containsExactly("1 of 1", "1 of 1", "1 of 1");
        assertThat(row("Went back to an earlier state")).containsExactly("0", "1", "2");
        assertThat(row("Things that went wrong")).containsExactly("0", "0", "0");
        assertThat(row("Fréchet distance, best to worst seed"))
                .as("one seed each")
                .isEmpty();
    }

    @Test
    void severalRunsAreAddedUpOrAveraged() throws IOException {
        FixtureDetails.addSeed(folder, "gan", 1, 1.5);
        FixtureDetails.addSeed(folder, "gan", 2, 1.2);
        assertThat(row("Runs that finished")).containsExactly("1 of 1", "3 of 3", "1 of 1");
        assertThat(row("Went back to an earlier state")).containsExactly("0", "3", "2");
        assertThat(row("Fréchet distance, best to worst seed")).containsExactly("–", "98.3 to 147", "–");
    }

    @Test
    void whatNoRunKnowsHasNoRow() throws IOException {
        for (String model : ComparisonFixture.MODELS) {
            Path file = folder.resolve("runs/" + model + "-0/scores.json");
            ObjectNode scores = (ObjectNode) Stored.JSON.readTree(file.toFile());
            ((ObjectNode) scores.path("cost")).remove("latencyMillis");
            fixture.write("runs/" + model + "-0/scores.json", scores);
        }
        assertThat(row("One picture alone, half of the time within")).isEmpty();
        assertThat(row("Pictures made per second")).hasSize(3);
    }
}
