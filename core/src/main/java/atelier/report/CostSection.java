package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What each model cost, how fast it makes pictures, and how steadily it trained. */
final class CostSection implements Section {

    @Override
    public String anchor() {
        return "cost";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream().anyMatch(model -> !model.runs().isEmpty());
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("cost.lead"));
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "scores");
        html.open("thead").open("tr").element("th", page.say("cost.what"), "scope", "col");
        for (ModelResult model : page.comparison().models()) {
            html.open("th", "scope", "col", "class", "number");
            page.modelName(model);
            html.close();
        }
        html.close().close().open("tbody");
        group(page, "cost.training", training(page));
        group(page, "cost.sampling", sampling(page));
        group(page, "cost.stability", stability(page));
        html.close().close().close();
        page.note(page.say("cost.note"));
    }

    /** One line of the table; left out where no model has a cell. */
    private record Row(String key, List<String> cells) {
        boolean isKnown() {
            return cells.stream().anyMatch(cell -> !cell.equals(NumberText.MISSING));
        }
    }

    private static List<Row> training(Page page) {
        Words words = page.words();
        return List.of(
                row(
                        page,
                        "cost.trainingSeconds",
                        run -> cost(run, "trainingSeconds"),
                        value -> NumberText.duration(value, words)),
                row(
                        page,
                        "cost.cpuSeconds",
                        run -> cost(run, "cpuSeconds"),
                        value -> NumberText.duration(value, words)),
                row(page, "cost.imagesSeen", run -> Stored.number(run.manifest(), "imagesSeen"), CostSection::whole),
                row(page, "cost.imagesPerSecond", CostSection::imagesPerSecond, CostSection::whole),
                row(page, "cost.peakMemory", run -> cost(run, "peakMemoryBytes"), NumberText::bytes),
                row(page, "cost.parameters", CostSection::parameters, NumberText::compact));
    }

    private static List<Row> sampling(Page page) {
        return List.of(
                row(
                        page,
                        "cost.generator",
                        run -> Stored.number(run.manifest().path("parameters"), "generator"),
                        NumberText::compact),
                row(page, "cost.samplesPerSecond", run -> cost(run, "samplesPerSecond"), CostSection::whole),
                row(page, "cost.latency50", run -> latency(run, "p50"), CostSection::millis),
                row(page, "cost.latency99", run -> latency(run, "p99"), CostSection::millis));
    }

    private static List<Row> stability(Page page) {
        return List.of(
                cells(page, "cost.finished", model -> finished(page, model)),
                cells(page, "cost.rollbacks", model -> sum(model, run -> Stored.number(run.manifest(), "rollbacks"))),
                cells(
                        page,
                        "cost.findings",
                        model -> sum(model, run -> (double) run.findings().size())),
                cells(page, "cost.spread", model -> spread(page, model)));
    }

    private static String finished(Page page, ModelResult model) {
        int all = model.runs().size();
        return page.say("cost.of", all - model.unfinished().size(), all);
    }

    /** Over all runs; a dash where no run knows. */
    private static String sum(ModelResult model, Function<Run, @Nullable Double> count) {
        Double mean = model.mean(count);
        long known =
                model.runs().stream().filter(run -> count.apply(run) != null).count();
        return mean == null ? NumberText.MISSING : NumberText.count(Math.round(mean * known));
    }

    /** From the best seed to the worst, as distances; a dash where there are not two. */
    private static String spread(Page page, ModelResult model) {
        List<RankedRun> ranked = RankedRun.of(model);
        if (ranked.size() < 2) {
            return NumberText.MISSING;
        }
        return page.say(
                "cost.fromTo",
                NumberText.of(ranked.get(0).value()),
                NumberText.of(ranked.get(ranked.size() - 1).value()));
    }

    private static String whole(double value) {
        return value < 100 ? NumberText.of(value) : NumberText.count(Math.round(value));
    }

    private static String millis(double value) {
        return NumberText.of(value) + " ms";
    }

    private static @Nullable Double cost(Run run, String name) {
        Double cost = Stored.number(run.scores().path("cost"), name);
        return cost == null ? Stored.number(run.manifest(), name) : cost;
    }

    private static @Nullable Double latency(Run run, String quantile) {
        return Stored.number(run.scores().path("cost").path("latencyMillis"), quantile);
    }

    private static @Nullable Double imagesPerSecond(Run run) {
        Double images = Stored.number(run.manifest(), "imagesSeen");
        Double seconds = cost(run, "trainingSeconds");
        return images == null || seconds == null || seconds <= 0 ? null : (Double) (images / seconds);
    }

    private static @Nullable Double parameters(Run run) {
        JsonNode parameters = run.manifest().path("parameters");
        Double total = Stored.number(parameters, "total");
        return total == null ? Stored.number(run.scores().path("cost"), "parameters") : total;
    }

    private static void group(Page page, String key, List<Row> rows) {
        if (rows.stream().noneMatch(Row::isKnown)) {
            return;
        }
        Html html = page.html();
        int columns = page.comparison().models().size() + 1;
        html.open("tr", "class", "group");
        html.open("th", "colspan", Integer.toString(columns), "scope", "colgroup");
        html.element("span", page.say(key)).close().close();
        rows.stream().filter(Row::isKnown).forEach(row -> {
            html.open("tr").element("th", page.say(row.key()), "scope", "row");
            row.cells().forEach(cell -> html.element("td", cell, "class", "number"));
            html.close();
        });
    }

    /** Means over the runs that know it. */
    private static Row row(
            Page page, String key, Function<Run, @Nullable Double> cost, Function<Double, String> format) {
        return cells(page, key, model -> {
            Double value = model.mean(cost);
            return value == null ? NumberText.MISSING : format.apply(value);
        });
    }

    private static Row cells(Page page, String key, Function<ModelResult, String> text) {
        return new Row(key, page.comparison().models().stream().map(text).toList());
    }
}
