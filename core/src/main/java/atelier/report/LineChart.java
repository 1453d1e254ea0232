package atelier.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * A small line chart as inline SVG. The vertical range leaves out the extreme hundredths of the values: the first steps
 * of a run would otherwise press the rest flat.
 */
final class LineChart {
    private static final int HEIGHT = 200;
    /** More points than pixels say nothing more. */
    private static final int MOST_POINTS = 240;

    /** One line: the CSS class that colours it, and its points. */
    record Line(String style, double[] across, double[] values) {
        /**
         * A curve as a line.
         *
         * @param horizontal which of its columns runs along the bottom
         */
        static Line of(String style, Curve curve, Function<Curve, double[]> horizontal) {
            Curve thin = curve.thinned(MOST_POINTS);
            return new Line(style, horizontal.apply(thin), thin.values());
        }
    }

    /** The room between two lines, in a colour. */
    record Band(String style, double[] across, double[] low, double[] high) {}

    private final List<Line> lines;
    private final List<Band> bands;
    private final String axis;

    /**
     * @param bands drawn below the lines
     * @param axis the bottom axis's name
     */
    LineChart(List<Line> lines, List<Band> bands, String axis) {
        this.lines = lines.stream().filter(line -> line.values().length > 0).toList();
        this.bands = bands;
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
        Svg svg = new Svg(html);
        ChartFrame frame = new ChartFrame(HEIGHT, topMarks.isEmpty() ? 10 : 34);
        double lastX = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.across()))
                .max()
                .orElse(1);
        Scale x = frame.across(0, Math.max(1e-9, lastX));
        Scale y = verticalScale(frame);
        frame.open(svg, description);
        html.open("clipPath", "id", id);
        svg.rectangle(
                "field",
                ChartFrame.LEFT,
                frame.top(),
                ChartFrame.RIGHT - ChartFrame.LEFT,
                (double) frame.bottom() - frame.top());
        html.close();
        frame.rows(svg, y, 5);
        frame.bottomAxis(svg, x, 5);
        for (Mark mark : topMarks) {
            svg.line("tick", x.at(mark.at()), frame.top() - 4, x.at(mark.at()), frame.top());
            svg.text(mark.text(), x.at(mark.at()), frame.top() - 8, "middle");
        }
        if (!topMarks.isEmpty()) {
            svg.line("grid", ChartFrame.LEFT, frame.top(), ChartFrame.RIGHT, frame.top());
            frame.topName(svg, topAxis);
        }
        frame.bottomName(svg, axis);
        html.open("g", "clip-path", "url(#" + id + ")");
        bands.forEach(band -> band(svg, band, x, y));
        lines.forEach(line -> line(svg, line, x, y));
        html.close().close();
    }

    private Scale verticalScale(ChartFrame frame) {
        DoubleStream ofLines = lines.stream().flatMapToDouble(line -> DoubleStream.of(line.values()));
        DoubleStream ofBands = bands.stream()
                .flatMapToDouble(
                        band -> DoubleStream.concat(DoubleStream.of(band.low()), DoubleStream.of(band.high())));
        double[] values = DoubleStream.concat(ofLines, ofBands).sorted().toArray();
        if (values.length == 0) {
            return frame.up(0, 1);
        }
        int cut = values.length / 50;
        return Scale.padded(values[cut], values[values.length - 1 - cut], 0.06, frame.bottom(), frame.top());
    }

    private static void band(Svg svg, Band band, Scale x, Scale y) {
        int points = band.across().length;
        double[] outlineX = new double[2 * points];
        double[] outlineY = new double[2 * points];
        for (int i = 0; i < points; i++) {
            outlineX[i] = x.at(band.across()[i]);
            outlineY[i] = y.at(band.high()[i]);
            outlineX[2 * points - 1 - i] = outlineX[i];
            outlineY[2 * points - 1 - i] = y.at(band.low()[i]);
        }
        svg.polygon("band " + band.style(), outlineX, outlineY);
    }

    private static void line(Svg svg, Line line, Scale x, Scale y) {
        double[] across = Arrays.stream(line.across()).map(x::at).toArray();
        double[] up = Arrays.stream(line.values()).map(y::at).toArray();
        if (up.length == 1) {
            svg.circle("point " + line.style(), across[0], up[0], 3);
        } else {
            svg.polyline("line " + line.style(), across, up);
        }
    }
}
