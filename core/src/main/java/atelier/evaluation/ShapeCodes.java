package atelier.evaluation;

import atelier.data.Pixels;
import atelier.data.Shapes;
import atelier.evaluation.Disentanglement.Factor;
import atelier.torch.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * How an encoder's codes of pictures in the manner of the built-in {@code shapes} stand to the factors that these were
 * drawn from. Rotation is left out, since a turned circle is the same picture.
 */
public final class ShapeCodes {
    /** Pictures that are encoded. */
    public static final int COUNT = 4_000;

    /** What is encoded, in words. */
    static final String RULE = COUNT
            + " freshly drawn pictures; factors shape, style, hue, radius, x and y, the last four in 10 equal parts";

    private static final long SEED = 0xC0DE_0000_0001L;
    private static final int PARTS = 10;
    private static final MutualInformationGap GAP = new MutualInformationGap();
    private static final List<FactorReading> READINGS =
            Arrays.stream(FactorReading.Part.values()).map(FactorReading::new).toList();

    private ShapeCodes() {}

    /** The names of what this measures. */
    public static List<String> metrics() {
        return all().stream().map(Metric::name).toList();
    }

    private static List<Metric> all() {
        List<Metric> all = new ArrayList<>(List.of(GAP));
        all.addAll(READINGS);
        return all;
    }

    /** Why there are no such numbers. */
    public static Map<String, Score> notApplicable(String reason) {
        Map<String, Score> scores = new LinkedHashMap<>();
        all().forEach(metric -> scores.put(metric.name(), Score.notApplicable(metric, 0, reason)));
        return scores;
    }

    /**
     * Pictures to encode.
     *
     * @param size side in pixels
     * @return [to-from,3,size,size] float32 in [-1,1], owned by the caller's scope
     */
    public static Tensor pictures(int size, int from, int to) {
        int bytes = 3 * size * size;
        byte[] pixels = new byte[(to - from) * bytes];
        for (int i = from; i < to; i++) {
            System.arraycopy(Shapes.draw(Shapes.factors(SEED, i), size), 0, pixels, (i - from) * bytes, bytes);
        }
        return Pixels.toFloat(pixels, to - from, size, 3);
    }

    /** The classes of these pictures, to - from of them. */
    public static long[] classes(int from, int to) {
        return IntStream.range(from, to)
                .mapToLong(i -> Shapes.factors(SEED, i).shape())
                .toArray();
    }

    /**
     * Scores codes.
     *
     * @param codes one row of Z coordinates per picture, {@link #COUNT} rows
     * @param told whether the model was told the shape, so that its code need not hold it
     */
    public static Map<String, Score> score(double[][] codes, boolean told) {
        List<Factor> factors = factors(told);
        // What unrelated codes would get: the same codes, each given to another picture.
        int[] order = RandomStream.of(SEED, "unrelated codes", 0).permutation(codes.length);
        double[][] unrelated = Arrays.stream(order).mapToObj(i -> codes[i]).toArray(double[][]::new);
        Map<String, Score> scores = new LinkedHashMap<>();
        scores.put(
                GAP.name(),
                score(GAP, Disentanglement.gap(codes, factors), Disentanglement.gap(unrelated, factors), codes, told));
        Disentanglement.Readings found = Disentanglement.readings(codes, factors);
        Disentanglement.Readings chance = Disentanglement.readings(unrelated, factors);
        for (FactorReading reading : READINGS) {
            scores.put(reading.name(), score(reading, reading.value(found), reading.value(chance), codes, told));
        }
        return scores;
    }

    private static Score score(Metric metric, double value, double floor, double[][] codes, boolean told) {
        String how = "; " + codes[0].length + " coordinates"
                + (told ? ", shape left out because the model is told it" : "")
                + "; the floor is that of the same codes given to other pictures";
        return new Score(metric.name(), value, null, null, floor, metric.convention() + how, codes.length, null);
    }

    private static List<Factor> factors(boolean told) {
        List<Shapes.Factors> drawn =
                IntStream.range(0, COUNT).mapToObj(i -> Shapes.factors(SEED, i)).toList();
        List<Factor> factors = new ArrayList<>();
        if (!told) {
            factors.add(classes("shape", drawn, ShapeFactors.SHAPES, Shapes.Factors::shape));
        }
        factors.add(classes(
                "style", drawn, ShapeFactors.STYLES, factor -> factor.style().ordinal()));
        factors.add(new Factor(
                "hue",
                parts(drawn, Shapes.Factors::hue, 0, 1),
                List.of(
                        values(drawn, factor -> Math.cos(2 * Math.PI * factor.hue())),
                        values(drawn, factor -> Math.sin(2 * Math.PI * factor.hue())))));
        Shapes.Pose pose = Shapes.Pose.UPRIGHT;
        factors.add(value("radius", drawn, Shapes.Factors::radius, pose.leastRadius(), pose.mostRadius()));
        factors.add(value("x", drawn, Shapes.Factors::x, pose.leastCentre(), pose.mostCentre()));
        factors.add(value("y", drawn, Shapes.Factors::y, pose.leastCentre(), pose.mostCentre()));
        return factors;
    }

    private static Factor classes(
            String name, List<Shapes.Factors> drawn, int count, ToIntFunction<Shapes.Factors> value) {
        List<double[]> indicators = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int own = k;
            indicators.add(values(drawn, factors -> value.applyAsInt(factors) == own ? 1 : 0));
        }
        return new Factor(name, drawn.stream().mapToInt(value).toArray(), indicators);
    }

    private static Factor value(
            String name, List<Shapes.Factors> drawn, ToDoubleFunction<Shapes.Factors> value, double low, double high) {
        return new Factor(name, parts(drawn, value, low, high), List.of(values(drawn, value)));
    }

    private static double[] values(List<Shapes.Factors> drawn, ToDoubleFunction<Shapes.Factors> value) {
        return drawn.stream().mapToDouble(value).toArray();
    }

    private static int[] parts(
            List<Shapes.Factors> drawn, ToDoubleFunction<Shapes.Factors> value, double low, double high) {
        return drawn.stream()
                .mapToInt(factors ->
                        Math.min(PARTS - 1, (int) (PARTS * (value.applyAsDouble(factors) - low) / (high - low))))
                .toArray();
    }
}
