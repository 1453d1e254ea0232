package atelier.report;

import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two scores of every run against each other as inline SVG: a dot with its intervals as arms, and a diamond for what real
 * pictures reach. Both axes begin at zero and reach one at least, so that charts of shares can be compared.
 */
final class ScatterPlot {
    private static final int HEIGHT = 300;
    private static final int TOP = 18;
    private static final double ROOM = 1.03;
    private static final int TICKS = 6;

    /**
     * One run.
     *
     * @param style the CSS class that colours it
     * @param title what it is, for a pointer that rests on it
     */
    record Point(String style, String title, StoredScore across, StoredScore up) {}

    private final List<Point> points;
    private final String acrossName;
    private final String upName;

    /** Only points with both values are drawn. */
    ScatterPlot(List<Point> points, String acrossName, String upName) {
        this.points = points.stream()
                .filter(point -> point.across().value() != null && point.up().value() != null)
                .toList();
        this.acrossName = acrossName;
        this.upName = upName;
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    void write(Html html, String realTitle, String description) {
        Svg svg = new Svg(html);
        ChartFrame frame = new ChartFrame(HEIGHT, TOP);
        Scale x = frame.across(0, ROOM * most(points.stream().map(Point::across)));
        Scale y = frame.up(0, ROOM * most(points.stream().map(Point::up)));
        frame.open(svg, description);
        frame.rows(svg, y, TICKS);
        for (double value : x.ticks(TICKS)) {
            svg.line("grid", x.at(value), frame.top(), x.at(value), frame.bottom());
        }
        frame.bottomAxis(svg, x, TICKS);
        frame.topName(svg, upName);
        frame.bottomName(svg, acrossName);
        Double realAcross = floor(points.stream().map(Point::across));
        Double realUp = floor(points.stream().map(Point::up));
        if (realAcross != null && realUp != null) {
            svg.openGroup("real", realTitle);
            svg.diamond("mark", x.at(realAcross), y.at(realUp), 6);
            svg.close();
        }
        points.forEach(point -> draw(svg, point, x, y));
        svg.close();
    }

    private static void draw(Svg svg, Point point, Scale x, Scale y) {
        double across = x.at(Objects.requireNonNull(point.across().value()));
        double up = y.at(Objects.requireNonNull(point.up().value()));
        svg.openGroup(point.style(), point.title());
        Double left = point.across().low();
        Double right = point.across().high();
        if (left != null && right != null) {
            svg.line("whisker", x.at(left), up, x.at(right), up);
        }
        Double low = point.up().low();
        Double high = point.up().high();
        if (low != null && high != null) {
            svg.line("whisker", across, y.at(low), across, y.at(high));
        }
        svg.circle("value", across, up, 4);
        svg.close();
    }

    private static double most(Stream<StoredScore> scores) {
        return scores.flatMapToDouble(score -> {
                    Double value = score.value();
                    Double high = score.high();
                    Double floor = score.floor();
                    return DoubleStream.of(
                            value == null ? 0 : value, high == null ? 0 : high, floor == null ? 0 : floor);
                })
                .reduce(1, Math::max);
    }

    private static @Nullable Double floor(Stream<StoredScore> scores) {
        return scores.map(StoredScore::floor)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
