package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every number with its interval and its floor, then what each model cost. */
final class NumbersSection implements Section {

    @Override
    public String anchor() {
        return "numbers";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return !comparison.models().isEmpty();
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("numbers.lead"));
        List<ScoreTable.Column> columns = page.comparison().models().stream()
                .map(model -> new ScoreTable.Column(
                        page.words().model(model.name()), model.style(), model.scores(), model.failed()))
                .toList();
        new ScoreTable(page, columns).write();
        page.note(page.say("numbers.legend"));
        page.html().element("h3", page.say("cost.title"));
        costs(page);
    }

    private static void costs(Page page) {
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "scores");
        html.open("thead").open("tr").element("th", page.say("cost.what"), "scope", "col");
        for (ModelResult model : page.comparison().models()) {
            html.open("th", "scope", "col", "class", "number");
            page.modelName(model);
            html.close();
        }
        html.close().close().open("tbody");
        Words words = page.words();
        row(
                page,
                "cost.trainingSeconds",
                run -> cost(run, "trainingSeconds"),
                value -> NumberText.duration(value, words));
        row(page, "cost.cpuSeconds", run -> cost(run, "cpuSeconds"), value -> NumberText.duration(value, words));
        row(page, "cost.imagesSeen", run -> Stored.number(run.manifest(), "imagesSeen"), NumbersSection::whole);
        row(page, "cost.parameters", NumbersSection::parameters, NumberText::compact);
        row(
                page,
                "cost.generator",
                run -> Stored.number(run.manifest().path("parameters"), "generator"),
                NumberText::compact);
        row(page, "cost.samplesPerSecond", run -> cost(run, "samplesPerSecond"), NumbersSection::whole);
        row(page, "cost.peakMemory", run -> cost(run, "peakMemoryBytes"), NumberText::bytes);
        html.close().close().close();
    }

    private static String whole(double value) {
        return value < 100 ? NumberText.of(value) : NumberText.count(Math.round(value));
    }

    private static @Nullable Double cost(Run run, String name) {
        Double cost = Stored.number(run.scores().path("cost"), name);
        return cost == null ? Stored.number(run.manifest(), name) : cost;
    }

    private static @Nullable Double parameters(Run run) {
        JsonNode parameters = run.manifest().path("parameters");
        Double total = Stored.number(parameters, "total");
        return total == null ? Stored.number(run.scores().path("cost"), "parameters") : total;
    }

    private static void row(
            Page page, String key, Function<Run, @Nullable Double> cost, Function<Double, String> format) {
        List<ModelResult> models = page.comparison().models();
        if (models.stream().allMatch(model -> model.mean(cost) == null)) {
            return;
        }
        Html html = page.html();
        html.open("tr").element("th", page.say(key), "scope", "row");
        for (ModelResult model : models) {
            Double value = model.mean(cost);
            html.element("td", value == null ? NumberText.MISSING : format.apply(value), "class", "number");
        }
        html.close();
    }
}
