package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.StackedGreys;
import atelier.data.TinyStacks;
import atelier.torch.RandomStream;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stacks whose modes are known, with classes that are easily told. */
class StackedModesTest {
    private static final int COUNT = 3_000;
    private static final ModeMetric COUNT_OF_MODES = new ModeCount();
    private static final ModeMetric DIVERGENCE = new ModeDivergence();

    private static StackedModes modes;

    @BeforeAll
    static void learn() {
        Torch.load();
        modes = new StackedModes(stacks(1, 400, StackedModesTest::any), stacks(2, 300, StackedModesTest::any), 2);
    }

    /** The mode of picture {@code i} of a real set. */
    private static int any(int i) {
        return RandomStream.of(7, "modes", i).nextInt(StackedGreys.MODES);
    }

    private static LabelledPictures stacks(long seed, int count, IntUnaryOperator mode) {
        Random random = new Random(seed);
        int area = TinyStacks.SIZE * TinyStacks.SIZE;
        byte[] pixels = new byte[count * area * 3];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = mode.applyAsInt(i);
            int[] classes = {labels[i] / 100, labels[i] / 10 % 10, labels[i] % 10};
            for (int c = 0; c < 3; c++) {
                byte[] grey = TinyStacks.grey(classes[c], random);
                for (int p = 0; p < area; p++) {
                    pixels[(i * area + p) * 3 + c] = grey[p];
                }
            }
        }
        return new LabelledPictures(pixels, labels, TinyStacks.SIZE, 3);
    }

    private static double value(Map<String, Score> scores, String metric) {
        Double value = scores.get(metric).value();
        assertThat(value).as(scores.get(metric).toString()).isNotNull();
        return value;
    }

    @Test
    void theModeOfAPictureIsTheClassesOfItsPlanesInOrder() {
        LabelledPictures pictures = stacks(3, 700, i -> i);
        assertThat(modes.accuracy()).isGreaterThan(0.99);
        int[] named = modes.modes(pictures);
        int right = 0;
        for (int i = 0; i < named.length; i++) {
            right += named[i] == i ? 1 : 0;
        }
        assertThat(right).isGreaterThan(680);
    }

    @Test
    void realPicturesShowAsManyModesAsTheFloorSays() {
        Map<String, Score> scores = modes.score(stacks(4, COUNT, StackedModesTest::any));
        // 1000 (1 - (1 - 1/1000)^3000)
        assertThat(value(scores, "modes")).isCloseTo(950, within(25.0));
        assertThat(scores.get("modes").floor()).isCloseTo(950, within(25.0));
        // (1000 - 1) / (2 * 3000) to first order
        assertThat(value(scores, "modes-kl")).isCloseTo(0.17, within(0.04));
        assertThat(scores.get("modes-kl").floor()).isCloseTo(0.17, within(0.04));
        assertThat(scores.get("modes").convention())
                .contains("3000 pictures", "of real held-out planes rightly", "up to 4000");
        assertThat(scores.get("modes").count()).isEqualTo(COUNT);
        assertThat(scores.get("modes").reason()).contains("only 3000 pictures");
    }

    @Test
    void whatIsMissingIsNotCounted() {
        // Three classes in the first plane, the others whole: 300 modes.
        Map<String, Score> scores = modes.score(stacks(5, COUNT, i -> any(i) % 300));
        assertThat(value(scores, "modes")).isCloseTo(300, within(30.0));
        assertThat(scores.get("modes").high()).isLessThan(scores.get("modes").floor());
        assertThat(value(scores, "modes-kl")).isCloseTo(Math.log(1000 / 300.0), within(0.15));
        Map<String, Score> single = modes.score(stacks(6, COUNT, i -> 407));
        assertThat(value(single, "modes")).isLessThan(10);
        assertThat(value(single, "modes-kl")).isCloseTo(Math.log(1000), within(0.2));
        assertThat(single.get("modes-kl").high()).isLessThanOrEqualTo(Math.log(1000));
    }

    @Test
    void theModeOfAPictureDoesNotDependOnTheOthers() {
        LabelledPictures pictures = stacks(8, 1_100, StackedModesTest::any);
        assertThat(modes.modes(pictures)).startsWith(modes.modes(pictures.first(40)));
    }

    @Test
    void fewerPicturesThanModesAreRefused() {
        Score score = modes.score(stacks(4, 999, StackedModesTest::any)).get("modes");
        assertThat(score.value()).isNull();
        assertThat(score.reason()).isEqualTo("needs at least 1000 pictures, got 999");
    }

    @Test
    void formulasHold() {
        int[] shown = {3, 7, 5, 7};
        int[] counts = StackedModes.histogram(shown);
        assertThat(COUNT_OF_MODES.value(counts)).isEqualTo(3);
        assertThat(COUNT_OF_MODES.halfWidth(shown)).isCloseTo(1.96 * Math.sqrt(2), within(1e-3));
        // 1/4 ln 250 + 1/4 ln 250 + 1/2 ln 500
        assertThat(DIVERGENCE.value(counts)).isCloseTo(0.5 * Math.log(250) + 0.5 * Math.log(500), within(1e-12));
        Arrays.fill(counts, 3);
        assertThat(DIVERGENCE.value(counts)).isZero();
    }

    /** Draws from a generator that makes some modes often and some hardly ever. */
    @Test
    void theIntervalOfTheCountHoldsWhatOtherDrawsWouldGive() {
        int pictures = 2_000;
        int repeats = 400;
        double[] weights = new double[StackedGreys.MODES];
        Arrays.setAll(weights, k -> Math.exp(-k / 150.0));
        double all = Arrays.stream(weights).sum();
        double expected = Arrays.stream(weights)
                .map(w -> 1 - Math.pow(1 - w / all, pictures))
                .sum();
        double[] cumulative = weights.clone();
        Arrays.parallelPrefix(cumulative, Double::sum);
        double[] found = new double[repeats];
        double[] halves = new double[repeats];
        int held = 0;
        for (int r = 0; r < repeats; r++) {
            SplittableRandom random = new SplittableRandom(r);
            int[] modesDrawn = new int[pictures];
            Arrays.setAll(modesDrawn, i -> {
                int place = Arrays.binarySearch(cumulative, random.nextDouble() * all);
                return place < 0 ? -place - 1 : place;
            });
            int[] counts = StackedModes.histogram(modesDrawn);
            found[r] = COUNT_OF_MODES.value(counts);
            halves[r] = COUNT_OF_MODES.halfWidth(modesDrawn);
            held += Math.abs(found[r] - expected) <= halves[r] ? 1 : 0;
        }
        double deviation = Math.sqrt(Intervals.variance(found));
        assertThat(held / (double) repeats).isGreaterThan(0.94);
        assertThat(Intervals.mean(halves) / (1.96 * deviation))
                .as("how much too wide")
                .isBetween(1.0, 2.0);
    }

    @Test
    void theIntervalOfTheDivergenceIsThatOfOtherDraws() {
        int pictures = 4_000;
        int repeats = 60;
        double[] values = new double[repeats];
        double[] halves = new double[repeats];
        for (int r = 0; r < repeats; r++) {
            SplittableRandom random = new SplittableRandom(100 + r);
            int[] modesDrawn = new int[pictures];
            // A third of the modes has half of the pictures.
            Arrays.setAll(modesDrawn, i -> random.nextInt(2) == 0 ? random.nextInt(333) : 333 + random.nextInt(667));
            values[r] = DIVERGENCE.value(StackedModes.histogram(modesDrawn));
            halves[r] = DIVERGENCE.halfWidth(modesDrawn);
        }
        double deviation = Math.sqrt(Intervals.variance(values));
        assertThat(Intervals.mean(halves) / (Intervals.t95(31) * deviation)).isBetween(0.8, 1.8);
    }
}
