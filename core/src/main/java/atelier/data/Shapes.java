package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The built-in pictures: one figure each on a soft background, drawn from signed distances with antialiasing. Every
 * picture is a function of its index alone, with exact factors, and its bytes are the same on every machine: only
 * arithmetic that IEEE 754 fixes and {@link StrictMath} are used.
 *
 * <p>The figures are large and nearly upright, so that a model of a minute shows its shapes and styles. The same drawn
 * small and turned by any angle are {@value #TURNED}, which is harder: see {@link Pose}.
 */
public final class Shapes {
    /** How many pictures the data set has. */
    public static final int COUNT = 12_000;
    /** Side of the pictures unless another is asked for. */
    public static final int SIZE = 32;

    /** The name in the catalogue. */
    public static final String NAME = "shapes";
    /** The name of the same figures in {@link Pose#ANY any pose}. */
    public static final String TURNED = "turned-shapes";

    private static final long SEED = 0x5AFE5EEDL;

    /** How large figures are drawn, how far they are turned and where they lie: what a set of them is like. */
    public enum Pose {
        /** Of the set {@value Shapes#NAME}: large, turned by little, in the middle. */
        UPRIGHT("built-in pictures", 2, 0.3, 0.4, -20, 20, 0.45, 0.55),
        /** Of the set {@value Shapes#TURNED}: smaller, turned by any angle, not quite in the middle. */
        ANY("built-in turned pictures", 1, 0.24, 0.36, 0, 360, 0.4, 0.6);

        private final String kind;
        /** Changes whenever a byte of any picture changes. */
        private final int version;

        private final double leastRadius;
        private final double mostRadius;
        private final double leastRotation;
        private final double mostRotation;
        private final double leastCentre;
        private final double mostCentre;

        Pose(
                String kind,
                int version,
                double leastRadius,
                double mostRadius,
                double leastRotation,
                double mostRotation,
                double leastCentre,
                double mostCentre) {
            this.kind = kind;
            this.version = version;
            this.leastRadius = leastRadius;
            this.mostRadius = mostRadius;
            this.leastRotation = leastRotation;
            this.mostRotation = mostRotation;
            this.leastCentre = leastCentre;
            this.mostCentre = mostCentre;
        }

        /** Radius of the smallest figures, as a share of the picture's side. */
        public double leastRadius() {
            return leastRadius;
        }

        /** Radius of the largest figures. */
        public double mostRadius() {
            return mostRadius;
        }

        /** Least rotation, counter-clockwise in degrees. */
        public double leastRotation() {
            return leastRotation;
        }

        /** Most rotation, in degrees. */
        public double mostRotation() {
            return mostRotation;
        }

        /** Where the centre lies at least, from the left and from the top, as a share of the side. */
        public double leastCentre() {
            return leastCentre;
        }

        /** Where the centre lies at most. */
        public double mostCentre() {
            return mostCentre;
        }
    }

    /** How a figure is filled. */
    public enum Style {
        SOLID,
        OUTLINE,
        STRIPED,
        DOTTED,
        GRADIENT;

        /** The name in lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a picture shows.
     *
     * @param shape position in {@link Shapes#names()}; the class label
     * @param style how the figure is filled
     * @param hue of the figure in turns, [0,1)
     * @param radius of the figure, as a share of the picture's side, in the range of its {@link Pose}
     * @param rotation counter-clockwise in degrees, in the range of its pose
     * @param x centre, as a share of the side from the left, in the range of its pose
     * @param y centre, as a share of the side from the top, in the range of its pose
     * @param backgroundHue of the background in turns, [0,1)
     */
    public record Factors(
            int shape,
            Style style,
            double hue,
            double radius,
            double rotation,
            double x,
            double y,
            double backgroundHue) {}

    private Shapes() {}

    /** Whether a set holds pictures of {@value #NAME}, so that what they show is known. */
    public static boolean drew(ImageSet set) {
        return set.images().scan().kind().equals(Pose.UPRIGHT.kind);
    }

    /** The shapes by label. */
    public static List<String> names() {
        return Arrays.stream(ShapeKind.values()).map(ShapeKind::label).toList();
    }

    /** What the picture of an index shows. All pairs of shape and style are equally frequent. */
    public static Factors factors(int index) {
        return factors(Pose.UPRIGHT, index);
    }

    /** What the picture of an index shows in the set of a pose: another set of the same shapes, styles and hues. */
    public static Factors factors(Pose pose, int index) {
        if (index < 0 || index >= COUNT) {
            throw new IndexOutOfBoundsException("there are pictures 0 to %d, not %d".formatted(COUNT - 1, index));
        }
        return factors(pose, SEED, index);
    }

    /**
     * What a picture shows that is not in the data set but drawn by the same rule.
     *
     * @param seed any but the data set's own
     * @param index not negative
     */
    public static Factors factors(long seed, int index) {
        return factors(Pose.UPRIGHT, seed, index);
    }

    private static Factors factors(Pose pose, long seed, int index) {
        SplitMix64 random = new SplitMix64(seed + index);
        int shapes = ShapeKind.values().length;
        Style[] styles = Style.values();
        double hue = random.nextDouble();
        double radius = random.between(pose.leastRadius, pose.mostRadius);
        double rotation = random.between(pose.leastRotation, pose.mostRotation);
        double x = random.between(pose.leastCentre, pose.mostCentre);
        double y = random.between(pose.leastCentre, pose.mostCentre);
        // Between a third and two thirds of the circle away, so that figure and background never blend.
        double backgroundHue = (hue + random.between(1.0 / 3, 2.0 / 3)) % 1.0;
        return new Factors(
                index % shapes, styles[index / shapes % styles.length], hue, radius, rotation, x, y, backgroundHue);
    }

    /**
     * Draws a picture.
     *
     * @return size x size x 3 bytes, row by row
     */
    public static byte[] draw(int index, int size) {
        return draw(factors(index), size);
    }

    /**
     * Draws a picture from factors of one's own.
     *
     * @return size x size x 3 bytes, row by row
     */
    public static byte[] draw(Factors factors, int size) {
        return new ShapePainter(factors, size).paint();
    }

    static ImageSource source(Pose pose, DataOptions options) {
        return new Source(pose, options.size() == null ? SIZE : options.size());
    }

    private record Source(Pose pose, int size) implements ImageSource {
        @Override
        public String kind() {
            return pose.kind;
        }

        @Override
        public String fingerprint() {
            return "shapes " + pose + " " + pose.version + " " + COUNT + " " + size;
        }

        @Override
        public Items open(ProgressListener progress) {
            return new Drawings(pose, size);
        }
    }

    private record Drawings(Pose pose, int size) implements ImageSource.Items {
        @Override
        public int count() {
            return COUNT;
        }

        @Override
        public List<String> labelNames() {
            return names();
        }

        @Override
        public int otherFiles() {
            return 0;
        }

        @Override
        public List<DataScan.Problem> problems() {
            return List.of();
        }

        @Override
        public void forEach(ImageSource.Visitor visitor) throws IOException {
            for (int i = 0; i < COUNT; i++) {
                Factors factors = factors(pose, i);
                visitor.visit(new RawItem(
                        "picture " + i,
                        factors.shape(),
                        OwnSplit.REST,
                        new ImageSource.Dimensions(size, size),
                        () -> Picture.of(size, size, 3, draw(factors, size))));
            }
        }
    }

    /** The position of a style by its name. */
    public static Style style(String name) {
        for (Style style : Style.values()) {
            if (style.label().equals(name)) {
                return style;
            }
        }
        throw new AtelierException(
                Exit.USAGE,
                "'%s' is not a style of shapes; expected one of %s."
                        .formatted(
                                name,
                                Arrays.stream(Style.values()).map(Style::label).toList()));
    }
}
