package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Pictures whose order is known, put through the same metrics: which of them can be trusted here. */
final class ControlsSection implements Section {

    @Override
    public String anchor() {
        return "controls";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.verdict().path("controls").size() > 0;
    }

    @Override
    public void write(Page page) {
        Set<String> metrics = new LinkedHashSet<>();
        Map<String, Map<String, Boolean>> controls = new LinkedHashMap<>();
        for (JsonNode control : page.comparison().verdict().path("controls")) {
            String metric = Stored.text(control, "metric", "?");
            metrics.add(metric);
            controls.computeIfAbsent(Stored.text(control, "name", "?"), name -> new LinkedHashMap<>())
                    .put(metric, control.path("passed").asBoolean(false));
        }
        page.lead(page.say("controls.lead"));
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "controls");
        html.open("thead").open("tr").element("th", page.say("controls.control"), "scope", "col");
        metrics.forEach(metric -> html.element("th", page.words().metricHeading(metric), "scope", "col"));
        html.close().close().open("tbody");
        controls.forEach((name, results) -> {
            html.open("tr");
            html.element("th", page.words().find("control." + name).orElse(name), "scope", "row");
            metrics.forEach(metric -> result(page, results.get(metric)));
            html.close();
        });
        html.close().close().close();
    }

    private static void result(Page page, @org.jspecify.annotations.Nullable Boolean passed) {
        if (passed == null) {
            page.html().element("td", "");
        } else if (passed) {
            page.html()
                    .open("td", "class", "passed")
                    .element("span", page.say("controls.passed"))
                    .close();
        } else {
            page.html()
                    .open("td", "class", "misordered")
                    .element("span", page.say("controls.misordered"))
                    .close();
        }
    }
}
