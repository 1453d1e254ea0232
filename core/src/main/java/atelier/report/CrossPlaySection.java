package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How surely every discriminator tells every model's pictures from real ones: rows judge, columns are judged. */
final class CrossPlaySection implements Section {
    private static final String REAL = "real";
    private static final String OWN = "own";

    @Override
    public String anchor() {
        return "crossplay";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return stored(comparison).path("rows").size() > 0;
    }

    private static JsonNode stored(Comparison comparison) {
        return comparison.verdict().path("crossPlay");
    }

    @Override
    public void write(Page page) {
        JsonNode stored = stored(page.comparison());
        page.lead(page.say("crossplay.lead"));
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "scores matrix");
        html.open("thead").open("tr").element("th", page.say("crossplay.judge"), "scope", "col");
        for (JsonNode column : stored.path("columns")) {
            html.open("th", "scope", "col", "class", "number");
            name(page, column.asText());
            html.close();
        }
        html.close().close().open("tbody");
        for (JsonNode row : stored.path("rows")) {
            boolean own = Stored.text(row, "kind", "").equals(OWN);
            html.open("tr").open("th", "scope", "row");
            name(page, Stored.text(row, "judge", "?"));
            html.element("small", page.say(own ? "crossplay.own" : "crossplay.fresh"));
            html.close();
            row.path("auc").forEach(auc -> cell(html, auc));
            html.close();
        }
        html.close().close().close();
        page.note(page.say("crossplay.note"));
        String convention = Stored.text(stored, "convention");
        if (convention != null) {
            page.note(page.say("crossplay.convention", convention));
        }
    }

    private static void name(Page page, String model) {
        if (model.equals(REAL)) {
            page.html().text(page.say("crossplay.real"));
        } else {
            page.modelName(page.model(model));
        }
    }

    private static void cell(Html html, JsonNode auc) {
        Double value = Stored.number(auc, "value");
        if (value == null) {
            html.element("td", NumberText.MISSING, "class", "number");
            return;
        }
        // Chance has no colour, certainty the full one.
        double found = Math.max(0, Math.min(1, 2 * value - 1));
        html.open("td", "class", "number", "style", "--found:" + String.format(Locale.ROOT, "%.0f%%", 100 * found));
        html.element("span", NumberText.fixed(value, 2));
        interval(html, Stored.number(auc, "low"), Stored.number(auc, "high"));
        html.close();
    }

    private static void interval(Html html, @Nullable Double low, @Nullable Double high) {
        if (low != null && high != null) {
            html.element("small", NumberText.fixed(low, 2) + " – " + NumberText.fixed(high, 2));
        }
    }
}
