package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The model cards side by side: what each model is, what it learned from, what it can do and where it lies. */
final class ModelsSection implements Section {

    @Override
    public String anchor() {
        return "models";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return !cards(comparison).isEmpty();
    }

    /** Models with a run whose settings can be read. */
    private static List<ModelResult> cards(Comparison comparison) {
        return comparison.models().stream()
                .filter(model -> representative(model) != null)
                .toList();
    }

    /** The run that the card speaks of. */
    private static @Nullable Run representative(ModelResult model) {
        Run run = model.shown();
        return run != null && run.manifest().path("settings").isObject() ? run : null;
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("models.lead"));
        List<ModelResult> models = cards(page.comparison());
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "scores cards-table");
        html.open("thead").open("tr").element("th", page.say("models.card"), "scope", "col");
        for (ModelResult model : models) {
            html.open("th", "scope", "col");
            page.modelName(model);
            html.close();
        }
        html.close().close().open("tbody");
        rows(page, models);
        html.close().close().close();
        page.note(page.say("models.note"));
    }

    private static void rows(Page page, List<ModelResult> models) {
        JsonNode verdict = page.comparison().verdict();
        row(page, models, "models.family", run -> family(page, verdict, run));
        row(page, models, "models.learned", run -> learned(page, run));
        row(page, models, "models.latent", run -> latent(page, run));
        row(page, models, "models.encoder", run -> yes(page, run.picture("reconstructions") != null));
        row(page, models, "models.classes", run -> {
            Double labels = Stored.number(run.manifest().path("shape"), "labels");
            return labels == null ? null : yes(page, labels > 0);
        });
        row(page, models, "models.licence", run -> Stored.text(run.manifest().path("data"), "licence"));
        row(page, models, "models.folder", run -> "runs/" + run.folder() + "/model");
    }

    private static void row(Page page, List<ModelResult> models, String key, Function<Run, @Nullable String> describe) {
        List<String> cells = models.stream()
                .map(model ->
                        Optional.ofNullable(representative(model)).map(describe).orElse(NumberText.MISSING))
                .toList();
        if (cells.stream().allMatch(NumberText.MISSING::equals)) {
            return;
        }
        Html html = page.html();
        html.open("tr").element("th", page.say(key), "scope", "row");
        cells.forEach(cell -> html.element("td", cell));
        html.close();
    }

    private static @Nullable String family(Page page, JsonNode verdict, Run run) {
        for (JsonNode model : verdict.path("models")) {
            if (run.model().equals(Stored.text(model, "name"))) {
                String family = Stored.text(model, "family");
                return family == null
                        ? null
                        : page.words().find("family." + family).orElse(family);
            }
        }
        return null;
    }

    /** How many pictures it saw, and how often each of them. */
    private static @Nullable String learned(Page page, Run run) {
        Double seen = Stored.number(run.manifest(), "imagesSeen");
        Double train = Stored.number(run.manifest().path("data"), "trainCount");
        if (seen == null || train == null || train <= 0) {
            return null;
        }
        return page.say(
                "models.seen",
                NumberText.count(Math.round(seen)),
                NumberText.count(Math.round(train)),
                NumberText.of(seen / train));
    }

    private static @Nullable String latent(Page page, Run run) {
        Double size = Stored.number(run.manifest().path("settings").path("model"), "latentSize");
        if (size == null) {
            return null;
        }
        String sampler = run.sampler();
        String values = NumberText.count(Math.round(size));
        return sampler == null
                ? values
                : page.say(
                        "models.from",
                        values,
                        page.words().find("sampler." + sampler).orElse(sampler));
    }

    private static String yes(Page page, boolean holds) {
        return page.say(holds ? "data.yes" : "data.no");
    }
}
