package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people took for real: a check on the verdict of realism, which it does not enter. */
final class HumanSection implements Section {
    @Override
    public String anchor() {
        return "human";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return stored(comparison).path("models").size() > 0;
    }

    private static JsonNode stored(Comparison comparison) {
        return comparison.verdict().path("humanTest");
    }

    @Override
    public void write(Page page) {
        JsonNode stored = stored(page.comparison());
        long persons = stored.path("persons").asLong();
        page.lead(page.say(persons == 1 ? "human.leadOne" : "human.lead", persons));
        table(page, stored);
        String agreement = agreement(page.words(), stored);
        if (agreement != null) {
            page.html().element("p", agreement, "class", "gap");
        }
        differences(page, stored);
        page.note(page.say("human.note"));
        page.note(page.say(persons == 1 ? "human.onePerson" : "human.clusters"));
        Double seconds = Stored.number(stored, "medianSeconds");
        if (seconds != null) {
            page.note(page.say("human.time", NumberText.of(seconds)));
        }
        String convention = Stored.text(stored, "convention");
        if (convention != null) {
            page.note(page.say("human.convention", convention));
        }
        leftOut(page, stored.path("leftOut"));
    }

    private static void table(Page page, JsonNode stored) {
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "scores");
        html.open("thead").open("tr").element("th", page.say("human.source"), "scope", "col");
        for (String column : List.of("human.taken", "human.error", "human.answers", "human.pictures")) {
            html.element("th", page.say(column), "scope", "col", "class", "number");
        }
        html.close().close().open("tbody");
        html.open("tr").open("th", "scope", "row");
        page.realName();
        html.close();
        numbers(page, stored.path("real"), null);
        for (JsonNode model : stored.path("models")) {
            html.open("tr").open("th", "scope", "row");
            page.modelName(page.model(Stored.text(model, "name", "?")));
            html.close();
            numbers(page, model.path("takenForReal"), model.path("error"));
        }
        html.close().close().close();
    }

    /** The rest of a row. */
    private static void numbers(Page page, JsonNode taken, @Nullable JsonNode error) {
        Html html = page.html();
        percent(page, taken);
        percent(page, error == null ? Stored.NOTHING : error);
        for (String field : List.of("answers", "pictures")) {
            html.element("td", NumberText.count(taken.path(field).asLong()), "class", "number");
        }
        html.close();
    }

    private static void percent(Page page, JsonNode share) {
        Html html = page.html();
        Double value = Stored.number(share, "value");
        Double low = Stored.number(share, "low");
        Double high = Stored.number(share, "high");
        html.open("td", "class", "number");
        html.element("span", value == null ? NumberText.MISSING : percent(page, value));
        if (low != null && high != null) {
            html.element("small", percent(page, low) + " – " + percent(page, high));
        }
        html.close();
    }

    private static String percent(Page page, double share) {
        return page.say("unit.percent", NumberText.fixed(100 * share, 0));
    }

    /** What people say to the verdict on realism, or null where there is nothing to say. */
    static @Nullable String agreement(Words words, JsonNode stored) {
        JsonNode agreement = stored.path("agreement");
        String outcome = Stored.text(agreement, "outcome");
        if (outcome == null || words.find("human.outcome." + outcome).isEmpty()) {
            return null;
        }
        String winner = Stored.text(agreement, "winner");
        String people = Stored.text(agreement, "people");
        String first = people == null ? first(stored) : people;
        return words.say(
                "human.outcome." + outcome,
                winner == null ? "" : words.model(winner),
                first == null ? "" : words.model(first));
    }

    /** The model taken for real most often, by however little. */
    private static @Nullable String first(JsonNode stored) {
        return Stored.text(stored.path("differences").path(0), "first");
    }

    private static void differences(Page page, JsonNode stored) {
        List<ForestPlot.Row> rows = new ArrayList<>();
        for (JsonNode pair : stored.path("differences")) {
            String first = Stored.text(pair, "first", "?");
            String second = Stored.text(pair, "second", "?");
            Double value = Stored.number(pair, "difference");
            Double low = Stored.number(pair, "low");
            Double high = Stored.number(pair, "high");
            if (value != null && low != null && high != null) {
                rows.add(new ForestPlot.Row(
                        page.say(
                                "differences.pair",
                                page.words().model(first),
                                page.words().model(second)),
                        low > 0 ? page.model(first).style() : "plain",
                        100 * value,
                        100 * low,
                        100 * high,
                        0));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        Html html = page.html();
        html.open("div", "class", "charts").open("figure");
        html.element("figcaption", page.say("human.differences"));
        ForestPlot.write(html, rows, page.say("human.differences"));
        html.close().close();
    }

    private static void leftOut(Page page, JsonNode files) {
        for (JsonNode file : files) {
            String reason = Stored.text(file, "reason", "?");
            page.html()
                    .element(
                            "p",
                            page.say(
                                    "human.leftOut",
                                    Stored.text(file, "file", "?"),
                                    page.words().find("human.reason." + reason).orElse(reason)),
                            "class",
                            "failure");
        }
    }
}
