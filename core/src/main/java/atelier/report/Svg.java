package atelier.report;

/** The few shapes that the page's figures are made of, as inline SVG; colours come from the style sheet. */
record Svg(Html html) {

    /** Begins a drawing that grows and shrinks with its place. */
    void open(String style, int width, int height, String description) {
        html.open(
                "svg",
                "class",
                style,
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-label",
                description);
    }

    /** Begins a drawing that has its own size. */
    void openFixed(String style, int width, int height, String description) {
        html.open(
                "svg",
                "class",
                style,
                "viewBox",
                "0 0 " + width + " " + height,
                "width",
                Integer.toString(width),
                "height",
                Integer.toString(height),
                "role",
                "img",
                "aria-label",
                description);
    }

    /** Begins what belongs together, in a model's colour, with words for a pointer that rests on it. */
    void openGroup(String style, String title) {
        html.open("g", "class", style).element("title", title);
    }

    void close() {
        html.close();
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        html.empty(
                "line",
                "class",
                style,
                "x1",
                Scale.coordinate(x1),
                "y1",
                Scale.coordinate(y1),
                "x2",
                Scale.coordinate(x2),
                "y2",
                Scale.coordinate(y2));
    }

    void circle(String style, double x, double y, double radius) {
        html.empty(
                "circle",
                "class",
                style,
                "cx",
                Scale.coordinate(x),
                "cy",
                Scale.coordinate(y),
                "r",
                Scale.coordinate(radius));
    }

    void rectangle(String style, double x, double y, double width, double height) {
        html.empty(
                "rect",
                "class",
                style,
                "x",
                Scale.coordinate(x),
                "y",
                Scale.coordinate(y),
                "width",
                Scale.coordinate(width),
                "height",
                Scale.coordinate(height));
    }

    /** A square on its corner: what real pictures reach. */
    void diamond(String style, double x, double y, double radius) {
        polygon(style, new double[] {x - radius, x, x + radius, x}, new double[] {y, y - radius, y, y + radius});
    }

    void polyline(String style, double[] x, double[] y) {
        html.empty("polyline", "class", style, "points", points(x, y));
    }

    void polygon(String style, double[] x, double[] y) {
        html.empty("polygon", "class", style, "points", points(x, y));
    }

    /**
     * Letters.
     *
     * @param anchor start, middle or end: which part of the text stands at x
     */
    void text(String text, double x, double y, String anchor) {
        html.element("text", text, "x", Scale.coordinate(x), "y", Scale.coordinate(y), "text-anchor", anchor);
    }

    private static String points(double[] x, double[] y) {
        StringBuilder points = new StringBuilder(x.length * 12);
        for (int i = 0; i < x.length; i++) {
            points.append(i == 0 ? "" : " ")
                    .append(Scale.coordinate(x[i]))
                    .append(',')
                    .append(Scale.coordinate(y[i]));
        }
        return points.toString();
    }
}
