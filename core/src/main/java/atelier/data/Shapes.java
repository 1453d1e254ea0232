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
 */
public final class Shapes {
    /** How many pictures the data set has. */
    public static final int COUNT = 12_000;
    /** Side of the pictures unless another is asked for. */
    public static final int SIZE = 32;

    private static final String KIND = "built-in pictures";
    private static final long SEED = 0x5AFE5EEDL;
    /** Changes whenever a byte of any picture changes. */
    private static final int VERSION = 1;

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
     * @param radius of the figure, as a share of the picture's side, [0.24,0.36]
     * @param rotation counter-clockwise in degrees, [0,360)
     * @param x centre, as a share of the side from the left, [0.4,0.6]
     * @param y centre, as a share of the side from the top, [0.4,0.6]
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

    /** Whether a set holds pictures of this data set, so that what they show is known. */
    public static boolean drew(ImageSet set) {
        return set.images().scan().kind().equals(KIND);
    }

    /** The shapes by label. */
    public static List<String> names() {
        return Arrays.stream(ShapeKind.values()).map(ShapeKind::label).toList();
    }

    /** What the picture of an index shows. All pairs of shape and style are equally frequent. */
    public static Factors factors(int index) {
        if (index < 0 || index >= COUNT) {
            throw new IndexOutOfBoundsException("shapes has pictures 0 to %d, not %d".formatted(COUNT - 1, index));
        }
        return factors(SEED, index);
    }

    /**
     * What a picture shows that is not in the data set but drawn by the same rule.
     *
     * @param seed any but the data set's own
     * @param index not negative
     */
    public static Factors factors(long seed, int index) {
        SplitMix64 random = new SplitMix64(seed + index);
        int shapes = ShapeKind.values().length;
        Style[] styles = Style.values();
        double hue = random.nextDouble();
        double radius = random.between(0.24, 0.36);
        double rotation = random.between(0, 360);
        double x = random.between(0.4, 0.6);
        double y = random.between(0.4, 0.6);
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

    static ImageSource source(DataOptions options) {
        return new Source(options.size() == null ? SIZE : options.size());
    }

    private record Source(int size) implements ImageSource {
        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public String fingerprint() {
            return "shapes " + VERSION + " " + COUNT + " " + size;
        }

        @Override
        public Items open(ProgressListener progress) {
            return new Drawings(size);
        }
    }

    private record Drawings(int size) implements ImageSource.Items {
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
                int index = i;
                visitor.visit(new RawItem(
                        "picture " + i,
                        factors(i).shape(),
                        OwnSplit.REST,
                        new ImageSource.Dimensions(size, size),
                        () -> Picture.of(size, size, 3, draw(index, size))));
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
