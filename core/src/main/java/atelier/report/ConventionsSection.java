package atelier.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What each metric of this page means in words, and by which exact convention it was computed. */
final class ConventionsSection implements Section {

    @Override
    public String anchor() {
        return "conventions";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return !conventions(comparison).isEmpty();
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("conventions.lead"));
        Map<String, Set<String>> conventions = conventions(page.comparison());
        Html html = page.html();
        html.open("dl");
        for (MetricGuide.Entry metric : MetricGuide.ordered(conventions.keySet())) {
            html.open("div").open("dt").text(page.words().metricHeading(metric.name()));
            html.element("code", metric.name()).close();
            html.open("dd");
            page.words().find("metric." + metric.name() + ".about").ifPresent(about -> html.element("p", about));
            for (String convention : conventions.getOrDefault(metric.name(), Set.of())) {
                html.element("p", convention, "class", "convention");
            }
            html.close().close();
        }
        html.close();
    }

    private static Map<String, Set<String>> conventions(Comparison comparison) {
        Map<String, Set<String>> conventions = new LinkedHashMap<>();
        for (ModelResult model : comparison.models()) {
            collect(model.scores(), conventions);
            for (Run run : model.runs()) {
                collect(StoredScore.readAll(run.scores().path("scores")), conventions);
            }
        }
        return conventions;
    }

    private static void collect(Map<String, StoredScore> scores, Map<String, Set<String>> conventions) {
        scores.forEach((metric, score) -> {
            Set<String> known = conventions.computeIfAbsent(metric, name -> new LinkedHashSet<>());
            if (score.convention() != null) {
                known.add(score.convention());
            }
        });
    }
}
