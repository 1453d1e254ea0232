package atelier.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * A small line chart as inline SVG, sized so that its letters stay legible on a phone. The vertical range leaves out the
 * extreme hundredths of the values: the first steps of a run would otherwise press the rest flat.
 */
final class LineChart {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 200;
    private static final int LEFT = 44;
    private static final int RIGHT = WIDTH - 10;
    private static final int BOTTOM = HEIGHT - 34;
    /** More points than pixels say nothing more. */
    private static final int MOST_POINTS = 240;

    /** One line: the CSS class that colours it, and its points. */
    record Line(String style, Curve curve) {}

    private final List<Line> lines;
    private final Function<Curve, double[]> horizontal;
    private final String axis;

    /**
     * @param horizontal which of a curve's columns runs along the bottom
     * @param axis the bottom axis's name
     */
    LineChart(List<Line> lines, Function<Curve, double[]> horizontal, String axis) {
        this.lines = lines.stream()
                .filter(line -> line.curve().length() > 0)
                .map(line -> new Line(line.style(), line.curve().thinned(MOST_POINTS)))
                .toList();
        this.horizontal = horizontal;
        this.axis = axis;
    }

    /**
     * Draws the chart.
     *
     * @param id unlike any other on the page
     */
    void write(Html html, String id, String description) {
        draw(html, id, description, List.of(), "");
    }

    /**
     * Draws the chart with a second scale on top that shows images seen at the seconds below.
     *
     * @param pace the curve that says how many images had been seen when
     */
    void writeWithImages(Html html, String id, String description, Curve pace, String topAxis) {
        double most = pace.images()[pace.length() - 1];
        draw(html, id, description, mostlyInside(pace, most), topAxis);
    }

    private record Mark(double at, String text) {}

    private static List<Mark> mostlyInside(Curve pace, double most) {
        return new Scale(0, Math.max(1, most), 0, 1)
                .ticks(4).stream()
                        .filter(images -> images > 0)
                        .map(images -> new Mark(pace.secondsAt(images), NumberText.tick(images)))
                        .toList();
    }

    private void draw(Html html, String id, String description, List<Mark> topMarks, String topAxis) {
        int top = topMarks.isEmpty() ? 10 : 34;
        double lastX = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(horizontal.apply(line.curve())))
                .max()
                .orElse(1);
        Scale x = new Scale(0, Math.max(1e-9, lastX), LEFT, RIGHT);
        Scale y = verticalScale(top);
        html.open(
                "svg",
                "class",
                "chart",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "img",
                "aria-label",
                description);
        html.open("clipPath", "id", id);
        rectangle(html, top);
        html.close();
        grid(html, x, y, top);
        for (Mark mark : topMarks) {
            String at = x.svg(mark.at());
            html.empty(
                    "line",
                    "class",
                    "tick",
                    "x1",
                    at,
                    "x2",
                    at,
                    "y1",
                    Integer.toString(top - 4),
                    "y2",
                    Integer.toString(top));
            html.element("text", mark.text(), "x", at, "y", Integer.toString(top - 8), "text-anchor", "middle");
        }
        html.element("text", topAxis, "class", "axis-name", "x", Integer.toString(LEFT), "y", "10");
        html.element(
                "text",
                axis,
                "class",
                "axis-name",
                "x",
                Integer.toString(RIGHT),
                "y",
                Integer.toString(HEIGHT - 4),
                "text-anchor",
                "end");
        html.open("g", "clip-path", "url(#" + id + ")");
        lines.forEach(line -> polyline(html, line, x, y));
        html.close().close();
    }

    private Scale verticalScale(int top) {
        double[] values = lines.stream()
                .flatMapToDouble(line -> DoubleStream.of(line.curve().values()))
                .sorted()
                .toArray();
        if (values.length == 0) {
            return new Scale(0, 1, BOTTOM, top);
        }
        int cut = values.length / 50;
        return Scale.padded(values[cut], values[values.length - 1 - cut], 0.06, BOTTOM, top);
    }

    private static void rectangle(Html html, int top) {
        html.empty(
                "rect",
                "x",
                Integer.toString(LEFT),
                "y",
                Integer.toString(top),
                "width",
                Integer.toString(RIGHT - LEFT),
                "height",
                Integer.toString(BOTTOM - top));
    }

    private static void grid(Html html, Scale x, Scale y, int top) {
        for (double value : y.ticks(5)) {
            String at = y.svg(value);
            html.empty(
                    "line",
                    "class",
                    "grid",
                    "x1",
                    Integer.toString(LEFT),
                    "x2",
                    Integer.toString(RIGHT),
                    "y1",
                    at,
                    "y2",
                    at);
            html.element(
                    "text",
                    NumberText.tick(value),
                    "x",
                    Integer.toString(LEFT - 6),
                    "y",
                    Scale.coordinate(y.at(value) + 4),
                    "text-anchor",
                    "end");
        }
        for (double value : x.ticks(5)) {
            html.element(
                    "text",
                    NumberText.tick(value),
                    "x",
                    x.svg(value),
                    "y",
                    Integer.toString(BOTTOM + 15),
                    "text-anchor",
                    "middle");
        }
        String bottom = Integer.toString(BOTTOM);
        html.empty(
                "line",
                "class",
                "axis",
                "x1",
                Integer.toString(LEFT),
                "x2",
                Integer.toString(RIGHT),
                "y1",
                bottom,
                "y2",
                bottom);
        if (top > 20) {
            String topLine = Integer.toString(top);
            html.empty(
                    "line",
                    "class",
                    "grid",
                    "x1",
                    Integer.toString(LEFT),
                    "x2",
                    Integer.toString(RIGHT),
                    "y1",
                    topLine,
                    "y2",
                    topLine);
        }
    }

    private void polyline(Html html, Line line, Scale x, Scale y) {
        double[] across = horizontal.apply(line.curve());
        double[] values = line.curve().values();
        if (values.length == 1) {
            html.empty(
                    "circle",
                    "class",
                    "point " + line.style(),
                    "cx",
                    x.svg(across[0]),
                    "cy",
                    y.svg(values[0]),
                    "r",
                    "3");
            return;
        }
        StringBuilder points = new StringBuilder(values.length * 12);
        for (int i = 0; i < values.length; i++) {
            points.append(x.svg(across[i])).append(',').append(y.svg(values[i])).append(' ');
        }
        html.empty(
                "polyline",
                "class",
                "line " + line.style(),
                "points",
                points.toString().trim());
    }
}
