package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSectionTest {
    @TempDir
    Path folder;

    private ComparisonFixture fixture;

    @BeforeEach
    void writeComparison() {
        fixture = new ComparisonFixture(folder, "shapes");
        fixture.writeNumbers();
    }

    private ObjectNode comparison() throws IOException {
        return (ObjectNode)
                Stored.JSON.readTree(folder.resolve("comparison.json").toFile());
    }

    private String text(Language language) throws IOException {
        return WrittenPage.text(WrittenPage.of(folder, language).section("data"));
    }

    @Test
    void sourceLicenceCountsAndWhatWasLeftOutAreTold() throws IOException {
        String text = text(Language.EN);
        assertThat(text)
                .contains("Licence Apache-2.0")
                .contains("Training pictures 16,000")
                .contains("48 × 40 (21,990), and 3 more")
                .contains("Classes: 4")
                .contains("triangle 4,000 500 1,000")
                .contains("do not decode, skipped: 2")
                .contains("always on the same side): 7")
                .contains("star/torn.png", "the file ends too soon", "And 1 more");
    }

    @Test
    void theCardIsTheSameInChinese() throws IOException {
        assertThat(text(Language.ZH)).contains("许可", "48 × 40（21,990 张），另有 3 种", "2 个文件无法解码", "star/torn.png");
    }

    @Test
    void anOlderComparisonShowsWhatIsKnown() throws IOException {
        ObjectNode comparison = comparison();
        comparison.remove("dataCard");
        ((ObjectNode) comparison.path("data")).put("licence", "").put("ownTest", true);
        fixture.write("comparison.json", comparison);
        String text = text(Language.EN);
        assertThat(text)
                .contains("Licence not stated", "Test split of its own yes", "circle, square, triangle, star")
                .doesNotContain("Original sizes", "Classes:", "torn");
    }

    @Test
    void withoutAnythingKnownTheSectionIsLeftOut() throws IOException {
        ObjectNode comparison = comparison();
        comparison.remove("data");
        fixture.write("comparison.json", comparison);
        assertThat(WrittenPage.of(folder, Language.EN).find("data")).isEmpty();
    }
}
