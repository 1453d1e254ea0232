package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ClassesSectionTest {
    @TempDir
    Path folder;

    private ComparisonFixture fixture;

    @BeforeEach
    void writeComparison() {
        fixture = new ComparisonFixture(folder, "shapes");
        fixture.writeNumbers();
    }

    private ObjectNode scores(String model) throws IOException {
        return (ObjectNode) Stored.JSON.readTree(
                folder.resolve("runs/" + model + "-0/scores.json").toFile());
    }

    @Test
    void everyClassHasABarPerModelAndTheLineOfRealPictures() throws IOException {
        Element section = WrittenPage.of(folder, Language.EN).section("classes");
        List<Element> charts = WrittenPage.elements(section, "svg");
        assertThat(charts).as("coverage and label agreement").hasSize(2);
        List<Element> bars = WrittenPage.styled(charts.get(0), "rect", "bar");
        assertThat(bars).hasSize(4 * 3);
        // A bar of 0.9 of the way from 104 to 350.
        assertThat(WrittenPage.number(bars.get(0), "width")).isEqualTo(221.4);
        assertThat(WrittenPage.number(bars.get(1), "width"))
                .as("the GAN's")
                .isLessThan(WrittenPage.number(bars.get(0), "width"));
        assertThat(WrittenPage.styled(charts.get(0), "line", "floor")).hasSize(4);
        assertThat(charts.get(0).getTextContent()).contains("circle", "star", "VAE, triangle: 60 %");
        assertThat(section.getTextContent()).contains("coverage, widest gap: star, 45 % (real pictures 95 %)");
    }

    @Test
    void severalSeedsAreTheirMean() throws IOException {
        FixtureDetails.addSeed(folder, "gan", 1, 1);
        ObjectNode second = (ObjectNode)
                Stored.JSON.readTree(folder.resolve("runs/gan-1/scores.json").toFile());
        ((ObjectNode) second.path("perClass")
                        .path("measures")
                        .get(0)
                        .path("values")
                        .get(0))
                .put("value", 0.6);
        fixture.write("runs/gan-1/scores.json", second);
        Comparison comparison = new ComparisonReader(folder).read();
        ClassGaps.Row gan = ClassGaps.readAll(comparison).get(0).models().stream()
                .filter(row -> row.model().name().equals("gan"))
                .findFirst()
                .orElseThrow();
        StoredScore circle = gan.scores().get(0);
        assertThat(circle.value()).isEqualTo((0.8 + 0.6) / 2);
        assertThat(circle.low()).isEqualTo(0.6);
        assertThat(circle.high()).isEqualTo(0.8);
    }

    @Test
    void aClassThatNobodyCouldMeasureIsLeftOut() throws IOException {
        for (String model : ComparisonFixture.MODELS) {
            ObjectNode scores = scores(model);
            scores.path("perClass")
                    .path("measures")
                    .forEach(measure -> ((ObjectNode) measure.path("values").get(1)).putNull("value"));
            fixture.write("runs/" + model + "-0/scores.json", scores);
        }
        String text = WrittenPage.of(folder, Language.ZH).section("classes").getTextContent();
        assertThat(text).contains("triangle").doesNotContain("square");
    }

    @Test
    void ofManyClassesThoseWithTheWidestGapsAreShown() throws IOException {
        ObjectNode scores = scores("vae");
        ObjectNode perClass = scores.putObject("perClass");
        ArrayNode names = perClass.putArray("classes");
        ArrayNode values = perClass.putArray("measures")
                .addObject()
                .put("metric", "coverage")
                .putArray("values");
        for (int label = 0; label < 40; label++) {
            names.add("class-" + label + "-");
            values.addObject().put("value", label / 40.0).put("floor", 1.0);
        }
        fixture.write("runs/vae-0/scores.json", scores);
        for (String model : List.of("gan", "vaegan")) {
            ObjectNode others = scores(model);
            others.remove("perClass");
            fixture.write("runs/" + model + "-0/scores.json", others);
        }
        Element section = WrittenPage.of(folder, Language.EN).section("classes");
        assertThat(WrittenPage.styled(section, "rect", "bar")).hasSize(16);
        assertThat(section.getTextContent())
                .contains("class-0-", "class-15-", "the 16 classes with the widest gaps, of 40")
                .doesNotContain("class-16-");
    }

    @Test
    void anOlderComparisonHasNoSuchSection() throws IOException {
        for (String model : ComparisonFixture.MODELS) {
            ObjectNode scores = scores(model);
            scores.remove("perClass");
            Files.writeString(folder.resolve("runs/" + model + "-0/scores.json"), scores.toString());
        }
        assertThat(WrittenPage.of(folder, Language.EN).find("classes")).isEmpty();
    }

    @Test
    void longNamesAreCutWhereTheRoomEnds() {
        assertThat(ClassBars.shortened("ankle boot")).isEqualTo("ankle boot");
        assertThat(ClassBars.shortened("fifteen letters")).isEqualTo("fifteen letters");
        assertThat(ClassBars.shortened("sixteen letters!")).isEqualTo("sixteen letter…");
        assertThat(ClassBars.shortened("七个汉字占满了")).isEqualTo("七个汉字占满了");
        assertThat(ClassBars.shortened("八个汉字放不下了")).isEqualTo("八个汉字放不下…");
    }
}
