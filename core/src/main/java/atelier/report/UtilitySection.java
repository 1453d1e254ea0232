package atelier.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the pictures are worth as training data: alone, beside real ones, and what real ones alone reach; and whether
 * they show the class they were made for.
 */
final class UtilitySection implements Section {
    private static final String ALONE = "cas";
    private static final String TOGETHER = "cas-augmented";
    private static final String AGREEMENT = "label-agreement";

    private static final List<String> COLUMNS = List.of(
            "utility.alone", "utility.real", "utility.share", "utility.together", "utility.gain", "utility.agreement");

    @Override
    public String anchor() {
        return "utility";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream().anyMatch(model -> value(model, ALONE) != null);
    }

    private static @Nullable Double value(ModelResult model, String metric) {
        StoredScore score = model.scores().get(metric);
        return score == null ? null : score.value();
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("utility.lead"));
        List<ModelResult> models = page.comparison().models();
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "scores");
        html.open("thead").open("tr").element("th", page.say("utility.model"), "scope", "col");
        for (String column : COLUMNS) {
            html.element("th", page.say(column), "scope", "col", "class", "number");
        }
        html.close().close().open("tbody");
        models.forEach(model -> row(page, model));
        html.close().close().close();
        page.note(page.say("utility.note"));
        for (ModelResult model : models) {
            StoredScore score = model.scores().get(ALONE);
            String convention = score == null || score.value() == null ? null : score.convention();
            if (convention != null) {
                page.note(page.say("utility.convention", convention));
                break;
            }
        }
    }

    private static void row(Page page, ModelResult model) {
        Html html = page.html();
        html.open("tr").open("th", "scope", "row");
        page.modelName(model);
        html.close();
        StoredScore alone = model.scores().get(ALONE);
        StoredScore together = model.scores().get(TOGETHER);
        Double real = alone == null ? null : alone.floor();
        cell(page, alone);
        number(html, real == null ? null : percent(real));
        Double value = alone == null ? null : alone.value();
        number(
                html,
                value == null || real == null || real == 0 ? null : NumberText.fixed(100 * value / real, 0) + " %");
        cell(page, together);
        Double both = together == null ? null : together.value();
        number(html, both == null || real == null ? null : signed(100 * (both - real)));
        cell(page, model.scores().get(AGREEMENT));
        html.close();
    }

    private static String percent(double share) {
        return NumberText.fixed(100 * share, 1) + " %";
    }

    private static String signed(double points) {
        return (points > 0 ? "+" : "") + NumberText.fixed(points, 1);
    }

    private static void number(Html html, @Nullable String text) {
        html.element("td", text == null ? NumberText.MISSING : text, "class", "number");
    }

    private static void cell(Page page, @Nullable StoredScore score) {
        Html html = page.html();
        Double value = score == null ? null : score.value();
        if (score == null || value == null) {
            number(html, null);
            return;
        }
        html.open("td", "class", "number").element("span", percent(value));
        Double low = score.low();
        Double high = score.high();
        if (low != null && high != null) {
            html.element("small", NumberText.fixed(100 * low, 1) + " – " + NumberText.fixed(100 * high, 1));
        }
        html.close();
    }
}
