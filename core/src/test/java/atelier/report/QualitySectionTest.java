package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class QualitySectionTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeComparison() {
        new ComparisonFixture(folder, "shapes").writeNumbers();
    }

    @Test
    void everyRunIsACrossAndRealPicturesAreADiamond() throws IOException {
        Element section = WrittenPage.of(folder, Language.EN).section("quality");
        List<Element> charts = WrittenPage.elements(section, "svg");
        assertThat(charts).hasSize(2);
        Element first = charts.get(0);
        assertThat(first.getTextContent())
                .contains("Precision", "Recall", "VAE, seed 0", "GAN, seed 0", "Real pictures");
        assertThat(WrittenPage.elements(first, "circle")).hasSize(3);
        assertThat(WrittenPage.styled(first, "line", "whisker"))
                .as("two arms each")
                .hasSize(6);
        assertThat(WrittenPage.styled(first, "polygon", "mark")).hasSize(1);
    }

    @Test
    void moreVarietyLiesToTheRightMoreRealismAbove() throws IOException {
        Element chart = WrittenPage.elements(WrittenPage.of(folder, Language.EN).section("quality"), "svg")
                .get(0);
        List<Element> dots = WrittenPage.elements(chart, "circle");
        // VAE: recall 0.44, precision 0.62; GAN: recall 0.58, precision 0.81. The axes reach from 0 to 1.03.
        assertThat(WrittenPage.number(dots.get(0), "cx")).isEqualTo(174.7);
        assertThat(WrittenPage.number(dots.get(1), "cx")).isEqualTo(216.3);
        assertThat(WrittenPage.number(dots.get(1), "cy")).isLessThan(WrittenPage.number(dots.get(0), "cy"));
        Element arm = WrittenPage.styled(chart, "line", "whisker").get(0);
        assertThat(WrittenPage.number(arm, "x1")).isLessThan(174.7);
        assertThat(WrittenPage.number(arm, "x2")).isGreaterThan(174.7);
    }

    @Test
    void aRunThatFailedHasNoCrossAndWithoutAnyTheSectionIsLeftOut() throws IOException {
        new ComparisonFixture(folder, "shapes").fail("gan", "diverged");
        Element chart = WrittenPage.elements(WrittenPage.of(folder, Language.ZH).section("quality"), "svg")
                .get(0);
        assertThat(WrittenPage.elements(chart, "circle")).hasSize(2);
        for (String model : ComparisonFixture.MODELS) {
            Files.deleteIfExists(folder.resolve("runs/" + model + "-0/scores.json"));
        }
        assertThat(WrittenPage.of(folder, Language.EN).find("quality")).isEmpty();
    }
}
