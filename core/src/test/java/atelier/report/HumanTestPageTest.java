package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.Grid;
import atelier.data.PngFiles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class HumanTestPageTest {
    private static final Pattern LOADS =
            Pattern.compile("(?:src|href|xlink:href|action|poster)\\s*=\\s*\"([^\"]{0,40})");

    @TempDir
    Path folder;

    private ComparisonFixture fixture;

    @BeforeEach
    void writeComparison() {
        fixture = new ComparisonFixture(folder, "shapes");
        fixture.writeNumbers();
    }

    private void writeTest() throws IOException {
        List<BufferedImage> tiles = IntStream.range(0, 8)
                .mapToObj(i -> FixturePictures.tile(3000 + i, 0, 0))
                .toList();
        PngFiles.write(Grid.of(tiles, 4, 1), folder.resolve("pictures/human-test.png"), Map.of());
        ObjectNode key = Stored.JSON.createObjectNode().put("version", 1).put("id", "0123456789abcdef");
        key.put("size", 32).put("gap", Grid.GAP).put("columns", 4);
        for (int i = 0; i < 6; i++) {
            key.withArray("pictures")
                    .addObject()
                    .put("source", i % 2 == 0 ? "real" : "secret-model")
                    .put("number", i);
        }
        key.withArray("forms").addArray().add(0).add(1).add(2).add(3);
        key.withArray("forms").addArray().add(4).add(5);
        key.withArray("examples").add(6).add(7);
        fixture.write("human-test.json", key);
    }

    private String written(Language language) throws IOException {
        Report.write(folder, language);
        return Files.readString(folder.resolve("human-test.html"));
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void thePageIsWellFormedAndFetchesNothing(Language language) throws Exception {
        writeTest();
        String html = written(language);
        assertThat(parse(html).getDocumentElement().getAttribute("lang")).isEqualTo(language.htmlTag());
        Matcher loads = LOADS.matcher(html);
        int found = 0;
        while (loads.find()) {
            assertThat(loads.group(1)).startsWith("data:image/png;base64,");
            found++;
        }
        assertThat(found).as("all pictures are on one sheet").isOne();
        assertThat(html)
                .contains("default-src &#39;none&#39;")
                .doesNotContain("<link", "<iframe", "@import", "url(", "http://", "https://", "fetch(", "XMLHttp");
    }

    @Test
    void thePageDoesNotSayWhichPictureIsReal() throws Exception {
        writeTest();
        String html = written(Language.EN);
        assertThat(html).doesNotContain("secret-model", "\"source\"", "source&quot;");
        Element body = (Element) parse(html).getElementsByTagName("body").item(0);
        JsonNode test = Stored.JSON.readTree(body.getAttribute("data-test"));
        assertThat(test.path("id").asText()).isEqualTo("0123456789abcdef");
        assertThat(test.path("forms")).hasSize(2);
        assertThat(test.has("pictures")).isFalse();
        assertThat(html).contains("You will see 4 pictures");
    }

    @Test
    void everyPartThatTheScriptUsesIsOnThePage() throws Exception {
        writeTest();
        String html = written(Language.EN);
        Document page = parse(html);
        Matcher uses = Pattern.compile("element\\(\"(\\w+)\"\\)").matcher(html);
        int found = 0;
        while (uses.find()) {
            String id = uses.group(1);
            assertThat(html).as("id %s", id).contains("id=\"" + id + "\"");
            found++;
        }
        assertThat(found).isGreaterThan(10);
        assertThat(page.getElementsByTagName("script").getLength()).isOne();
    }

    @Test
    void theReportPointsToThePageAndWithoutATestThereIsNone() throws Exception {
        Report.write(folder, Language.EN);
        assertThat(folder.resolve("human-test.html")).doesNotExist();
        writeTest();
        Report.write(folder, Language.EN);
        assertThat(folder.resolve("human-test.html")).isNotEmptyFile();
        assertThat(Files.readString(folder.resolve("report.html"))).contains("human-test.html beside this report");
        fixture.write("human-test.json", Stored.JSON.createObjectNode().put("version", 9));
        Files.delete(folder.resolve("human-test.html"));
        Report.write(folder, Language.EN);
        assertThat(folder.resolve("human-test.html"))
                .as("of a version that is not known")
                .doesNotExist();
    }
}
