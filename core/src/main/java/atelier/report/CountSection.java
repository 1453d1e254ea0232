package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much of the distance is owed to the number of pictures, and whether the order of the models is. */
final class CountSection implements Section {
    private static final String REAL = "real";

    @Override
    public String anchor() {
        return "count";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream()
                .anyMatch(model -> series(model.style(), model.name(), stored(model, "generated")) != null);
    }

    /** What the run that stands for a model has, if anything. */
    private static JsonNode stored(ModelResult model, String which) {
        Run run = model.shown();
        return run == null
                ? Stored.NOTHING
                : run.scores().path("distanceBySize").path(which);
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("count.lead"));
        List<DistancePlot.Series> all = new ArrayList<>();
        Html html = page.html();
        html.open("p", "class", "legend");
        JsonNode first = Stored.NOTHING;
        DistancePlot.Series floor = null;
        for (ModelResult model : page.comparison().models()) {
            JsonNode line = stored(model, "generated");
            DistancePlot.Series series = series(model.style(), page.words().model(model.name()), line);
            if (series != null) {
                first = first.isMissingNode() ? line : first;
                page.modelName(model);
                all.add(series);
            }
            floor = floor == null ? series(REAL, page.say("real.name"), stored(model, "floor")) : floor;
        }
        if (floor != null) {
            page.realName();
            all.add(floor);
        }
        html.close();
        String metric = Stored.text(first, "metric", "?");
        String title = page.say("count.against", page.words().metricHeading(metric));
        html.open("div", "class", "charts pairs").open("figure").element("figcaption", title);
        DistancePlot.write(html, all, page.words().metricHeading(metric), page.say("count.axis"), title);
        html.close();
        table(page, all);
        html.close();
        page.note(page.say("count.note"));
        page.note(page.say("count.convention", Stored.text(first, "convention", "")));
    }

    /** A stored line, or null where there is none to draw. */
    private static DistancePlot.@Nullable Series series(String style, String title, JsonNode line) {
        List<DistancePlot.Point> points = new ArrayList<>();
        for (JsonNode point : line.path("points")) {
            Double count = Stored.number(point, "count");
            Double value = Stored.number(point, "value");
            if (count != null && value != null && count > 0) {
                points.add(new DistancePlot.Point(count, value));
            }
        }
        Double intercept = Stored.number(line, "intercept");
        Double slope = Stored.number(line, "slope");
        return points.size() < 2 || intercept == null || slope == null
                ? null
                : new DistancePlot.Series(style, title, points, intercept, slope);
    }

    /** The same as numbers: with all pictures, with the fewest, and read off at infinitely many. */
    private static void table(Page page, List<DistancePlot.Series> all) {
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table");
        html.open("thead").open("tr").element("th", "", "scope", "col");
        for (String column : new String[] {"count.all", "count.fewest", "count.infinite"}) {
            html.element("th", page.say(column), "scope", "col", "class", "number");
        }
        html.close().close().open("tbody");
        for (DistancePlot.Series series : all) {
            html.open("tr").open("th", "scope", "row").open("span", "class", "model " + series.style());
            (series.style().equals(REAL) ? html.mark() : html.dot())
                    .text(series.title())
                    .close()
                    .close();
            cell(page, series.points().get(0));
            cell(page, series.points().get(series.points().size() - 1));
            html.element("td", NumberText.of(series.intercept()), "class", "number")
                    .close();
        }
        html.close().close().close();
    }

    private static void cell(Page page, DistancePlot.Point point) {
        page.html().open("td", "class", "number").element("span", NumberText.of(point.value()));
        page.html()
                .element("small", page.say("count.pictures", NumberText.count(Math.round(point.count()))))
                .close();
    }
}
