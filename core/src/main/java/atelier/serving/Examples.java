package atelier.serving;

import atelier.data.ImageSet;
import atelier.data.Shapes;
import atelier.evaluation.LabelledPictures;
import atelier.provenance.AtelierException;
import atelier.provenance.CloseNames;
import atelier.provenance.Exit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * Pictures that show what {@link LatentDirections} are looked for.
 *
 * @param pictures with what they show as their labels
 * @param names what the labels mean
 */
public record Examples(LabelledPictures pictures, List<String> names) {
    private static final int MOST = 4000;

    /**
     * A factor of the built-in pictures.
     *
     * @param names its values
     * @param value which of them a picture shows
     */
    private record Factor(List<String> names, ToIntFunction<Shapes.Factors> value) {}

    private static final Map<String, Factor> FACTORS = new LinkedHashMap<>();

    static {
        FACTORS.put("shape", new Factor(Shapes.names(), Shapes.Factors::shape));
        FACTORS.put(
                "style",
                new Factor(
                        Arrays.stream(Shapes.Style.values())
                                .map(Shapes.Style::label)
                                .toList(),
                        factors -> factors.style().ordinal()));
        double middle = (Shapes.Pose.UPRIGHT.leastRadius() + Shapes.Pose.UPRIGHT.mostRadius()) / 2;
        FACTORS.put("radius", halves("small", "large", Shapes.Factors::radius, middle));
        FACTORS.put("x", halves("left", "right", Shapes.Factors::x, 0.5));
        FACTORS.put("y", halves("upper", "lower", Shapes.Factors::y, 0.5));
        List<String> colours = List.of("red", "green", "blue");
        FACTORS.put("hue", new Factor(colours, factors -> third(factors.hue())));
        FACTORS.put("background-hue", new Factor(colours, factors -> third(factors.backgroundHue())));
    }

    private static Factor halves(String low, String high, ToDoubleFunction<Shapes.Factors> value, double middle) {
        return new Factor(List.of(low, high), factors -> value.applyAsDouble(factors) < middle ? 0 : 1);
    }

    /** The third of the circle around red, green or blue. */
    private static int third(double hue) {
        return (int) (3 * hue + 0.5) % 3;
    }

    /**
     * The classes of a set's pictures.
     *
     * @throws AtelierException where fewer than two classes are there
     */
    public static Examples classesOf(ImageSet set) {
        if (set.labelNames().size() < 2) {
            throw new AtelierException(
                    Exit.INPUT,
                    "these pictures have " + (set.labelNames().isEmpty() ? "no classes" : "one class")
                            + ", expected at least two to tell apart. Sort them into one folder per class.");
        }
        return new Examples(LabelledPictures.of(set, MOST), set.labelNames());
    }

    /**
     * A factor that is known exactly of the built-in pictures.
     *
     * @param factor {@code shape}, {@code style}, {@code radius}, {@code x}, {@code y}, {@code hue} or
     *     {@code background-hue}
     * @param size side of the model's pictures
     * @throws AtelierException that lists the factors where there is no such
     */
    public static Examples ofShapes(String factor, int size) {
        Factor chosen = FACTORS.get(factor);
        if (chosen == null) {
            List<String> known = List.copyOf(FACTORS.keySet());
            throw new AtelierException(
                    Exit.USAGE,
                    "'" + factor + "' is not a factor of shapes; there are " + String.join(", ", known) + "."
                            + CloseNames.question(factor, known));
        }
        int side = LabelledPictures.side(size);
        byte[] pixels = new byte[MOST * side * side * 3];
        int[] labels = new int[MOST];
        for (int i = 0; i < MOST; i++) {
            System.arraycopy(Shapes.draw(i, side), 0, pixels, i * side * side * 3, side * side * 3);
            labels[i] = chosen.value().applyAsInt(Shapes.factors(i));
        }
        return new Examples(new LabelledPictures(pixels, labels, side, 3), chosen.names());
    }
}
