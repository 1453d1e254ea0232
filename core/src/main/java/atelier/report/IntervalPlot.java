package atelier.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws values with their intervals as inline SVG: a dot, a bar from low to high, and a line to compare with. */
final class IntervalPlot {
    private static final int WIDTH = 280;
    private static final int STRIP_WIDTH = 130;
    private static final int STRIP_ROW = 9;

    private IntervalPlot() {}

    /** The difference between two models against zero. */
    static void difference(Html html, double low, double value, double high, String style, String description) {
        Scale x = Scale.padded(Math.min(0, low), Math.max(0, high), 0.06, 8, WIDTH - 8);
        Svg svg = new Svg(html);
        svg.openFixed("difference " + style, WIDTH, 40, description);
        svg.line("axis", 0, 14, WIDTH, 14);
        svg.line("zero", x.at(0), 2, x.at(0), 26);
        svg.text("0", x.at(0), 38, "middle");
        whisker(svg, x, low, value, high, 14, 5.5);
        html.close();
    }

    /** All models' values of one metric on one axis, with the noise floor as a line; nothing if there is no value. */
    static void strip(
            Html html, List<Map.Entry<String, StoredScore>> rows, @Nullable Double floor, String description) {
        double[] all = Stream.concat(
                        Stream.of(new StoredScore(floor, null, null, null, null, null)),
                        rows.stream().map(Map.Entry::getValue))
                .flatMap(score -> Stream.of(score).map(StoredScore::value))
                .filter(Objects::nonNull)
                .mapToDouble(value -> value)
                .toArray();
        if (all.length == 0) {
            return;
        }
        double least = all[0];
        double most = all[0];
        for (double value : all) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        for (Map.Entry<String, StoredScore> row : rows) {
            Double low = row.getValue().low();
            Double high = row.getValue().high();
            least = low == null ? least : Math.min(least, low);
            most = high == null ? most : Math.max(most, high);
        }
        drawStrip(html, rows, floor, Scale.padded(least, most, 0.04, 5, STRIP_WIDTH - 5), description);
    }

    private static void drawStrip(
            Html html, List<Map.Entry<String, StoredScore>> rows, @Nullable Double floor, Scale x, String description) {
        int height = rows.size() * STRIP_ROW + 6;
        Svg svg = new Svg(html);
        svg.openFixed("strip", STRIP_WIDTH, height, description);
        if (floor != null) {
            svg.line("zero", x.at(floor), 0, x.at(floor), height);
        }
        double y = 3 + STRIP_ROW / 2.0;
        for (Map.Entry<String, StoredScore> row : rows) {
            StoredScore score = row.getValue();
            Double value = score.value();
            if (value != null) {
                html.open("g", "class", row.getKey());
                Double low = score.low();
                Double high = score.high();
                whisker(svg, x, low == null ? value : low, value, high == null ? value : high, y, 3);
                html.close();
            }
            y += STRIP_ROW;
        }
        html.close();
    }

    private static void whisker(Svg svg, Scale x, double low, double value, double high, double y, double radius) {
        svg.line("whisker", x.at(low), y, x.at(high), y);
        svg.circle("value", x.at(value), y, radius);
    }
}
