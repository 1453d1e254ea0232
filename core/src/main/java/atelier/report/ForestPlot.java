package atelier.report;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Differences with their intervals below each other on one axis, as inline SVG: zero as a line, and what is too small to
 * count as a shade on both sides of it.
 */
final class ForestPlot {
    private static final int WIDTH = ChartFrame.WIDTH;
    private static final int ROW = 34;
    private static final int BOTTOM_ROOM = 20;
    private static final int ROOM = 8;

    /**
     * One pair.
     *
     * @param label above its line
     * @param style the CSS class of the model that is better beyond doubt, or a plain one
     * @param margin the smallest difference that counts
     */
    record Row(String label, String style, double value, @Nullable Double low, @Nullable Double high, double margin) {
        double least() {
            return low == null ? value : Math.min(low, value);
        }

        double most() {
            return high == null ? value : Math.max(high, value);
        }
    }

    private ForestPlot() {}

    static void write(Html html, List<Row> rows, String description) {
        Svg svg = new Svg(html);
        int height = rows.size() * ROW + BOTTOM_ROOM;
        int bottom = height - BOTTOM_ROOM;
        double least = rows.stream()
                .flatMap(row -> Stream.of(row.least(), -row.margin()))
                .reduce(0.0, Math::min);
        double most = rows.stream()
                .flatMap(row -> Stream.of(row.most(), row.margin()))
                .reduce(0.0, Math::max);
        Scale x = Scale.padded(least, most, 0.03, ROOM, WIDTH - ROOM);
        svg.open("chart forest", WIDTH, height, description);
        for (int i = 0; i < rows.size(); i++) {
            double margin = rows.get(i).margin();
            double from = x.at(-margin);
            svg.rectangle("margin", from, (double) i * ROW + 16, x.at(margin) - from, ROW - 16);
            svg.line("zero", x.at(0), (double) i * ROW + 16, x.at(0), (double) (i + 1) * ROW);
        }
        svg.line("axis", 0, bottom, WIDTH, bottom);
        for (double tick : x.ticks(4)) {
            svg.text(NumberText.tick(tick), x.at(tick), bottom + 15, "middle");
        }
        for (int i = 0; i < rows.size(); i++) {
            draw(svg, rows.get(i), x, (double) i * ROW);
        }
        svg.close();
    }

    private static void draw(Svg svg, Row row, Scale x, double top) {
        svg.text(row.label(), 0, top + 12, "start");
        svg.openGroup(row.style(), row.label());
        svg.line("whisker", x.at(row.least()), top + 25, x.at(row.most()), top + 25);
        svg.circle("value", x.at(row.value()), top + 25, 4);
        svg.close();
    }
}
