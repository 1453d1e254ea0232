package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The data card: where the pictures come from, how many there are of what, and what was left out and why. */
final class DataSection implements Section {
    private static final String NAMES = "labelNames";
    private static final Set<String> TOLD_BELOW = Set.of("undecodable", "droppedFromTraining");
    /** More classes than this are told in a list that opens when it is pressed. */
    private static final int CLASSES_AT_ONCE = 20;

    @Override
    public String anchor() {
        return "data";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return !Stored.fields(comparison.data()).isEmpty();
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("data.lead"));
        Html html = page.html();
        html.open("div", "class", "columns");
        facts(page, page.say("data.pictures"), source(page));
        html.open("div");
        classes(page);
        left(page);
        html.close().close();
    }

    private static void facts(Page page, String title, Map<String, String> facts) {
        Html html = page.html();
        html.open("div").element("h3", title);
        html.open("div", "class", "scroll").open("table", "class", "settings").open("tbody");
        facts.forEach((name, value) -> {
            html.open("tr").element("th", name, "scope", "row");
            html.element("td", value).close();
        });
        html.close().close().close().close();
    }

    /** By their names for readers; fields that are not known keep their own. */
    private static Map<String, String> source(Page page) {
        Map<String, String> facts = new LinkedHashMap<>();
        boolean counted = page.comparison().card().path("classes").size() > 0;
        Stored.fields(page.comparison().data()).forEach((name, value) -> {
            if (!TOLD_BELOW.contains(name) && !(counted && name.equals(NAMES))) {
                String label = page.words().find("field." + name).orElse(name);
                facts.put(label, value(page, name, value));
            }
        });
        String sizes = sizes(page, page.comparison().card().path("source"));
        if (sizes != null) {
            facts.put(page.say("data.sizes"), sizes);
        }
        return facts;
    }

    private static String value(Page page, String name, JsonNode value) {
        if (value.isBoolean()) {
            return page.say(value.booleanValue() ? "data.yes" : "data.no");
        }
        if (name.endsWith("Count") && value.isIntegralNumber()) {
            return NumberText.count(value.longValue());
        }
        if (value.isArray()) {
            StringJoiner values = new StringJoiner(page.say("list.separator"));
            value.forEach(element -> values.add(element.asText()));
            return values.toString();
        }
        String text = value.isValueNode() && !value.isNull() ? value.asText() : value.toString();
        return text.isEmpty() || value.isNull() ? page.say("data.unknown") : text;
    }

    /** The most common sizes before the pictures were brought to one size, or null where that is not known. */
    private static @Nullable String sizes(Page page, JsonNode source) {
        StringJoiner sizes = new StringJoiner(page.say("list.separator"));
        for (JsonNode size : source.path("sizes")) {
            sizes.add(page.say(
                    "data.size",
                    size.path("width").asInt(),
                    size.path("height").asInt(),
                    NumberText.count(size.path("count").asLong())));
        }
        if (sizes.length() == 0) {
            return null;
        }
        int more = source.path("differentSizes").asInt() - source.path("sizes").size();
        return more > 0 ? page.say("data.moreSizes", sizes, more) : sizes.toString();
    }

    private static void classes(Page page) {
        JsonNode classes = page.comparison().card().path("classes");
        if (classes.size() == 0) {
            return;
        }
        Html html = page.html();
        html.element("h3", page.say("data.classes", classes.size()));
        boolean folded = classes.size() > CLASSES_AT_ONCE;
        if (folded) {
            html.open("details").element("summary", page.say("data.allClasses"));
        }
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "counts");
        html.open("thead").open("tr").element("th", page.say("data.class"), "scope", "col");
        for (String split : new String[] {"train", "validation", "test"}) {
            html.element("th", page.say("data.split." + split), "scope", "col", "class", "number");
        }
        html.close().close().open("tbody");
        for (JsonNode row : classes) {
            html.open("tr").element("th", Stored.text(row, "name", "?"), "scope", "row");
            for (String split : new String[] {"train", "validation", "test"}) {
                html.element("td", NumberText.count(row.path(split).asLong()), "class", "number");
            }
            html.close();
        }
        html.close().close().close();
        if (folded) {
            html.close();
        }
    }

    /** What took no part, and why. */
    private static void left(Page page) {
        Html html = page.html();
        html.element("h3", page.say("data.left"));
        JsonNode data = page.comparison().data();
        JsonNode source = page.comparison().card().path("source");
        html.open("ul", "class", "points");
        count(page, "data.undecodable", Stored.number(data, "undecodable"));
        count(page, "data.dropped", Stored.number(data, "droppedFromTraining"));
        count(page, "data.duplicates", Stored.number(source, "duplicates"));
        count(page, "data.otherFiles", Stored.number(source, "otherFiles"));
        count(page, "data.transparent", Stored.number(source, "transparent"));
        html.close();
        JsonNode files = source.path("undecodable");
        if (files.size() == 0) {
            return;
        }
        html.open("details").element("summary", page.say("data.files"));
        html.open("ul", "class", "points");
        for (JsonNode file : files) {
            html.open("li").element("code", Stored.text(file, "file", "?"));
            html.text(" " + Stored.text(file, "reason", "")).close();
        }
        html.close();
        int more = source.path("undecodableCount").asInt() - files.size();
        if (more > 0) {
            page.note(page.say("data.moreFiles", NumberText.count(more)));
        }
        html.close();
    }

    private static void count(Page page, String key, @Nullable Double count) {
        if (count != null) {
            page.html().element("li", page.say(key, NumberText.count(Math.round(count))));
        }
    }
}
