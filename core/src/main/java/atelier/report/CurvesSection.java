package atelier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Map<String, List<LineChart.Line>> byMetric = new LinkedHashMap<>();
        for (ModelResult model : page.comparison().models()) {
            model.runs().forEach(run -> collect(run.metrics(), model.style(), byMetric));
        }
        if (byMetric.isEmpty()) {
            return;
        }
        Html html = page.html();
        page.lead(page.say("curves.metricsLead"));
        html.open("p", "class", "legend");
        page.comparison().models().forEach(page::modelName);
        html.close();
        html.open("div", "class", "charts pairs");
        int index = 0;
        for (Map.Entry<String, List<LineChart.Line>> metric : byMetric.entrySet()) {
            String title = page.words().metricHeading(metric.getKey());
            String seconds = page.say("axis.seconds");
            String images = page.say("axis.images");
            open(html, page.say("curves.against", title, seconds));
            new LineChart(metric.getValue(), Curve::seconds, seconds).write(html, "ms" + index, title);
            html.close();
            open(html, page.say("curves.against", title, images));
            new LineChart(metric.getValue(), Curve::images, images).write(html, "mi" + index, title);
            html.close();
            index++;
        }
        html.close();
    }

    private static void losses(Page page) {
        Html html = page.html();
        boolean introduced = false;
        int index = 0;
        for (ModelResult model : page.comparison().models()) {
            Map<String, List<LineChart.Line>> byLoss = new LinkedHashMap<>();
            model.runs().forEach(run -> collect(run.losses(), model.style(), byLoss));
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
            for (Map.Entry<String, List<LineChart.Line>> loss : byLoss.entrySet()) {
                String title = page.words().find("loss." + loss.getKey()).orElse(loss.getKey());
                open(html, title);
                new LineChart(loss.getValue(), Curve::seconds, page.say("axis.seconds"))
                        .writeWithImages(
                                html,
                                "l" + index++,
                                title,
                                loss.getValue().get(0).curve(),
                                page.say("axis.imagesTop"));
                html.close();
            }
            html.close();
        }
    }

    private static void collect(List<Curve> curves, String style, Map<String, List<LineChart.Line>> into) {
        for (Curve curve : curves) {
            into.computeIfAbsent(curve.name(), name -> new ArrayList<>()).add(new LineChart.Line(style, curve));
        }
    }

    private static void open(Html html, String title) {
        html.open("figure").element("figcaption", title);
    }
}
