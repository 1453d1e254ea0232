package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.ProgressListener;
import atelier.nn.features.FeatureSet;
import atelier.torch.Torch;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    private static final int SIMULATIONS = 80;

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

    /** Known Gaussians: the interval of the difference of two models holds the true difference 95 times in 100. */
    @Test
    void intervalsOfDifferencesHoldTheTruthAsOftenAsTheySay() {
        int frechet = 0;
        int kernel = 0;
        // In 4 dimensions: |0.5|^2 * 4 + 0 against |0.8|^2 * 4.
        double trueFrechet = 4 * 0.5 * 0.5 - 4 * 0.8 * 0.8;
        double trueKernel = kernelDistance(0.5) - kernelDistance(0.8);
        for (int i = 0; i < SIMULATIONS; i++) {
            Evaluation evaluation = new Evaluation(
                    MetricsTest.gaussian(1000 + i, 200, 4, 0, 1),
                    null,
                    new Evaluation.Options(List.of("frechet-distance", "kid"), 24, i, 1, ProgressListener.NONE, null));
            ModelScores near = model("near", evaluation, MetricsTest.gaussian(2000 + i, 200, 4, 0.5, 1));
            ModelScores far = model("far", evaluation, MetricsTest.gaussian(3000 + i, 200, 4, 0.8, 1));
            frechet += holds(Difference.of(near, far, "frechet-distance", 0), trueFrechet) ? 1 : 0;
            kernel += holds(Difference.of(near, far, "kid", 0), trueKernel) ? 1 : 0;
        }
        // Three standard errors of a share of 0.95 over the simulations are 0.06.
        assertThat(frechet / (double) SIMULATIONS).isBetween(0.88, 1.0);
        assertThat(kernel / (double) SIMULATIONS).isBetween(0.88, 1.0);
    }

    private static boolean holds(Difference difference, double truth) {
        return Objects.requireNonNull(difference.low()) <= truth && truth <= Objects.requireNonNull(difference.high());
    }

    private static ModelScores model(String name, Evaluation evaluation, FeatureSet generated) {
        return new ModelScores(name, "gan", List.of(new ModelScores.Run(name + "-1", evaluation.score(generated))));
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
