package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class DifferencesSectionTest {
    @TempDir
    Path folder;

    private static void pair(ArrayNode into, String second, double difference, double low, double high) {
        into.addObject()
                .put("first", "gan")
                .put("second", second)
                .put("difference", difference)
                .put("low", low)
                .put("high", high)
                .put("margin", 0.02);
    }

    @Test
    void onlyADifferenceBeyondDoubtHasTheColourOfTheBetterModel() throws IOException {
        ComparisonFixture fixture = new ComparisonFixture(folder, "shapes");
        fixture.writeNumbers();
        assertThat(WrittenPage.of(folder, Language.EN).find("differences"))
                .as("an older verdict")
                .isEmpty();
        ObjectNode verdict =
                (ObjectNode) Stored.JSON.readTree(folder.resolve("verdict.json").toFile());
        ObjectNode use = verdict.putArray("differences").addObject();
        ArrayNode pairs = use.put("use", "realism").put("metric", "precision").putArray("pairs");
        pair(pairs, "vae", 0.19, 0.12, 0.26);
        pair(pairs, "vaegan", 0.04, -0.02, 0.10);
        pair(pairs, "flow", 0.015, 0.01, 0.02);
        pairs.addObject().put("first", "gan");
        fixture.write("verdict.json", verdict);
        Element section = WrittenPage.of(folder, Language.EN).section("differences");
        assertThat(WrittenPage.text(section))
                .contains("Realism: precision", "GAN before VAE", "GAN before Flow matching");
        List<String> styles = WrittenPage.elements(section, "g").stream()
                .map(group -> group.getAttribute("class"))
                .toList();
        assertThat(styles).containsExactly("m1", "plain", "plain");
        List<Element> dots = WrittenPage.elements(section, "circle");
        double zero =
                WrittenPage.number(WrittenPage.styled(section, "line", "zero").get(0), "x1");
        assertThat(dots)
                .allSatisfy(dot -> assertThat(WrittenPage.number(dot, "cx")).isGreaterThan(zero));
        assertThat(WrittenPage.styled(section, "rect", "margin")).hasSize(3);
    }
}
