package atelier.data;

import java.util.Locale;

/**
 * The outlines of the built-in pictures, each given by its signed distance: negative inside, in units of the figure's
 * radius, y upwards. All but circle and ring are closed polygons, whose distance is exact.
 */
enum ShapeKind {
    CIRCLE,
    SQUARE,
    TRIANGLE,
    STAR,
    HEART,
    RING,
    CROSS,
    MOON;

    private static final double RING_WIDTH = 0.24;

    /** x and y of the corners in turn; empty for the round ones. */
    @SuppressWarnings("ImmutableEnumChecker") // Never written after construction, and seen by this class alone.
    private final double[] corners;

    ShapeKind() {
        corners = switch (name()) {
            case "SQUARE" -> regular(4, 1.13, 1.13, 45);
            case "TRIANGLE" -> regular(3, 1.16, 1.16, 90);
            case "STAR" -> regular(10, 1.14, 0.52, 90);
            case "HEART" -> heart();
            case "CROSS" -> cross();
            case "MOON" -> moon();
            default -> new double[0];
        };
    }

    /** The name of the class. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The signed distance of a point from the outline. */
    double distance(double x, double y) {
        double radius = Math.sqrt(x * x + y * y);
        return switch (this) {
            case CIRCLE -> radius - 0.95;
            case RING -> Math.abs(radius - (1 - RING_WIDTH)) - RING_WIDTH;
            default -> polygonDistance(x, y);
        };
    }

    /** The distance from the nearest edge, negative if a ray from the point crosses the outline an odd number of times. */
    private double polygonDistance(double x, double y) {
        double nearest = Double.MAX_VALUE;
        boolean inside = false;
        double ax = corners[corners.length - 2];
        double ay = corners[corners.length - 1];
        for (int i = 0; i < corners.length; i += 2) {
            double bx = corners[i];
            double by = corners[i + 1];
            double ex = bx - ax;
            double ey = by - ay;
            double along = ((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey);
            along = Math.max(0, Math.min(1, along));
            double dx = x - ax - along * ex;
            double dy = y - ay - along * ey;
            nearest = Math.min(nearest, dx * dx + dy * dy);
            if ((ay > y) != (by > y) && x < ax + (y - ay) / ey * ex) {
                inside = !inside;
            }
            ax = bx;
            ay = by;
        }
        double distance = Math.sqrt(nearest);
        return inside ? -distance : distance;
    }

    /** Corners on two circles in turn, the first at {@code degrees}. */
    private static double[] regular(int count, double outer, double inner, double degrees) {
        double[] points = new double[2 * count];
        for (int i = 0; i < count; i++) {
            double angle = StrictMath.toRadians(degrees + 360.0 * i / count);
            double radius = i % 2 == 0 ? outer : inner;
            points[2 * i] = radius * StrictMath.cos(angle);
            points[2 * i + 1] = radius * StrictMath.sin(angle);
        }
        return points;
    }

    private static double[] cross() {
        double a = 0.36;
        double b = 1.02;
        return new double[] {a, a, a, b, -a, b, -a, a, -b, a, -b, -a, -a, -a, -a, -b, a, -b, a, -a, b, -a, b, a};
    }

    /** Two arcs: the rim of a disc, and a second disc that is cut out of it. */
    private static double[] moon() {
        int steps = 20;
        double[] points = new double[4 * steps];
        double cut = 0.82;
        double shift = 0.52;
        // The corners lie where the unit circle and the cutting circle meet.
        double cornerX = (1 - cut * cut + shift * shift) / (2 * shift);
        double outerStart = StrictMath.acos(cornerX);
        double innerStart = StrictMath.acos((cornerX - shift) / cut);
        for (int i = 0; i < steps; i++) {
            double outer = outerStart + (2 * StrictMath.PI - 2 * outerStart) * i / steps;
            double inner = 2 * StrictMath.PI - innerStart - (2 * StrictMath.PI - 2 * innerStart) * i / steps;
            points[2 * i] = StrictMath.cos(outer) + 0.15;
            points[2 * i + 1] = StrictMath.sin(outer);
            points[2 * (steps + i)] = shift + cut * StrictMath.cos(inner) + 0.15;
            points[2 * (steps + i) + 1] = cut * StrictMath.sin(inner);
        }
        return points;
    }

    /** The well-known parametric heart curve. */
    private static double[] heart() {
        int steps = 40;
        double[] points = new double[2 * steps];
        for (int i = 0; i < steps; i++) {
            double t = 2 * StrictMath.PI * i / steps;
            double sine = StrictMath.sin(t);
            points[2 * i] = sine * sine * sine;
            points[2 * i + 1] = (13 * StrictMath.cos(t)
                                    - 5 * StrictMath.cos(2 * t)
                                    - 2 * StrictMath.cos(3 * t)
                                    - StrictMath.cos(4 * t))
                            / 16
                    + 0.12;
        }
        return points;
    }
}
