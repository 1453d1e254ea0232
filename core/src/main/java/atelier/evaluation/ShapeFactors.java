package atelier.evaluation;

import atelier.data.Shapes;
import atelier.torch.Parallel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Names the factors of pictures in the manner of the built-in {@code shapes}: shape, style and colour, each by a small
 * classifier that learned from freshly drawn pictures whose factors are exact. Made for one size of picture; used by
 * one thread, it uses more.
 */
public final class ShapeFactors {
    /** Pictures that are looked at, at most. */
    public static final int MOST = Utility.MOST_TRAINING;

    /** Equal parts of the circle of hues. */
    static final int COLOURS = 6;

    static final int SHAPES = Shapes.names().size();
    static final int STYLES = Shapes.Style.values().length;
    static final int COMBINATIONS = SHAPES * STYLES * COLOURS;
    static final int TAUGHT = 6_000;
    static final int STEPS = 600;

    static final int TESTED = 4_000;
    static final int ROUNDS = 5;

    private static final long TEACHING_SEED = 0x7EAC_0000_0001L;
    private static final long TEST_SEED = 0x7E57_0000_0001L;
    private static final long CEILING_SEED = 0xCE11_0000_0001L;
    private static final Metric METRIC = new FactorCoverage();

    /** A factor and how many values it has. */
    private record Factor(String name, int values, ToIntFunction<Shapes.Factors> value) {}

    private static final List<Factor> FACTORS = List.of(
            new Factor("shape", SHAPES, Shapes.Factors::shape),
            new Factor("style", STYLES, factors -> factors.style().ordinal()),
            new Factor("colour", COLOURS, factors -> (int) (factors.hue() * COLOURS)));

    private final int size;
    private final int threads;
    private final PictureClassifier[] classifiers = new PictureClassifier[FACTORS.size()];
    private final double[] accuracies = new double[FACTORS.size()];
    /** [true][named] shares of combinations. */
    private final double[][] confusion;

    /**
     * Trains the classifiers.
     *
     * @param size side of the pictures
     */
    public ShapeFactors(int size, int threads) {
        this.size = LabelledPictures.side(size);
        this.threads = threads;
        Parallel.run(threads, classifiers.length, i -> {
            Factor factor = FACTORS.get(i);
            LabelledPictures lesson = drawn(TEACHING_SEED, TAUGHT, factor.value());
            classifiers[i] = PictureClassifier.trained(lesson, factor.values(), 1, STEPS);
        });
        confusion = confusion();
    }

    /**
     * What is taken for what. Whether an outlined circle is taken for a ring depends on shape and style together;
     * colour is taken to be confused by itself.
     */
    private double[][] confusion() {
        int[] named = combinations(drawn(TEST_SEED, TESTED));
        double[][] figures = new double[SHAPES * STYLES][SHAPES * STYLES];
        double[][] colours = new double[COLOURS][COLOURS];
        for (int i = 0; i < TESTED; i++) {
            int truth = combination(Shapes.factors(TEST_SEED, i));
            figures[truth / COLOURS][named[i] / COLOURS]++;
            colours[truth % COLOURS][named[i] % COLOURS]++;
            for (int k = 0, divisor = COMBINATIONS; k < FACTORS.size(); k++) {
                divisor /= FACTORS.get(k).values();
                int values = FACTORS.get(k).values();
                accuracies[k] += truth / divisor % values == named[i] / divisor % values ? 1.0 / TESTED : 0;
            }
        }
        double[][] whole = new double[COMBINATIONS][COMBINATIONS];
        for (int truth = 0; truth < COMBINATIONS; truth++) {
            double[] figure = figures[truth / COLOURS];
            double[] colour = colours[truth % COLOURS];
            double all = Arrays.stream(figure).sum() * Arrays.stream(colour).sum();
            Arrays.setAll(whole[truth], c -> figure[c / COLOURS] * colour[c % COLOURS] / all);
        }
        return whole;
    }

