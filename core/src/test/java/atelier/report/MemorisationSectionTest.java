package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The numbers of copying stand beside the pairs, those of likelihood beside the reconstructions. */
class MemorisationSectionTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeComparison() {
        new ComparisonFixture(folder, "shapes").write();
    }

    @Test
    void numbersWithTheirFloorsAndDistancesStandBesideThePairs() throws IOException {
        Element section = WrittenPage.of(folder, Language.EN).section("memorisation");
        assertThat(section.getTextContent())
                .contains("Copying test (C_T)", "Authentic samples", "71.0")
                .contains("distances 1.23 to 1.94; in the median 6.21, held-out pictures 4.87")
                .doesNotContain("memorised.");
        assertThat(WrittenPage.elements(section, "img")).hasSize(3);
    }

    @Test
    void aRunThatMemorisedIsNamed() throws IOException {
        ObjectNode verdict =
                (ObjectNode) Stored.JSON.readTree(folder.resolve("verdict.json").toFile());
        verdict.withArray("faults").addObject().put("run", "gan-0").put("fault", "memorised");
        verdict.withArray("faults").addObject().put("run", "vae-0").put("fault", "collapsed");
        verdict.withArray("faults")
                .addObject()
                .put("run", "vaegan-0")
                .put("fault", "memorised")
                .put("metric", "authpct");
        new ComparisonFixture(folder, "shapes").write("verdict.json", verdict);
        assertThat(WrittenPage.of(folder, Language.EN).section("memorisation").getTextContent())
                .contains("gan-0: memorised. Beyond chance, more than five times as many")
                .contains("vaegan-0: memorised. Far fewer of its pictures are authentic")
                .contains("copied samples than the floor mean copying; this decides")
                .doesNotContain("vae-0:");
    }

    @Test
    void likelihoodsAreShownWithoutABestOne() throws IOException {
        Element section = WrittenPage.of(folder, Language.EN).section("reconstructions");
        assertThat(section.getTextContent()).contains("ELBO", "2,655", "not comparable across families", "PSNR");
        assertThat(WrittenPage.elements(section, "strong"))
                .as("the PSNR of the VAE, and no likelihood")
                .extracting(Element::getTextContent)
                .allSatisfy(text -> assertThat(text).doesNotContain("2,655", "2655"));
    }
}
