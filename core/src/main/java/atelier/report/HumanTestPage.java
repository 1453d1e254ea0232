package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A comparison's {@code human-test.html}: shows a person pictures one at a time, asks of each whether it is real, and ends
 * with a file of answers. It holds all its pictures and fetches and sends nothing. Which picture is which stands in
 * {@code human-test.json} beside it alone.
 */
final class HumanTestPage {
    /** What the page needs of the key; the sources of the pictures stay behind. */
    private static final List<String> NEEDED = List.of("id", "version", "size", "gap", "columns", "examples", "forms");

    private HumanTestPage() {}

    /** The key of a comparison's test. */
    static Path key(Path folder) {
        return folder.resolve("human-test.json");
    }

    /** Writes the page where the comparison has a test that this version knows. */
    static void write(Path folder, Words words) throws IOException {
        Picture sheet = Picture.find(folder.resolve("pictures/human-test.png"));
        if (sheet == null || !Files.isRegularFile(key(folder))) {
            return;
        }
        JsonNode key = Stored.JSON.readTree(key(folder).toFile());
        if (NEEDED.stream().allMatch(key::has)) {
            Report.replace(folder.resolve("human-test.html"), page(key, sheet, words));
        }
    }

    private static String page(JsonNode key, Picture sheet, Words words) {
        ObjectNode test = Stored.JSON.createObjectNode();
        NEEDED.forEach(field -> test.set(field, key.path(field)));
        Html html = new Html();
        html.verbatim("<!DOCTYPE html>\n");
        html.open("html", "lang", words.language().htmlTag());
        head(html, words);
        html.open("body", "data-test", test.toString()).open("main");
        html.element("p", words.say("humanTest.kicker"), "class", "kicker");
        html.open("noscript").element("p", words.say("humanTest.script")).close();
        start(html, words, key.path("forms").path(0).size());
        task(html, words);
        end(html, words);
        html.empty("img", "id", "sheet", "src", sheet.dataAddress(), "alt", "", "hidden", "hidden");
        html.close();
        html.open("script").verbatim("//<![CDATA[\n" + Report.resource("human-test.js") + "//]]>\n");
        return html.close().close().close().toString();
    }

    private static void head(Html html, Words words) {
        html.open("head").empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'");
        html.element("title", words.say("humanTest.title"));
        html.open("style").verbatim(Report.resource("human-test.css")).close();
        html.close();
    }

    private static void start(Html html, Words words, int count) {
        html.open("section", "id", "start");
        html.element("h1", words.say("humanTest.title"));
        html.element("p", words.say("humanTest.lead", count));
        html.element("p", words.say("humanTest.examples"));
        html.element("div", "", "class", "examples", "id", "examples");
        html.open("label").text(words.say("humanTest.name"));
        html.empty("input", "id", "person", "maxlength", "60", "autocomplete", "off")
                .close();
        html.element("button", words.say("humanTest.begin"), "id", "begin", "type", "button", "disabled", "disabled");
        html.close();
    }

    private static void task(Html html, Words words) {
        html.open("section", "id", "task", "hidden", "hidden");
        html.open("p", "class", "bar").element("span", "", "id", "place");
        html.element("progress", "", "id", "progress", "value", "0", "max", "1").close();
        html.open("div", "class", "frame");
        html.element("canvas", "", "id", "picture", "role", "img", "aria-label", words.say("humanTest.picture"));
        html.close();
        html.open("div", "class", "choices");
        html.element("button", words.say("humanTest.real"), "id", "real", "type", "button");
        html.element("button", words.say("humanTest.generated"), "id", "generated", "type", "button");
        html.close();
        html.element("p", words.say("humanTest.keys"), "class", "note");
        html.element("button", words.say("humanTest.stop"), "id", "stop", "type", "button", "class", "quiet");
        html.close();
    }

    private static void end(Html html, Words words) {
        html.open("section", "id", "end", "hidden", "hidden");
        html.element("h1", words.say("humanTest.thanks"));
        html.element("p", words.say("humanTest.give"));
        html.element("a", words.say("humanTest.save"), "id", "save", "class", "save");
        html.open("label").text(words.say("humanTest.copy") + " ").element("code", "", "id", "file");
        html.element("textarea", "", "id", "text", "readonly", "readonly").close();
        html.element("p", words.say("humanTest.then"), "class", "note");
        html.close();
    }
}
