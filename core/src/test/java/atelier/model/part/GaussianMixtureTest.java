package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Torch;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {
    private static final int SIZE = 2;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    @Test
    void recoversTwoSeparatedClusters() {
        float[] points = clusters(400);
        GaussianMixture mixture = GaussianMixture.fit(points, SIZE, unlabelled(400), 0, 1);
        float[] drawn = draw(mixture, 4_000, 0);
        double right = 0;
        double rightX = 0;
        double between = 0;
        for (int i = 0; i < 4_000; i++) {
            double x = drawn[2 * i];
            right += x > 0 ? 1 : 0;
            rightX += x > 0 ? x : 0;
            between += Math.abs(x) < 2 ? 1 : 0;
        }
        assertThat(right / 4_000).isCloseTo(0.25, within(0.05));
        assertThat(rightX / right).isCloseTo(10, within(1.0));
        assertThat(between / 4_000).isLessThan(0.02);
    }

    @Test
    void explainsHeldOutPointsOfTwoMoonsBetterThanOneGaussian() {
        float[] training = moons(600, "training");
        float[] heldOut = moons(300, "held out");
        GaussianMixture mixture = GaussianMixture.fit(training, SIZE, unlabelled(600), 0, 1);
        double own = meanLogDensity(mixture.export(), 0, heldOut);
        double single = meanLogDensity(
                Map.of(
                        "sampler.0.cumulative", new SafeTensors.Entry(new long[] {1}, new float[] {1}),
                        "sampler.0.means", new SafeTensors.Entry(new long[] {1, 2}, mean(training)),
                        "sampler.0.factors", new SafeTensors.Entry(new long[] {1, 2, 2}, factor(training))),
                0,
                heldOut);
        assertThat(own).isGreaterThan(single + 0.1);
    }

    @Test
    void aFewPointsGiveOneGaussianWithTheirMeanAndCovariance() {
        float[] points = {0, 0, 2, 0, 0, 2, 2, 2, 1, 1};
        Map<String, SafeTensors.Entry> entries =
                GaussianMixture.fit(points, SIZE, unlabelled(5), 0, 1).export();
        assertThat(entries.get("sampler.0.cumulative").values()).containsExactly(1);
        assertThat(entries.get("sampler.0.means").values()).containsExactly(new float[] {1, 1}, within(1e-5f));
        // Scatter 4 of five points, drawn towards the unbiased covariance 1 with the weight of two.
        float expected = (float) Math.sqrt((4 + 2 * (1 + 1e-4)) / 7);
        assertThat(entries.get("sampler.0.factors").values())
                .containsExactly(new float[] {expected, 0, 0, expected}, within(1e-4f));
    }

    @Test
    void theSameKeyDrawsTheSamePointAndAnotherKeyAnother() {
        GaussianMixture mixture = GaussianMixture.fit(clusters(64), SIZE, unlabelled(64), 0, 1);
        assertThat(draw(mixture, 5, 0)).isEqualTo(draw(mixture, 5, 0));
        assertThat(draw(mixture, 5, 0)).doesNotHaveDuplicates();
    }

    @Test
    void theSameSeedFitsTheSameMixture() {
        float[] first = draw(GaussianMixture.fit(clusters(64), SIZE, unlabelled(64), 0, 9), 20, 0);
        float[] second = draw(GaussianMixture.fit(clusters(64), SIZE, unlabelled(64), 0, 9), 20, 0);
        assertThat(first).isEqualTo(second);
    }

    @Test
    void aStoredMixtureDrawsTheSamePoints() {
        int[] labels = new int[64];
        for (int i = 0; i < 64; i++) {
            labels[i] = i % 3;
        }
        GaussianMixture mixture = GaussianMixture.fit(clusters(64), SIZE, labels, 3, 1);
        GaussianMixture loaded = GaussianMixture.load(mixture.export(), SIZE);
        for (int label = 0; label < 3; label++) {
            assertThat(draw(loaded, 20, label)).isEqualTo(draw(mixture, 20, label));
        }
        assertThat(loaded.name()).isEqualTo("gmm");
    }

    @Test
    void classesOfOnePictureAndOfNoneStillDrawFinitePoints() {
        float[] points = clusters(41);
        int[] labels = new int[41];
        labels[40] = 1;
        points[80] = 30;
        points[81] = 30;
        GaussianMixture mixture = GaussianMixture.fit(points, SIZE, labels, 3, 1);
        for (int label = 0; label < 3; label++) {
            for (float value : draw(mixture, 200, label)) {
                assertThat(value).isFinite();
            }
        }
        float[] alone = draw(mixture, 2_000, 1);
        double sum = 0;
        for (float value : alone) {
            sum += value;
        }
        assertThat(sum / alone.length).as("around its only picture").isCloseTo(30, within(1.5));
    }

    @Test
    void pointsThatAreAllEqualDoNotBreakTheFit() {
        float[] drawn = draw(GaussianMixture.fit(new float[100], SIZE, unlabelled(50), 0, 1), 50, 0);
        for (float value : drawn) {
            assertThat(value).isBetween(-0.2f, 0.2f);
        }
    }

    @Test
    void anotherLatentSizeOrAMissingMixtureIsRefused() {
        Map<String, SafeTensors.Entry> entries =
                GaussianMixture.fit(clusters(16), SIZE, unlabelled(16), 0, 1).export();
        assertThatThrownBy(() -> GaussianMixture.load(entries, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GaussianMixture.load(Map.of(), SIZE)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int[] unlabelled(int count) {
        int[] labels = new int[count];
        java.util.Arrays.fill(labels, -1);
        return labels;
    }

    /** A quarter around (10,0), the rest around (-10,0), deviation 1. */
    private static float[] clusters(int count) {
        float[] points = new float[2 * count];
        RandomStream.of(4, "clusters", 0).fillNormal(points, 0, points.length);
        for (int i = 0; i < count; i++) {
            points[2 * i] += i % 4 == 0 ? 10 : -10;
        }
        return points;
    }

    private static float[] moons(int count, String purpose) {
        float[] points = new float[2 * count];
        RandomStream stream = RandomStream.of(4, purpose, 0);
        for (int i = 0; i < count; i++) {
            double angle = Math.PI * stream.nextDouble();
            boolean upper = i % 2 == 0;
            points[2 * i] = (float) ((upper ? Math.cos(angle) : 1 - Math.cos(angle)) + 0.08 * stream.nextNormal());
            points[2 * i + 1] =
                    (float) ((upper ? Math.sin(angle) : 0.5 - Math.sin(angle)) + 0.08 * stream.nextNormal());
        }
        return points;
    }

    private static float[] draw(GaussianMixture mixture, int count, int label) {
        float[] points = new float[SIZE * count];
        for (int i = 0; i < count; i++) {
            mixture.draw(RandomStream.of(8, "draw", i), label, points, SIZE * i);
        }
        return points;
    }

    /** Mean log density in the plane of an exported mixture, up to the constant of 2 pi. */
    private static double meanLogDensity(Map<String, SafeTensors.Entry> entries, int label, float[] points) {
        String prefix = "sampler." + label;
        float[] cumulative = entries.get(prefix + ".cumulative").values();
        float[] means = entries.get(prefix + ".means").values();
        float[] factors = entries.get(prefix + ".factors").values();
        double total = 0;
        for (int i = 0; i < points.length; i += 2) {
            double density = 0;
            for (int k = 0; k < cumulative.length; k++) {
                double weight = cumulative[k] - (k == 0 ? 0 : cumulative[k - 1]);
                double a = (points[i] - means[2 * k]) / factors[4 * k];
                double b = (points[i + 1] - means[2 * k + 1] - factors[4 * k + 2] * a) / factors[4 * k + 3];
                density += weight * Math.exp(-(a * a + b * b) / 2) / (factors[4 * k] * factors[4 * k + 3]);
            }
            total += Math.log(density);
        }
        return total / (points.length / 2.0);
    }

    private static float[] mean(float[] points) {
        float[] mean = new float[2];
        for (int i = 0; i < points.length; i++) {
            mean[i % 2] += (float) (points[i] / (points.length / 2.0));
        }
        return mean;
    }

    /** Lower Cholesky factor of the covariance. */
    private static float[] factor(float[] points) {
        float[] mean = mean(points);
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < points.length; i += 2) {
            double x = points[i] - mean[0];
            double y = points[i + 1] - mean[1];
            xx += x * x / (points.length / 2.0);
            xy += x * y / (points.length / 2.0);
            yy += y * y / (points.length / 2.0);
        }
        double first = Math.sqrt(xx);
        double cross = xy / first;
        return new float[] {(float) first, 0, (float) cross, (float) Math.sqrt(yy - cross * cross)};
    }
}
