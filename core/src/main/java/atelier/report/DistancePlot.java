package atelier.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * Distances against one over the number of pictures as inline SVG: the points, the line through them, and where it meets
 * infinitely many.
 */
final class DistancePlot {
    private static final int HEIGHT = 260;
    private static final int TOP = 18;

    /** The distance with so many pictures. */
    record Point(double count, double value) {}

    /**
     * One run, or real pictures.
     *
     * @param style the CSS class that colours it
     * @param title what it is, for a pointer that rests on it
     * @param points by falling count
     * @param intercept where the line meets infinitely many pictures
     * @param slope of the line over 1 / count
     */
    record Series(String style, String title, List<Point> points, double intercept, double slope) {
        double at(double reciprocal) {
            return intercept + slope * reciprocal;
        }

        double last() {
            return 1 / points.get(points.size() - 1).count();
        }
    }

    private DistancePlot() {}

    /** Draws all series on one pair of axes. */
    static void write(Html html, List<Series> all, String upName, String acrossName, String description) {
        Svg svg = new Svg(html);
        ChartFrame frame = new ChartFrame(HEIGHT, TOP);
        Scale x = frame.across(
                0, 1.03 * all.stream().mapToDouble(Series::last).max().orElse(1));
        double[] values = all.stream()
                .flatMap(series -> Stream.concat(
                        Stream.of(series.intercept()), series.points().stream().map(Point::value)))
                .mapToDouble(value -> value)
                .sorted()
                .toArray();
        Scale y = Scale.padded(Math.min(0, values[0]), values[values.length - 1], 0.04, frame.bottom(), frame.top());
        frame.open(svg, description);
        frame.rows(svg, y, 5);
        svg.line("axis", ChartFrame.LEFT, frame.bottom(), ChartFrame.RIGHT, frame.bottom());
        svg.text("∞", x.at(0), frame.bottom() + 15, "middle");
        for (Point point : longest(all).points()) {
            double at = x.at(1 / point.count());
            svg.line("tick", at, frame.bottom(), at, frame.bottom() + 3);
            svg.text(NumberText.count(Math.round(point.count())), at, frame.bottom() + 15, "middle");
        }
        frame.topName(svg, upName);
        frame.bottomName(svg, acrossName);
        all.forEach(series -> draw(svg, series, x, y));
        svg.close();
    }

    private static Series longest(List<Series> all) {
        Series longest = all.get(0);
        for (Series series : all) {
            longest = series.points().size() > longest.points().size() ? series : longest;
        }
        return longest;
    }

    private static void draw(Svg svg, Series series, Scale x, Scale y) {
        svg.openGroup(series.style(), series.title());
        svg.line("dashed", x.at(0), y.at(series.at(0)), x.at(series.last()), y.at(series.at(series.last())));
        svg.circle("hollow", x.at(0), y.at(series.intercept()), 4);
        for (Point point : series.points()) {
            svg.circle("value", x.at(1 / point.count()), y.at(point.value()), 3);
        }
        svg.close();
    }
}
