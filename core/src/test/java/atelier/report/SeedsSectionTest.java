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

class SeedsSectionTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeComparison() {
        new ComparisonFixture(folder, "shapes").write();
    }

    @Test
    void oneSeedHasNoLuckToShow() throws IOException {
        assertThat(WrittenPage.of(folder, Language.EN).find("seeds")).isEmpty();
    }

    @Test
    void bestMedianAndWorstStandSideBySide() throws IOException {
        FixtureDetails.addSeed(folder, "gan", 1, 2);
        FixtureDetails.addSeed(folder, "gan", 2, 0.5);
        FixtureDetails.addSeed(folder, "gan", 3, 1.5);
        Element section = WrittenPage.of(folder, Language.EN).section("seeds");
        assertThat(captions(section))
                .as("seeds 2, 0, 3, 1 in that order")
                .containsExactly(
                        "Best: seed 2, Fréchet distance 49.2",
                        "Median: seed 0, Fréchet distance 98.3",
                        "Worst: seed 1, Fréchet distance 197");
        assertThat(WrittenPage.elements(section, "h3")).as("only the GAN").hasSize(1);
    }

    @Test
    void aFailedRunIsTheWorst() throws IOException {
        FixtureDetails.addSeed(folder, "vae", 1, 2);
        FixtureDetails.addSeed(folder, "vae", 2, 1);
        Path failed = folder.resolve("runs/vae-2/run.json");
        ObjectNode manifest = (ObjectNode) Stored.JSON.readTree(failed.toFile());
        new ComparisonFixture(folder, "shapes").write("runs/vae-2/run.json", manifest.put("status", "failed"));
        Element section = WrittenPage.of(folder, Language.EN).section("seeds");
        assertThat(captions(section))
                .containsExactly(
                        "Best: seed 0, Fréchet distance 181",
                        "Median: seed 1, Fréchet distance 363",
                        "Worst: seed 2, failed or not measured");
        assertThat(section.getTextContent()).contains("1 of 3 runs");
    }

    @Test
    void ofTwoThereIsNoMedian() throws IOException {
        FixtureDetails.addSeed(folder, "vae", 1, 2);
        assertThat(captions(WrittenPage.of(folder, Language.EN).section("seeds")))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("Best: seed 0");
    }

    @Test
    void theCurvesOfSeveralSeedsAreABand() throws IOException {
        assertThat(bands()).as("one seed each").isEmpty();
        FixtureDetails.addSeed(folder, "gan", 1, 2);
        assertThat(bands())
                .as("Fréchet distance and recall, against seconds and images")
                .hasSize(4);
    }

    private List<Element> bands() throws IOException {
        return WrittenPage.styled(WrittenPage.of(folder, Language.ZH).section("curves"), "polygon", "band");
    }

    private static List<String> captions(Element section) {
        return WrittenPage.elements(section, "figcaption").stream()
                .map(caption -> caption.getTextContent().strip())
                .toList();
    }
}
