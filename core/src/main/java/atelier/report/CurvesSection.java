package atelier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Metrics and losses as they ran, against seconds and against images. */
final class CurvesSection implements Section {

    @Override
    public String anchor() {
        return "curves";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream()
                .flatMap(model -> model.runs().stream())
                .anyMatch(run -> !run.losses().isEmpty() || !run.metrics().isEmpty());
    }

    @Override
    public void write(Page page) {
        metrics(page);
        losses(page);
    }

    private static void metrics(Page page) {
        Set<String> names = new LinkedHashSet<>();
        List<ModelResult> models = page.comparison().models();
        models.forEach(model -> model.runs().forEach(run -> run.metrics().forEach(curve -> names.add(curve.name()))));
        if (names.isEmpty()) {
            return;
        }
        Html html = page.html();
        page.lead(page.say("curves.metricsLead"));
        html.open("p", "class", "legend");
        models.forEach(page::modelName);
        html.close();
        html.open("div", "class", "charts pairs");
        int index = 0;
        for (String name : names) {
            String title = page.words().metricHeading(name);
            metric(page, name, title, Curve::seconds, page.say("axis.seconds"), "ms" + index);
            metric(page, name, title, Curve::images, page.say("axis.images"), "mi" + index);
            index++;
        }
        html.close();
        if (models.stream().anyMatch(model -> model.runs().size() > 1)) {
            page.note(page.say("curves.band"));
        }
    }

    private static void metric(
            Page page, String name, String title, Function<Curve, double[]> horizontal, String axis, String id) {
        List<LineChart.Line> lines = new ArrayList<>();
        List<LineChart.Band> bands = new ArrayList<>();
        for (ModelResult model : page.comparison().models()) {
            List<Curve> finished = curves(model, name, Run::finished);
            List<Curve> alone = new ArrayList<>(curves(model, name, run -> !run.finished()));
            SeedBand band = SeedBand.of(finished, horizontal);
            if (band == null) {
                alone.addAll(finished);
            } else {
                lines.add(new LineChart.Line(model.style(), band.across(), band.mean()));
                bands.add(new LineChart.Band(model.style(), band.across(), band.low(), band.high()));
            }
            alone.forEach(curve -> lines.add(LineChart.Line.of(model.style(), curve, horizontal)));
        }
        open(page.html(), page.say("curves.against", title, axis));
        new LineChart(lines, bands, axis).write(page.html(), id, title);
        page.html().close();
    }

    /** One curve per run that has it. */
    private static List<Curve> curves(ModelResult model, String name, Predicate<Run> which) {
        return model.runs().stream()
                .filter(which)
                .flatMap(run -> run.metrics().stream())
                .filter(curve -> curve.name().equals(name))
                .toList();
    }

    private static void losses(Page page) {
        Html html = page.html();
        boolean introduced = false;
        int index = 0;
        for (ModelResult model : page.comparison().models()) {
            Map<String, List<Curve>> byLoss = new LinkedHashMap<>();
            model.runs().forEach(run -> run.losses()
                    .forEach(curve -> byLoss.computeIfAbsent(curve.name(), name -> new ArrayList<>())
                            .add(curve)));
            if (byLoss.isEmpty()) {
                continue;
            }
            if (!introduced) {
                page.lead(page.say("curves.lossesLead"));
                introduced = true;
            }
            html.open("h3");
            page.modelName(model);
            html.close().open("div", "class", "charts");
            for (Map.Entry<String, List<Curve>> loss : byLoss.entrySet()) {
                String title = page.words().find("loss." + loss.getKey()).orElse(loss.getKey());
                open(html, title);
                List<LineChart.Line> lines = loss.getValue().stream()
                        .map(curve -> LineChart.Line.of(model.style(), curve, Curve::seconds))
                        .toList();
                new LineChart(lines, List.of(), page.say("axis.seconds"))
                        .writeWithImages(
                                html, "l" + index++, title, loss.getValue().get(0), page.say("axis.imagesTop"));
                html.close();
            }
            html.close();
        }
    }

    private static void open(Html html, String title) {
        html.open("figure").element("figcaption", title);
    }
}
