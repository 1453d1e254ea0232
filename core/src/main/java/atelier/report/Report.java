package atelier.report;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Writes a comparison's {@code report.html}: one file that holds its pictures, style and charts, fetches nothing, and
 * reads well on a phone, on a large screen and on paper; and beside it the page that asks people.
 */
public final class Report {
    /** The order of the page. */
    private static final List<Section> SECTIONS = List.of(
            new VerdictSection(),
            new SamplesSection(),
            new NumbersSection(),
            new DifferencesSection(),
            new QualitySection(),
            new HumanSection(),
            new ClassesSection(),
            new FindingsSection(),
            new UtilitySection(),
            new CrossPlaySection(),
            new SamplersSection(),
            new SeedsSection(),
            new OverTimeSection(),
            new ReconstructionSection(),
            new CurvesSection(),
            new CostSection(),
            new MemorisationSection(),
            new ControlsSection(),
            new SensitivitySection(),
            new CountSection(),
            new LimitsSection(),
            new DataSection(),
            new ModelsSection(),
            new ProvenanceSection(),
            new ConventionsSection());

    private Report() {}

    /**
     * Reads the comparison's folder and writes {@code report.html} into it, whole or not at all, and {@code human-test.html}
     * where there is a test.
     *
     * @return the file written
     */
    public static Path write(Path comparisonFolder, Language language) {
        Comparison comparison = new ComparisonReader(comparisonFolder).read();
        String page = page(comparison, new Words(language));
        Path report = comparisonFolder.resolve("report.html");
        try {
            replace(report, page);
            HumanTestPage.write(comparisonFolder, new Words(language));
        } catch (IOException e) {
            throw new AtelierException(
                    Exit.DISK,
                    "cannot write " + report + ": " + e.getMessage()
                            + "; free some space or make the folder writable, then run 'report' again.",
                    e);
        }
        return report;
    }

    /** Puts a page in the place of an older one, whole or not at all. */
    static void replace(Path report, String page) throws IOException {
        Path fresh = report.resolveSibling(report.getFileName() + ".partial");
        Files.writeString(fresh, page, StandardCharsets.UTF_8);
        try {
            Files.move(fresh, report, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, report, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static String page(Comparison comparison, Words words) {
        Html html = new Html();
        Page page = new Page(comparison, words, html);
        List<Section> sections =
                SECTIONS.stream().filter(section -> section.applies(comparison)).toList();
        html.verbatim("<!DOCTYPE html>\n");
        html.open("html", "lang", words.language().htmlTag());
        head(page);
        html.open("body");
        html.open("header").open("div", "class", "width");
        new Masthead().write(page);
        contents(page, sections);
        html.close().close();
        html.open("main", "class", "width");
        for (Section section : sections) {
            html.open("section", "id", section.anchor());
            html.element("h2", page.say("section." + section.anchor()));
            section.write(page);
            html.close();
        }
        html.close();
        html.open("footer").element("p", page.say("footer"), "class", "width").close();
        return html.close().close().toString();
    }

    private static void head(Page page) {
        Html html = page.html();
        html.open("head").empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        // The page needs nothing from outside; this makes the browser hold it to that.
        html.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; img-src data:; style-src 'unsafe-inline'");
        html.element("title", page.say("title", page.comparison().dataName()));
        html.open("style").verbatim(resource("report.css")).close();
        html.close();
    }

    private static void contents(Page page, List<Section> sections) {
        Html html = page.html();
        html.open("nav", "aria-label", page.say("contents"));
        for (Section section : sections) {
            html.element("a", page.say("section." + section.anchor()), "href", "#" + section.anchor());
        }
        html.close();
    }

    /** A file that belongs to the pages. */
    static String resource(String name) {
        try (InputStream stream = Report.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("resource atelier/report/" + name + " is missing from the build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
