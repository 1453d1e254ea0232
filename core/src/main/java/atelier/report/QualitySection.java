package atelier.report;

import java.util.ArrayList;
import java.util.List;

/** Realism against variety, run by run: who buys the one with the other. */
final class QualitySection implements Section {
    /** What runs along the bottom, what runs up. */
    private record Pair(String across, String up) {}

    private static final List<Pair> PAIRS = List.of(new Pair("recall", "precision"), new Pair("coverage", "density"));

    @Override
    public String anchor() {
        return "quality";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream()
                .flatMap(model -> model.runs().stream())
                .anyMatch(run -> PAIRS.stream()
                        .anyMatch(pair -> run.score(pair.across()) != null && run.score(pair.up()) != null));
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("quality.lead"));
        Html html = page.html();
        html.open("p", "class", "legend");
        page.comparison().models().stream()
                .filter(model -> model.runs().stream().anyMatch(Run::measured))
                .forEach(page::modelName);
        page.realName();
        html.close();
        html.open("div", "class", "charts pairs");
        PAIRS.forEach(pair -> chart(page, pair));
        html.close();
        page.note(page.say("quality.note"));
    }

    private static void chart(Page page, Pair pair) {
        String across = page.words().metricHeading(pair.across());
        String up = page.words().metricHeading(pair.up());
        ScatterPlot plot = new ScatterPlot(points(page, pair), across, up);
        if (plot.isEmpty()) {
            return;
        }
        String title = page.say("quality.against", up, across);
        page.html().open("figure").element("figcaption", title);
        plot.write(page.html(), page.say("real.name"), title);
        page.html().close();
    }

    private static List<ScatterPlot.Point> points(Page page, Pair pair) {
        List<ScatterPlot.Point> points = new ArrayList<>();
        for (ModelResult model : page.comparison().models()) {
            for (Run run : model.runs()) {
                StoredScore across = run.score(pair.across());
                StoredScore up = run.score(pair.up());
                if (across != null && up != null) {
                    points.add(new ScatterPlot.Point(
                            model.style(),
                            page.say("run.named", page.words().model(model.name()), run.seed()),
                            across,
                            up));
                }
            }
        }
        return points;
    }
}