    private static int combination(Shapes.Factors factors) {
        int combination = 0;
        for (Factor factor : FACTORS) {
            combination = combination * factor.values() + factor.value().applyAsInt(factors);
        }
        return combination;
    }

    /**
     * How many pictures show each combination, from what they were named: the counts, none negative, that explain the
     * names best where each is confused as on exact pictures (Richardson 1972, doi 10.1364/JOSA.62.000055; Lucy 1974).
     * Few rounds: many would explain the chance of the sample, too, and lose combinations that are there.
     */
    static double[] counts(int[] named, double[][] confusion, int rounds) {
        int all = confusion.length;
        double[] seen = new double[all];
        for (int combination : named) {
            seen[combination]++;
        }
        double[] counts = new double[all];
        Arrays.fill(counts, named.length / (double) all);
        for (int round = 0; round < rounds; round++) {
            double[] expected = new double[all];
            for (int truth = 0; truth < all; truth++) {
                for (int c = 0; c < all; c++) {
                    expected[c] += counts[truth] * confusion[truth][c];
                }
            }
            for (int truth = 0; truth < all; truth++) {
                double factor = 0;
                for (int c = 0; c < all; c++) {
                    factor += expected[c] > 0 ? confusion[truth][c] * seen[c] / expected[c] : 0;
                }
                counts[truth] *= factor;
            }
        }
        return counts;
    }

    /** The name of what this measures. */
    public static String metric() {
        return METRIC.name();
    }

    /** Why there is no such number. */
    public static Score notApplicable(String reason) {
        return Score.notApplicable(METRIC, 0, reason);
    }

    private LabelledPictures drawn(long seed, int count) {
        return drawn(seed, count, factors -> 0);
    }

    /** Freshly drawn pictures of exact factors. */
    private LabelledPictures drawn(long seed, int count, ToIntFunction<Shapes.Factors> label) {
        int bytes = 3 * size * size;
        byte[] pixels = new byte[count * bytes];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            Shapes.Factors factors = Shapes.factors(seed, i);
            System.arraycopy(Shapes.draw(factors, size), 0, pixels, i * bytes, bytes);
            labels[i] = label.applyAsInt(factors);
        }
        return new LabelledPictures(pixels, labels, size, 3);
    }

    /** Scores pictures of the size that this was made for; their classes are not looked at. */
    public Score score(LabelledPictures generated) {
        LabelledPictures some = generated.first(MOST);
        int count = some.count();
        if (count < METRIC.minimumCount()) {
            return Score.notApplicable(
                    METRIC, count, "needs at least " + METRIC.minimumCount() + " pictures, got " + count);
        }
        String accuracy = String.format(
                Locale.ROOT,
                "; %d pictures; the classifiers' accuracies on exact pictures: shape %.3f, style %.3f, colour %.3f",
                count,
                accuracies[0],
                accuracies[1],
                accuracies[2]);
        return new Score(
                METRIC.name(),
                share(some),
                null,
                null,
                share(drawn(CEILING_SEED, count)),
                METRIC.convention() + accuracy,
                count,
                caution(count));
    }

    private static @Nullable String caution(int count) {
        return count < METRIC.advisedCount()
                ? "only " + count + " pictures for " + COMBINATIONS + " combinations"
                : null;
    }

    private double share(LabelledPictures pictures) {
        return FactorCoverage.share(counts(combinations(pictures), confusion, ROUNDS));
    }

    /** One number per picture for its shape, style and colour together. */
    int[] combinations(LabelledPictures pictures) {
        int[][] named = new int[FACTORS.size()][];
        Parallel.run(threads, named.length, i -> named[i] = classifiers[i].names(pictures));
        int[] combinations = new int[pictures.count()];
        for (int i = 0; i < named.length; i++) {
            int values = FACTORS.get(i).values();
            int[] own = named[i];
            Arrays.setAll(combinations, p -> combinations[p] * values + own[p]);
        }
        return combinations;
    }

    /** Shares of test pictures whose shape, style and colour are named rightly. */
    double[] accuracies() {
        return accuracies.clone();
    }
}
