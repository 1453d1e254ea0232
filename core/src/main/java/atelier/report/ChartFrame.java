package atelier.report;

/**
 * The frame of a chart, sized so that its letters stay legible on a phone: round numbers along both axes and the axes'
 * names.
 *
 * @param height of the drawing
 * @param top where the field of the data begins
 */
record ChartFrame(int height, int top) {
    static final int WIDTH = 360;
    static final int LEFT = 44;
    static final int RIGHT = WIDTH - 10;

    /** Where the field of the data ends. */
    int bottom() {
        return height - 34;
    }

    Scale across(double from, double to) {
        return new Scale(from, to, LEFT, RIGHT);
    }

    Scale up(double from, double to) {
        return new Scale(from, to, bottom(), top);
    }

    /** Begins the drawing. */
    void open(Svg svg, String description) {
        svg.open("chart", WIDTH, height, description);
    }

    /** Lines at about so many round values with their numbers. */
    void rows(Svg svg, Scale y, int about) {
        for (double value : y.ticks(about)) {
            svg.line("grid", LEFT, y.at(value), RIGHT, y.at(value));
            svg.text(NumberText.tick(value), LEFT - 6, y.at(value) + 4, "end");
        }
    }

    /** About so many round numbers below the bottom axis, and the axis. */
    void bottomAxis(Svg svg, Scale x, int about) {
        for (double value : x.ticks(about)) {
            svg.text(NumberText.tick(value), x.at(value), bottom() + 15, "middle");
        }
        svg.line("axis", LEFT, bottom(), RIGHT, bottom());
    }

    /** What the bottom axis shows. */
    void bottomName(Svg svg, String name) {
        svg.text(name, RIGHT, height - 4, "end");
    }

    /** What the left axis, or a scale above the field, shows. */
    void topName(Svg svg, String name) {
        svg.text(name, LEFT, 10, "start");
    }
}
