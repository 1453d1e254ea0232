package atelier.data;

/** Paints one figure: background, soft shadow, body in its style. Colours are chosen in OKLCH (Ottosson 2020). */
final class ShapePainter {
    private static final double SHADOW_STRENGTH = 0.28;
    private static final double OUTLINE_WIDTH = 0.3;

    private final Shapes.Factors factors;
    private final ShapeKind kind;
    private final int size;
    private final double cosine;
    private final double sine;
    private final double[] backgroundTop;
    private final double[] backgroundBottom;
    private final double[] body;
    private final double[] light;
    private final double[] dark;
    private final double[] second;

    @SuppressWarnings("EnumOrdinal") // A factor is the number of its kind, in stored labels as well.
    ShapePainter(Shapes.Factors factors, int size) {
        this.factors = factors;
        this.size = size;
        kind = ShapeKind.values()[factors.shape()];
        double angle = StrictMath.toRadians(factors.rotation());
        cosine = StrictMath.cos(angle);
        sine = StrictMath.sin(angle);
        backgroundTop = colour(0.955, 0.03, factors.backgroundHue());
        backgroundBottom = colour(0.86, 0.065, factors.backgroundHue());
        body = colour(0.64, 0.17, factors.hue());
        light = colour(0.90, 0.08, factors.hue());
        dark = colour(0.44, 0.13, factors.hue());
        second = colour(0.80, 0.15, factors.hue() + 0.2);
    }

    /** size x size x 3 bytes. */
    byte[] paint() {
        byte[] pixels = new byte[size * size * 3];
        double[] pixel = new double[3];
        // A pixel is so wide in units of the figure's radius; distances are turned into coverage with it.
        double unit = 1 / (factors.radius() * size);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double x = ((column + 0.5) / size - factors.x()) / factors.radius();
                double y = (factors.y() - (row + 0.5) / size) / factors.radius();
                background((row + 0.5) / size, pixel);
                shadow(x, y, pixel);
                figure(x, y, unit, pixel);
                for (int c = 0; c < 3; c++) {
                    pixels[(row * size + column) * 3 + c] = (byte) (int) Math.floor(pixel[c] * 255 + 0.5);
                }
            }
        }
        return pixels;
    }

    private void background(double height, double[] pixel) {
        for (int c = 0; c < 3; c++) {
            pixel[c] = backgroundTop[c] + (backgroundBottom[c] - backgroundTop[c]) * height;
        }
    }

    /** Falls to the lower right, whatever the figure's rotation, and fades over a third of the radius. */
    private void shadow(double x, double y, double[] pixel) {
        double distance = distance(x - 0.1, y + 0.16);
        double depth = clamp(0.5 - distance / 0.4);
        double strength = SHADOW_STRENGTH * depth * depth * (3 - 2 * depth);
        for (int c = 0; c < 3; c++) {
            pixel[c] *= 1 - strength;
        }
    }

    private double distance(double x, double y) {
        return kind.distance(x * cosine + y * sine, y * cosine - x * sine);
    }

    private void figure(double x, double y, double unit, double[] pixel) {
        // In the figure's own frame: patterns turn with it.
        double u = x * cosine + y * sine;
        double v = y * cosine - x * sine;
        double distance = kind.distance(u, v);
        double inside = coverage(distance, unit);
        if (inside <= 0) {
            return;
        }
        switch (factors.style()) {
            case SOLID -> blend(pixel, body, inside);
            case OUTLINE -> {
                blend(pixel, light, inside);
                double width = kind == ShapeKind.RING ? OUTLINE_WIDTH * 0.5 : OUTLINE_WIDTH;
                blend(pixel, body, inside * (1 - coverage(distance + width, unit)));
            }
            case STRIPED -> {
                blend(pixel, light, inside);
                double period = 0.52;
                double phase = v / period - Math.floor(v / period);
                double stripe = (Math.abs(phase - 0.5) - 0.25) * period;
                blend(pixel, body, inside * coverage(stripe, unit));
            }
            case DOTTED -> {
                blend(pixel, body, inside);
                double period = 0.56;
                double du = (u / period - Math.floor(u / period) - 0.5) * period;
                double dv = (v / period - Math.floor(v / period) - 0.5) * period;
                double dot = Math.sqrt(du * du + dv * dv) - 0.165;
                blend(pixel, light, inside * coverage(dot, unit));
            }
            case GRADIENT -> {
                double share = clamp(0.5 + 0.5 * v);
                double[] mixed = new double[3];
                for (int c = 0; c < 3; c++) {
                    mixed[c] = dark[c] + (second[c] - dark[c]) * share;
                }
                blend(pixel, mixed, inside);
            }
        }
    }

    private static void blend(double[] pixel, double[] colour, double share) {
        for (int c = 0; c < 3; c++) {
            pixel[c] += (colour[c] - pixel[c]) * share;
        }
    }

    /** How much of a pixel lies inside, from the distance of its centre. */
    private static double coverage(double distance, double unit) {
        return clamp(0.5 - distance / unit);
    }

    private static double clamp(double value) {
        return Math.max(0, Math.min(1, value));
    }

    /**
     * A colour as sRGB in [0,1].
     *
     * @param lightness 0..1
     * @param chroma about 0..0.3
     * @param hue in turns
     */
    private static double[] colour(double lightness, double chroma, double hue) {
        double angle = 2 * StrictMath.PI * hue;
        double a = chroma * StrictMath.cos(angle);
        double b = chroma * StrictMath.sin(angle);
        double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return new double[] {
            encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
        };
    }

    private static double cube(double value) {
        return value * value * value;
    }

    private static double encode(double linear) {
        double value = clamp(linear);
        return value <= 0.0031308 ? 12.92 * value : 1.055 * StrictMath.pow(value, 1 / 2.4) - 0.055;
    }
}
