package atelier.report;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bars from zero, one per model, for each of some classes, as inline SVG; a dashed line is what real pictures reach. */
final class ClassBars {
    private static final int LEFT = 104;
    private static final int TOP = 6;
    private static final int BAR = 6;
    private static final int PITCH = 8;
    private static final int BETWEEN = 10;
    private static final int BOTTOM_ROOM = 22;
    /** Letters of a class name that fit; Chinese ones are twice as wide. */
    private static final int LETTERS = 15;

    /**
     * One bar.
     *
     * @param style the CSS class that colours it
     * @param title what it is, for a pointer that rests on it
     */
    record Bar(String style, String title, StoredScore score) {}

    /** One class. */
    record Group(String name, @Nullable Double floor, List<Bar> bars) {
        int height() {
            return Math.max(12, bars.size() * PITCH) + BETWEEN;
        }
    }

    private ClassBars() {}

    /** Draws shares of 0 to 1. */
    static void write(Html html, List<Group> groups, String description) {
        Svg svg = new Svg(html);
        int height = TOP + groups.stream().mapToInt(Group::height).sum() + BOTTOM_ROOM;
        int bottom = height - BOTTOM_ROOM;
        Scale x = new Scale(0, 1, LEFT, ChartFrame.RIGHT);
        svg.open("chart", ChartFrame.WIDTH, height, description);
        for (double share : new double[] {0, 0.25, 0.5, 0.75, 1}) {
            svg.line(share == 0 ? "axis" : "grid", x.at(share), TOP, x.at(share), bottom);
            svg.text(NumberText.fixed(100 * share, 0) + " %", x.at(share), bottom + 15, share == 1 ? "end" : "middle");
        }
        double y = TOP;
        for (Group group : groups) {
            draw(svg, group, x, y + BETWEEN / 2.0);
            y += group.height();
        }
        svg.close();
    }

    private static void draw(Svg svg, Group group, Scale x, double top) {
        double inner = (double) group.height() - BETWEEN;
        svg.text(shortened(group.name()), LEFT - 8, top + inner / 2 + 4, "end");
        double y = top + (inner - group.bars().size() * PITCH) / 2 + 1;
        for (Bar bar : group.bars()) {
            if (bar.score().value() != null) {
                draw(svg, bar, x, y);
            }
            y += PITCH;
        }
        Double floor = group.floor();
        if (floor != null) {
            double at = x.at(Math.max(0, Math.min(1, floor)));
            svg.line("floor", at, top - 1, at, top + inner + 1);
        }
    }

    private static void draw(Svg svg, Bar bar, Scale x, double y) {
        double value = Objects.requireNonNull(bar.score().value());
        svg.openGroup(bar.style(), bar.title());
        svg.rectangle("bar", LEFT, y, Math.max(0.5, x.at(value) - LEFT), BAR);
        Double low = bar.score().low();
        Double high = bar.score().high();
        if (low != null && high != null) {
            svg.line("arm", x.at(low), y + BAR / 2.0, x.at(high), y + BAR / 2.0);
        }
        svg.close();
    }

    /** The name as far as there is room for it. */
    static String shortened(String name) {
        StringBuilder kept = new StringBuilder();
        int width = 0;
        int[] letters = name.codePoints().toArray();
        for (int i = 0; i < letters.length; i++) {
            int own = Character.UnicodeScript.of(letters[i]) == Character.UnicodeScript.HAN ? 2 : 1;
            // The last place may hold the last letter, or the sign that more follows.
            if (width + own > LETTERS - (i == letters.length - 1 ? 0 : 1)) {
                return kept.append('…').toString();
            }
            kept.appendCodePoint(letters[i]);
            width += own;
        }
        return kept.toString();
    }
}
