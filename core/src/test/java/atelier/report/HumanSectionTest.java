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

class HumanSectionTest {
    @TempDir
    Path folder;

    private ComparisonFixture fixture;

    @BeforeEach
    void writeComparison() {
        fixture = new ComparisonFixture(folder, "shapes");
        fixture.writeNumbers();
    }

    private static void taken(ObjectNode into, double value) {
        into.put("value", value)
                .put("low", value - 0.1)
                .put("high", value + 0.1)
                .put("answers", 1200)
                .put("pictures", 64);
    }

    private void people(int persons, String outcome) throws IOException {
        ObjectNode verdict =
                (ObjectNode) Stored.JSON.readTree(folder.resolve("verdict.json").toFile());
        ObjectNode test = verdict.putObject("humanTest");
        test.put("test", "0123").put("persons", persons).put("answers", 3600).put("medianSeconds", 2.25);
        test.put("convention", "a rule");
        taken(test.putObject("real"), 0.8);
        for (String model : List.of("vae", "gan")) {
            ObjectNode judged = test.withArray("models").addObject().put("name", model);
            taken(judged.putObject("takenForReal"), model.equals("gan") ? 0.6 : 0.2);
            judged.putObject("error").put("value", 0.4).put("low", 0.3).put("high", 0.5);
        }
        test.withArray("differences")
                .addObject()
                .put("first", "gan")
                .put("second", "vae")
                .put("difference", 0.4)
                .put("low", 0.25)
                .put("high", 0.55);
        test.putObject("agreement").put("winner", "vae").put("people", "gan").put("outcome", outcome);
        test.withArray("leftOut")
                .addObject()
                .put("file", "<half>.json")
                .put("reason", "not-answers")
                .put("detail", "it is not readable JSON");
        fixture.write("verdict.json", verdict);
    }

    @Test
    void whatPeopleTookForRealStandsBesideTheRealPictures() throws IOException {
        people(5, "disagree");
        WrittenPage page = WrittenPage.of(folder, Language.EN);
        Element section = page.section("human");
        assertThat(WrittenPage.elements(section, "tr")).hasSize(4);
        assertThat(WrittenPage.text(section))
                .contains("5 people said")
                .containsSubsequence("Real pictures", "80 %", "70 % – 90 %", "VAE", "20 %", "GAN", "60 %", "1,200")
                .contains("People disagree: they take pictures of GAN for real more often than those of VAE.")
                .contains("that of pictures", "less than 2.25 seconds", "a rule")
                .contains("<half>.json was left out: it is not a readable file of answers.");
        assertThat(WrittenPage.elements(section, "g").get(0).getAttribute("class"))
                .isEqualTo("m1");
        assertThat(WrittenPage.text(page.section("verdict"))).contains("People disagree");
        assertThat(WrittenPage.text(page.section("limits")))
                .contains("5 people have judged")
                .doesNotContain("No person");
    }

    @Test
    void thatOnlyOnePersonAnsweredIsSaid() throws IOException {
        people(1, "agree");
        WrittenPage page = WrittenPage.of(folder, Language.EN);
        assertThat(WrittenPage.text(page.section("human")))
                .contains("One person said", "Only one person answered", "People agree")
                .doesNotContain("choice of persons");
        assertThat(WrittenPage.text(page.section("limits"))).contains("One person has judged");
    }

    @Test
    void theSectionSpeaksChinese() throws IOException {
        people(3, "undecided");
        String text = WrittenPage.text(WrittenPage.of(folder, Language.ZH).section("human"));
        assertThat(text).contains("3 人逐张判断", "被认作真实", "80%", "既未证实也未否定", "不是可读的回答文件");
    }

    @Test
    void theTerminalSaysItToo() throws IOException {
        people(3, "decided");
        List<String> lines = VerdictText.lines(
                Stored.JSON.readTree(folder.resolve("verdict.json").toFile()), Language.EN);
        assertThat(lines).filteredOn(line -> line.contains("People decide")).hasSize(1);
    }

    @Test
    void withoutAnswersThereIsNoSection() throws IOException {
        WrittenPage page = WrittenPage.of(folder, Language.EN);
        assertThat(page.find("human")).isEmpty();
        assertThat(WrittenPage.text(page.section("limits"))).contains("No person has judged the pictures. Look");
    }
}
