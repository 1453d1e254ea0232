package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.ProgressListener;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    private static final int ROWS = 200;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    /** The degrees of Welch and Satterthwaite are no whole numbers. */
    @Test
    void studentsQuantilesFallSteadilyBetweenWholeDegrees() {
        assertThat(Intervals.t95(2)).isCloseTo(4.303, within(0.001));
        assertThat(Intervals.t95(3)).isCloseTo(3.182, within(0.001));
        for (double degrees = 1; degrees < 12; degrees += 0.05) {
            double step = Intervals.t95(degrees) - Intervals.t95(degrees + 0.05);
            assertThat(step).as("from %s degrees on", degrees).isBetween(0.0, 0.9);
        }
    }

    @Test
    void studentsQuantilesAgreeWithTheTables() {
        assertThat(Intervals.t95(1)).isCloseTo(12.706, within(0.001));
        assertThat(Intervals.t95(5)).isCloseTo(2.571, within(0.01));
        assertThat(Intervals.t95(11)).isCloseTo(2.201, within(0.002));
        assertThat(Intervals.t95(31)).isCloseTo(2.040, within(0.001));
    }

    /** Values of the formula by hand: Wilson 1927. */
    @Test
    void theIntervalOfAShareHasWidthAtItsEnds() {
        assertThat(Intervals.wilson(10, 20)).containsExactly(new double[] {0.2993, 0.7007}, within(1e-4));
        assertThat(Intervals.wilson(0, 20)).containsExactly(new double[] {0, 0.1611}, within(1e-4));
        assertThat(Intervals.wilson(20, 20)).containsExactly(new double[] {0.8389, 1}, within(1e-4));
    }

    /**
     * Known Gaussians, one run each: the interval of the difference of two models holds the true difference 95 times in 100,
     * and is not much wider than it must be. Three standard errors of a share of 0.95 over the simulations are 0.07. What
     * neighbours say is biased at every N, so their truth is what many other draws of the same N have on average.
     */
    @Test
    void intervalsOfDifferencesHoldTheTruthAsOftenAsTheySay() {
        List<String> metrics = List.of("frechet-distance", "kid", "precision", "recall", "density", "coverage");
        List<Map<String, Difference>> all = simulate(metrics, 12, 1, 0, 0, 100);
        List<Map<String, Difference>> many = simulate(metrics, 0, 1, 0, 100_000, 120);
        // In 4 dimensions: |0.5|^2 * 4 + 0 against |0.8|^2 * 4.
        assertThat(truth("frechet-distance", many)).isCloseTo(4 * 0.5 * 0.5 - 4 * 0.8 * 0.8, within(0.1));
        assertThat(truth("kid", many)).isCloseTo(kernelDistance(0.5) - kernelDistance(0.8), within(0.3));
        for (String metric : metrics) {
            Held held = Held.of(of(metric, all), truth(metric, many));
            assertThat(held.share()).as(metric + " " + held).isBetween(0.88, 0.995);
            assertThat(held.width()).as(metric + " " + held).isBetween(0.9, 1.35);
        }
    }

    /**
     * Two levels: three runs each, whose means lie 0.1 apart, against the same real rows. With so few runs Student's t is
     * wide; an interval over samples alone holds the truth too rarely, which shows that the test would notice.
     */
    @Test
    void intervalsOverSeedsAndSamplesHoldTheTruthAsOftenAsTheySay() {
        List<String> metrics = List.of("frechet-distance", "precision", "coverage");
        List<Map<String, Difference>> all = simulate(metrics, 8, 3, 0.1, 0, 50);
        List<Map<String, Difference>> many = simulate(metrics, 0, 3, 0.1, 200_000, 80);
        for (String metric : metrics) {
            double truth = truth(metric, many);
            Held held = Held.of(of(metric, all), truth);
            assertThat(held.share()).as(metric + " " + held).isBetween(0.86, 0.999);
            assertThat(held.width()).as(metric + " " + held).isBetween(1.0, 2.0);
            Held blind = Held.of(
                    of(metric, all).stream().map(IntervalsTest::overSamples).toList(), truth);
            assertThat(blind.share()).as(metric + " over samples " + blind).isLessThan(0.86);
        }
    }

    private static Difference overSamples(Difference difference) {
        Spread spread = difference.spread();
        double half = new Spread(spread.samples(), spread.sampleDegrees(), List.of()).half();
        double value = difference.value();
        return new Difference(value, value - half, value + half, null, null, 1, spread);
    }

    /**
     * What many intervals of one kind did.
     *
     * @param share that held the truth
     * @param width mean width over that of plus and minus 1.96 true standard deviations
     */
    record Held(double share, double width) {
        static Held of(List<Difference> differences, double truth) {
            double held = differences.stream()
                    .filter(difference -> Objects.requireNonNull(difference.low()) <= truth
                            && truth <= Objects.requireNonNull(difference.high()))
                    .count();
            double deviation = Math.sqrt(Intervals.variance(
                    differences.stream().mapToDouble(Difference::value).toArray()));
            double width = differences.stream()
                    .mapToDouble(difference ->
                            Objects.requireNonNull(difference.high()) - Objects.requireNonNull(difference.low()))
                    .average()
                    .orElseThrow();
            return new Held(held / differences.size(), width / (2 * Intervals.Z95 * deviation));
        }
    }

    /** Where models lie: the means of their pictures' features over seeds, which differ by so much. */
    static List<Map<String, Difference>> simulate(
            List<String> metrics, int repeats, int seeds, double spread, int first, int rounds) {
        List<Map<String, Difference>> all = new ArrayList<>();
        for (int i = first; i < first + rounds; i++) {
            Evaluation evaluation = new Evaluation(
                    MetricsTest.gaussian(1_000_000 + i, ROWS, 4, 0, 1),
                    null,
                    new Evaluation.Options(metrics, repeats, i, 1, ProgressListener.NONE, null));
            SplittableRandom luck = new SplittableRandom(i);
            ModelScores near = model("near", evaluation, seeds, 2_000_000 + 100L * i, 0.5, spread, luck);
            ModelScores far = model("far", evaluation, seeds, 5_000_000 + 100L * i, 0.8, spread, luck);
            Map<String, Difference> differences = new HashMap<>();
            metrics.forEach(metric -> differences.put(metric, Difference.of(near, far, metric, 0)));
            all.add(differences);
        }
        return all;
    }

    private static ModelScores model(
            String name,
            Evaluation evaluation,
            int seeds,
            long draw,
            double shift,
            double spread,
            SplittableRandom luck) {
        List<ModelScores.Run> runs = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            double own = shift + spread * luck.nextGaussian();
            runs.add(new ModelScores.Run(
                    name + "-" + seed, evaluation.score(MetricsTest.gaussian(draw + seed, ROWS, 4, own, 1))));
        }
        return new ModelScores(name, "gan", runs);
    }

    static List<Difference> of(String metric, List<Map<String, Difference>> all) {
        return all.stream()
                .map(each -> Objects.requireNonNull(each.get(metric)))
                .toList();
    }

    /** The value that many independent draws have on average at the same N, without intervals. */
    static double truth(String metric, List<Map<String, Difference>> many) {
        return of(metric, many).stream()
                .mapToDouble(Difference::value)
                .average()
                .orElseThrow();
    }
    /**
     * MMD^2 of N(0,I) and N(s,I) in 4 dimensions with (x.y/4 + 1)^3, from the moments of x.y: for means a and b, with
     * d = 4, E[x.y] = a.b, E[(x.y)^2] = (a.b)^2 + |a|^2 + |b|^2 + d, E[(x.y)^3] = (a.b)^3 + 3 a.b(|a|^2 + |b|^2) +
     * (3d + 6) a.b.
     */
    private static double kernelDistance(double shift) {
        double m = 4 * shift * shift;
        return kernel(0, 0, 0) + kernel(m, m, m) - 2 * kernel(0, 0, m);
    }

    private static double kernel(double dot, double normA, double normB) {
        double second = dot * dot + normA + normB + 4;
        double third = dot * dot * dot + 3 * dot * (normA + normB) + (3 * 4 + 6) * dot;
        double g = 0.25;
        return 1 + 3 * g * dot + 3 * g * g * second + g * g * g * third;
    }
}
