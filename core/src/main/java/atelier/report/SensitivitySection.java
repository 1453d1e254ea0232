package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether each decision is the models' or the measurement's: the same rule under other ways of measuring. */
final class SensitivitySection implements Section {
    @Override
    public String anchor() {
        return "sensitivity";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return stored(comparison).path("uses").size() > 0;
    }

    private static JsonNode stored(Comparison comparison) {
        return comparison.verdict().path("sensitivity");
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("sensitivity.lead"));
        JsonNode stored = stored(page.comparison());
        Map<String, String> variants = new LinkedHashMap<>();
        stored.path("variants")
                .forEach(variant -> variants.put(Stored.text(variant, "name", "?"), Stored.text(variant, "what", "")));
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "controls");
        html.open("thead").open("tr").element("th", page.say("sensitivity.use"), "scope", "col");
        html.element("th", page.say("sensitivity.decision"), "scope", "col");
        variants.keySet().forEach(name -> html.element("th", heading(page, name), "scope", "col"));
        html.close().close().open("tbody");
        for (JsonNode use : stored.path("uses")) {
            String key = Stored.text(use, "use", "?");
            html.open("tr");
            html.element("th", page.words().find("use." + key + ".title").orElse(key), "scope", "row");
            html.open("td");
            decision(page, use);
            html.close();
            use.path("results").forEach(result -> result(page, result));
            html.close();
        }
        html.close().close().close();
        variants.forEach((name, what) -> page.note(page.say("sensitivity.variant", heading(page, name), what)));
        page.note(page.say("sensitivity.note"));
    }

    private static String heading(Page page, String variant) {
        return page.words().find("sensitivity.by." + variant).orElse(variant);
    }

    private static void decision(Page page, JsonNode from) {
        String winner = Stored.text(from, "winner");
        if (winner == null) {
            page.html().text(page.say("verdict.noDecision"));
        } else {
            page.modelName(page.model(winner));
        }
    }

    private static void result(Page page, JsonNode result) {
        String outcome = Stored.text(result, "outcome", "?");
        Html html = page.html();
        html.open("td", "class", outcome.equals("same") ? "passed" : "misordered");
        decision(page, result);
        String metric = Stored.text(result, "metric");
        Double difference = Stored.number(result, "difference");
        if (metric != null && difference != null) {
            html.element(
                    "small",
                    page.say("sensitivity.by", page.words().metric(metric), NumberText.of(Math.abs(difference))));
        }
        html.close();
    }
}
