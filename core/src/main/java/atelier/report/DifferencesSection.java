package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far every two models are apart in the metrics that decided: the forest behind the verdict. */
final class DifferencesSection implements Section {

    @Override
    public String anchor() {
        return "differences";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return stored(comparison).size() > 0;
    }

    private static JsonNode stored(Comparison comparison) {
        return comparison.verdict().path("differences");
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("differences.lead"));
        page.html().open("div", "class", "charts");
        for (JsonNode use : stored(page.comparison())) {
            chart(page, use);
        }
        page.html().close();
        page.note(page.say("differences.note"));
    }

    private static void chart(Page page, JsonNode use) {
        List<ForestPlot.Row> rows = new ArrayList<>();
        use.path("pairs").forEach(pair -> {
            ForestPlot.Row row = row(page, pair);
            if (row != null) {
                rows.add(row);
            }
        });
        if (rows.isEmpty()) {
            return;
        }
        String key = Stored.text(use, "use", "?");
        String title = page.say(
                "differences.of",
                page.words().find("use." + key + ".title").orElse(key),
                page.words().metric(Stored.text(use, "metric", "?")));
        page.html().open("figure").element("figcaption", title);
        ForestPlot.write(page.html(), rows, title);
        page.html().close();
    }

    private static ForestPlot.@Nullable Row row(Page page, JsonNode pair) {
        Double value = Stored.number(pair, "difference");
        String first = Stored.text(pair, "first");
        String second = Stored.text(pair, "second");
        if (value == null || first == null || second == null) {
            return null;
        }
        Double low = Stored.number(pair, "low");
        Double high = Stored.number(pair, "high");
        Double margin = Stored.number(pair, "margin");
        double counts = margin == null ? 0 : margin;
        boolean beyondDoubt = low != null && low > 0 && value > counts;
        Double probability = Stored.number(pair, "probability");
        String names = page.say(
                "differences.pair", page.words().model(first), page.words().model(second));
        return new ForestPlot.Row(
                probability == null
                        ? names
                        : page.say("differences.probability", names, NumberText.fixed(probability, 2)),
                beyondDoubt ? page.model(first).style() : "plain",
                value,
                low,
                high,
                counts);
    }
}
