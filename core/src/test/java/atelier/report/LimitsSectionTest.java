package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsSectionTest {
    @TempDir
    Path folder;

    private ComparisonFixture fixture;

    @BeforeEach
    void writeComparison() {
        fixture = new ComparisonFixture(folder, "shapes");
        fixture.writeNumbers();
    }

    private String text(Language language) throws IOException {
        return WrittenPage.text(WrittenPage.of(folder, language).section("limits"));
    }

    @Test
    void everyLimitFollowsFromAStoredFact() throws IOException {
        assertThat(text(Language.EN))
                .contains("One seed per model")
                .contains("4,000 held-out pictures")
                .contains("among 10,000 of 16,000 training pictures")
                .contains("in the features of atelier-32", "learned from the built-in shapes")
                .contains("Every run had 60 s of training", "default settings")
                .contains("brought to 32 × 32 pixels")
                .contains("took no part: 2")
                .doesNotContain("did not finish", "seeds per model.", "ImageNet", "that no model was told of");
    }

    @Test
    void otherFactsGiveOtherLimits() throws IOException {
        ObjectNode comparison = (ObjectNode)
                Stored.JSON.readTree(folder.resolve("comparison.json").toFile());
        ObjectNode protocol = (ObjectNode) comparison.path("protocol");
        protocol.putArray("seeds").add(1).add(2).add(3);
        protocol.put("featureNetwork", "squeezenet").put("conditional", false).put("imagesPerRun", 5000);
        protocol.remove("budgetSeconds");
        protocol.putArray("settings").add("gan.penalty=1");
        ((ObjectNode) comparison.path("data")).put("testCount", 120).put("undecodable", 0);
        ((ObjectNode) comparison.path("dataCard").path("source")).putArray("sizes");
        fixture.write("comparison.json", comparison);
        fixture.fail("gan", "diverged");
        assertThat(text(Language.EN))
                .contains("3 seeds per model")
                .contains("did not finish: 1")
                .contains("120 held-out pictures", "make every interval wide")
                .contains("ImageNet")
                .contains("saw 5,000 pictures")
                .contains("that were changed: 1")
                .contains("that no model was told of")
                .doesNotContain("One seed", "brought to", "could not be read", "atelier-32");
        assertThat(text(Language.ZH)).contains("3 个随机种子", "120 张留出图像", "5,000 张图像");
    }

    @Test
    void whereAllTrainingPicturesWereSearchedNoCopyCanHideThere() throws IOException {
        for (String model : ComparisonFixture.MODELS) {
            String file = "runs/" + model + "-0/scores.json";
            ObjectNode scores =
                    (ObjectNode) Stored.JSON.readTree(folder.resolve(file).toFile());
            ((ObjectNode) scores.path("closest")).put("training", 16_000);
            fixture.write(file, scores);
        }
        assertThat(text(Language.EN)).doesNotContain("Copies were looked for");
    }
}
