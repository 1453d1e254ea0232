package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Pattern LOADS =
            Pattern.compile("(?:src|href|xlink:href|action|poster|data)\\s*=\\s*\"([^\"]{0,40})");

    @TempDir
    Path folder;

    private ComparisonFixture fixture;

    @BeforeEach
    void writeComparison() {
        fixture = new ComparisonFixture(folder, "shapes");
        fixture.write();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aWholeComparisonGivesEverySectionInWellFormedMarkup(Language language) throws Exception {
        Document page = parse(written(language));
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo(language.htmlTag());
        assertThat(sections(page))
                .containsExactly(
                        "verdict",
                        "samples",
                        "numbers",
                        "quality",
                        "classes",
                        "crossplay",
                        "samplers",
                        "time",
                        "reconstructions",
                        "curves",
                        "cost",
                        "memorisation",
                        "controls",
                        "sensitivity",
                        "count",
                        "limits",
                        "data",
                        "models",
                        "provenance",
                        "conventions");
        assertThat(elements(page, "img")).hasSizeGreaterThan(20).allSatisfy(image -> {
            assertThat(image.getAttribute("src")).startsWith("data:image/png;base64,");
            assertThat(image.getAttribute("alt")).isNotEmpty();
        });
    }

    @Test
    void whereMeasuringOtherwiseDecidesOtherwiseItIsMarked() throws Exception {
        Document page = parse(written(Language.EN));
        Element section = elements(page, "section").stream()
                .filter(element -> element.getAttribute("id").equals("sensitivity"))
                .findFirst()
                .orElseThrow();
        NodeList cells = section.getElementsByTagName("td");
        assertThat(cells.getLength()).isEqualTo(3);
        assertThat(((Element) cells.item(1)).getAttribute("class")).isEqualTo("passed");
        assertThat(((Element) cells.item(2)).getAttribute("class")).isEqualTo("misordered");
        assertThat(cells.item(2).getTextContent()).contains("No decision", "precision, difference 0.033");
        assertThat(section.getTextContent()).contains("features pixels-12, 1000 generated");
    }

    @Test
    void everyJudgeHasARowAndCertaintyTheStrongestColour() throws Exception {
        Document page = parse(written(Language.EN));
        Element matrix = elements(page, "table").stream()
                .filter(table -> table.getAttribute("class").contains("matrix"))
                .findFirst()
                .orElseThrow();
        assertThat(matrix.getElementsByTagName("tr").getLength())
                .as("a heading, three fresh judges, the GAN's own")
                .isEqualTo(5);
        assertThat(matrix.getTextContent()).contains("its own discriminator", "Real pictures", "0.93", "0.91 – 0.95");
        List<String> colours = new ArrayList<>();
        NodeList cells = matrix.getElementsByTagName("td");
        for (int i = 0; i < 4; i++) {
            colours.add(((Element) cells.item(i)).getAttribute("style"));
        }
        assertThat(colours).containsExactly("--found:86%", "--found:42%", "--found:42%", "--found:0%");
    }

    @Test
    void anchorsOfTheContentsAndIdsAreUniqueAndThere() throws Exception {
        Document page = parse(written(Language.EN));
        List<String> ids = new ArrayList<>();
        for (Element element : elements(page, "*")) {
            if (element.hasAttribute("id")) {
                ids.add(element.getAttribute("id"));
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(elements(page, "a")).allSatisfy(link -> assertThat(ids)
                .contains(link.getAttribute("href").substring(1)));
    }

    @Test
    void nothingIsFetchedFromOutside() {
        String html = written(Language.EN);
        Matcher loads = LOADS.matcher(html);
        while (loads.find()) {
            assertThat(loads.group(1)).matches("(data:image/png;base64,|#).*");
        }
        assertThat(html).doesNotContain("<script", "<link", "<iframe", "@import", "http://", "https://");
        assertThat(html.replaceAll("clip-path=\"url\\(#\\w+\\)\"", "")).doesNotContain("url(");
    }

    @Test
    void storedNamesCannotInjectMarkup() throws Exception {
        String evil = "<b>\"x\"&'</title><script>alert(1)</script>";
        new ComparisonFixture(folder, evil).write();
        new ComparisonFixture(folder, evil).fail("gan", "<img src=x onerror=alert(2)>\u0000");
        String html = written(Language.EN);
        assertThat(html).doesNotContain("<b>", "<script", "<img src=x");
        assertThat(parse(html).getElementsByTagName("title").item(0).getTextContent())
                .endsWith(evil);
    }

    @Test
    void aFailedModelIsShownAsTheWorstWithItsReason() throws Exception {
        fixture.fail("vaegan", "non-finite loss at image 12032");
        String html = written(Language.EN);
        parse(html);
        assertThat(html).contains("VAE-GAN, seed 0, failed: non-finite loss at image 12032");
        assertThat(html).contains("<td class=\"number failed\">failed</td>", "No samples: the run failed");
    }

    @Test
    void whatIsMissingIsLeftOut() throws Exception {
        deleteAll(folder.resolve("pictures"));
        Files.delete(folder.resolve("verdict.json"));
        for (String model : ComparisonFixture.MODELS) {
            deleteAll(folder.resolve("runs/" + model + "-0/pictures"));
            deleteAll(folder.resolve("runs/" + model + "-0/samples"));
        }
        Files.writeString(folder.resolve("runs/gan-0/run.json"), "{ broken");
        Files.delete(folder.resolve("runs/vae-0/log.jsonl"));
        Document page = parse(written(Language.ZH));
        assertThat(sections(page))
                .containsExactly(
                        "verdict",
                        "samples",
                        "numbers",
                        "quality",
                        "classes",
                        "samplers",
                        "reconstructions",
                        "curves",
                        "cost",
                        "memorisation",
                        "count",
                        "limits",
                        "data",
                        "models",
                        "provenance",
                        "conventions");
        assertThat(elements(page, "img")).isEmpty();
    }

    @Test
    void whatWentWrongIsToldWithItsNumbersAndWhatToTry() throws Exception {
        Files.writeString(
                folder.resolve("runs/gan-0/log.jsonl"),
                "{\"images\":20480,\"seconds\":30,\"finding\":{\"name\":\"collapse\",\"evidence\":{\"now\":0.213,"
                        + "\"best\":0.84},\"text\":\"stored\"}}\n"
                        + "{\"images\":20480,\"seconds\":30,\"finding\":{\"name\":\"later-kind\",\"evidence\":{},"
                        + "\"text\":\"told <b>by</b> another version\"}}\n");
        String html = written(Language.EN);
        assertThat(sections(parse(html))).containsSubsequence("numbers", "findings", "samplers");
        assertThat(html)
                .contains(
                        "Collapse",
                        "0.213",
                        "0.840",
                        "training.learningRate=0.5x",
                        "after 20,480 training pictures",
                        "told &lt;b&gt;by&lt;/b&gt; another version");
        assertThat(written(Language.ZH)).contains("模式坍塌", "0.213");
    }

    @Test
    void aComparisonThatStoppedAtOnceStillHasAReport() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Files.writeString(
                empty.resolve("comparison.json"), "{\"models\":[\"vae\",\"unheard-of\"],\"later\":{\"field\":1}}");
        String html = Files.readString(Report.write(empty, Language.EN));
        parse(html);
        assertThat(html).contains("No verdict was stored", "unheard-of: no run was found");
    }

    @Test
    void unknownMetricsAndUsesKeepTheirStoredNames() throws Exception {
        ObjectNode verdict =
                (ObjectNode) Stored.JSON.readTree(folder.resolve("verdict.json").toFile());
        ((ObjectNode) verdict.path("models").get(0).path("scores"))
                .putObject("new-metric")
                .put("value", 3.25);
        verdict.withArray("verdicts")
                .addObject()
                .put("use", "new-use")
                .put("winner", "vae")
                .put("metric", "new-metric");
        fixture.write("verdict.json", verdict);
        String html = written(Language.ZH);
        parse(html);
        assertThat(html).contains("new-metric", "new-use", "3.25");
    }

    @Test
    void severalSeedsCountTheRunThatFailed() throws Exception {
        copyRun("gan-0", "gan-1");
        ObjectNode manifest = (ObjectNode)
                Stored.JSON.readTree(folder.resolve("runs/gan-1/run.json").toFile());
        fixture.write(
                "runs/gan-1/run.json",
                manifest.put("seed", 1).put("status", "failed").put("failure", "diverged"));
        String html = written(Language.EN);
        parse(html);
        assertThat(html).contains("GAN, seed 1, failed: diverged").contains("gan-1");
    }

    @Test
    void writingAgainReplacesTheReportAndLeavesNothingBehind() throws IOException {
        Path report = Report.write(folder, Language.EN);
        byte[] first = Files.readAllBytes(report);
        assertThat(Files.readAllBytes(Report.write(folder, Language.EN))).isEqualTo(first);
        assertThat(folder.resolve("report.html.partial")).doesNotExist();
    }

    @Test
    void aFolderThatIsNoComparisonIsRefused() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThatThrownBy(() -> Report.write(other, Language.EN))
                .isInstanceOfSatisfying(
                        AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.INPUT))
                .hasMessageContaining("comparison.json");
        Files.writeString(other.resolve("comparison.json"), "{");
        assertThatThrownBy(() -> Report.write(other, Language.EN)).hasMessageContaining("not readable JSON");
    }

    private String written(Language language) {
        try {
            return Files.readString(Report.write(folder, language));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<String> sections(Document page) {
        return elements(page, "section").stream()
                .map(section -> section.getAttribute("id"))
                .toList();
    }

    private static List<Element> elements(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private void copyRun(String from, String to) throws IOException {
        Path source = folder.resolve("runs/" + from);
        Path target = Files.createDirectory(folder.resolve("runs/" + to));
        for (String file : List.of("run.json", "scores.json", "log.jsonl")) {
            Files.copy(source.resolve(file), target.resolve(file));
        }
    }

    private static void deleteAll(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
