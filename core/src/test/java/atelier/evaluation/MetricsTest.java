package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.nn.features.FeatureSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricsTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    /** N x D draws of N(shift, scale^2). */
    static FeatureSet gaussian(long seed, int count, int dimensions, double shift, double scale) {
        float[] values = new float[count * dimensions];
        RandomStream.of(seed, "test features", 0).fillNormal(values, 0, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * scale + shift);
        }
        return new FeatureSet("test", count, dimensions, values);
    }

    @Test
    void namesAreUniqueAndEveryMetricSaysWhatItIs() {
        Set<String> names = Metrics.catalogue().stream().map(Metric::name).collect(Collectors.toSet());
        assertThat(names).hasSameSizeAs(Metrics.catalogue());
        assertThat(Metrics.catalogue()).allSatisfy(metric -> {
            assertThat(metric.convention()).hasSizeGreaterThan(20);
            assertThat(metric.paper()).matches(".*(arXiv|doi|ITU).*");
            assertThat(metric.range()).isNotBlank();
            assertThat(metric.minimumCount()).isPositive();
        });
        assertThatThrownBy(() -> Metrics.named("fid"))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("frechet-distance");
    }

    static java.util.List<FeatureMetric> featureMetrics() {
        return Metrics.ofFeatures();
    }

    @ParameterizedTest
    @MethodSource("featureMetrics")
    void worsensAsTheGeneratedPicturesMoveAway(FeatureMetric metric) {
        if (metric.direction() == Direction.NEITHER || metric.needsTraining()) {
            return;
        }
        FeatureSet real = gaussian(1, 300, 8, 0, 1);
        double near = metric.value(new SetPair(real, gaussian(2, 300, 8, 0.3, 1)));
        double far = metric.value(new SetPair(real, gaussian(2, 300, 8, 2.0, 1)));
        assertThat(metric.direction().better(near, far)).isTrue();
    }

    @Test
    void literalValuesHold() {
        // Two points each in the plane, by hand: means 1 apart, covariances diag(2,0) and diag(2,0).
        FeatureSet first = new FeatureSet("hand", 2, 2, new float[] {-1, 0, 1, 0});
        FeatureSet second = new FeatureSet("hand", 2, 2, new float[] {-1, 1, 1, 1});
        SetPair pair = new SetPair(first, second);
        assertThat(new FrechetDistance().value(pair)).isCloseTo(1, within(1e-12));
        // k(a,b) = (a.b/2 + 1)^3: within first 1/8, within second 1, across (2*27/8 + 2*1/8)/4.
        assertThat(new KernelDistance().value(pair))
                .isCloseTo(0.125 + 1 - 2 * (2 * 27 / 8.0 + 2 / 8.0) / 4, within(1e-12));
        // exp(-d^2/200): within 1 and 4 apart, across 1 and 5 apart (squared).
        double within = (2 + 2 * Math.exp(-4 / 200.0)) / 4;
        double across = (2 * Math.exp(-1 / 200.0) + 2 * Math.exp(-5 / 200.0)) / 4;
        assertThat(new RbfDistance().value(pair)).isCloseTo(1000 * 2 * (within - across), within(1e-9));
        // Cosine similarities of second: 1 and 0, so two orthogonal rows count as two.
        assertThat(new Vendi().value(pair)).isCloseTo(2, within(1e-9));
        assertThat(Vendi.score(first, 2)).isCloseTo(1, within(1e-9));
        assertThat(SlicedWasserstein.between(first, second, new double[] {0, 1}).meanSquared())
                .isCloseTo(1, within(1e-12));
        assertThat(new Authenticity().value(pair)).isEqualTo(0);
        assertThat(InceptionScore.perSplit(new double[] {1, 0, 0, 1}, 2, 1)[0]).isCloseTo(2, within(1e-12));
    }

    @Test
    void neighbourMetricsOfRowsOnALineAreThoseCountedByHand() {
        // Real 0..6; radius with k=3 is 2 inside, 3 at the ends (from the 3rd neighbour), see the counts below.
        FeatureSet real = new FeatureSet("line", 7, 1, new float[] {0, 1, 2, 3, 4, 5, 6});
        FeatureSet generated = new FeatureSet("line", 7, 1, new float[] {3, 3.1f, 3.2f, 3.3f, 20, 21, 22});
        Neighbourhoods.Balls inclusive =
                new SetPair(real, generated).neighbourhoods().balls(3, true);
        assertThat(inclusive.precision()).isCloseTo(4 / 7.0, within(1e-12));
        Neighbourhoods.Balls strict = new SetPair(real, real).neighbourhoods().balls(5, false);
        assertThat(strict.precision()).isEqualTo(1);
        assertThat(strict.coverage()).isEqualTo(1);
    }

    @Test
    void recallDensityAndCoverageAreThoseCountedByHand() {
        FeatureSet real = new FeatureSet("line", 12, 1, new float[] {0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17});
        FeatureSet generated = new FeatureSet("line", 8, 1, new float[] {1.5f, 3, 4.5f, 7, 200, 201, 202, 203});
        SetPair pair = new SetPair(real, generated);
        // k=3: generated radii 5.5, 4, 3, 5.5 and of the far ones 3, 2, 2, 3 hold 0 to 5, and 12 from 7, no more.
        assertThat(new Recall().value(pair)).isEqualTo(7 / 12.0);
        // Real radii 3, 2, 2, 2, 2, 3 in both groups: 1.5, 3, 4.5 and 7 lie inside.
        assertThat(new Precision().value(pair)).isEqualTo(4 / 8.0);
        // k=5: radii 5, 4, 3, 3, 4, 5: the first three lie in six balls each, 7 in those of 4 and 5; 12 is 5 away.
        assertThat(new Density().value(pair)).isCloseTo(20 / (5 * 8.0), within(1e-12));
        assertThat(new Coverage().value(pair)).isEqualTo(6 / 12.0);
    }

    @Test
    void realismIsThatOfHandAndACopyHasNone() {
        FeatureSet real = new FeatureSet("line", 7, 1, new float[] {1000, 1001, 1002, 1003, 1004, 1005, 1006});
        // k=5: radii 5, 4, 3, 3, 3, 4, 5, median 4, so the balls of 1002, 1003 and 1004 take part.
        FeatureSet near = new FeatureSet("line", 2, 1, new float[] {1002 + 0x1p-10f, 1006});
        SetPair pair = new SetPair(real, near);
        assertThat(Realism.perRow(pair)).containsExactly(new double[] {3072, 1.5}, within(1e-9));
        assertThat(new Realism().value(pair)).isCloseTo(1536.75, within(1e-9));
        FeatureSet copies = new FeatureSet("line", 6, 1, new float[] {1002, 1002.5f, 1003, 1000, 1001, 1009});
        Score score = new Evaluation(
                        real, null, Evaluation.Options.defaults().withMetrics(java.util.List.of("realism")))
                .score(copies)
                .scores()
                .get("realism");
        assertThat(score.value()).isNull();
        assertThat(score.reason()).contains("2 of 6 generated rows equal a real one");
    }

    /** A half-sample may take in what the whole leaves out, such as a ball that a picture lies in the middle of. */
    @Test
    void anIntervalWithoutAFiniteEndIsNone() {
        for (double[] ends : new double[][] {{Double.NaN, Double.NaN}, {0, Double.POSITIVE_INFINITY}}) {
            Score score = new Score("realism", 1.0, ends[0], ends[1], 0.9, "test", 10, null);
            assertThat(score.value()).isEqualTo(1);
            assertThat(score.low()).isNull();
            assertThat(score.high()).isNull();
        }
    }

    /** Fréchet distances of one dimension are (m1-m2)^2 + (s1-s2)^2; least squares over 1/n by the textbook's formula. */
    @Test
    void theExtrapolatedFrechetDistanceIsThatOfALineThroughPlainSums() {
        FeatureSet real = gaussian(11, 50, 1, 0, 1);
        FeatureSet generated = gaussian(12, 40, 1, 0.7, 2);
        int[][] subsets = {positions(10), positions(20), positions(40)};
        double[] x = {0.1, 0.05, 0.025};
        double[] y = new double[3];
        for (int i = 0; i < 3; i++) {
            double[] a = moments(real.values(), 50);
            double[] b = moments(generated.values(), subsets[i].length);
            y[i] = (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
        }
        double sx = x[0] + x[1] + x[2];
        double sy = y[0] + y[1] + y[2];
        double sxx = x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
        double sxy = x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
        double intercept = (sy * sxx - sx * sxy) / (3 * sxx - sx * sx);
        FrechetInfinity.Fit fit = FrechetInfinity.fit(real, generated, subsets);
        assertThat(fit.distances()).containsExactly(y, within(1e-9));
        assertThat(fit.intercept()).isCloseTo(intercept, within(1e-9));
    }

    private static int[] positions(int count) {
        return java.util.stream.IntStream.range(0, count).toArray();
    }

    /** Mean and deviation with divisor n-1. */
    private static double[] moments(float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i] / count;
        }
        double squares = 0;
        for (int i = 0; i < count; i++) {
            squares += (values[i] - sum) * (values[i] - sum);
        }
        return new double[] {sum, Math.sqrt(squares / (count - 1))};
    }

    @Test
    void theCopyingStatisticOfTwoCellsIsThatOfHand() {
        // Cell 0 around the training row 0: held-out rows 1, 3, 5 away, generated 2 and 4. Of 6 pairs 3 are farther:
        // z = (3 - (3 - 0.5)) / sqrt(3*2*6/12). Cell 1 around 100: 1 and 2 away against three times 0.5; none is
        // farther:
        // z = (0 - (3 - 0.5)) / sqrt(2*3*6/12). Weighted 3 and 2.
        CopyingStatistic.Assigned training = assigned(new float[] {0, 100}, 0, 1);
        CopyingStatistic.Assigned test = assigned(new float[] {1, -3, 5, 101, 98}, 0, 0, 0, 1, 1);
        CopyingStatistic.Assigned generated = assigned(new float[] {2, -4, 100.5f, 99.5f, 100.5f}, 0, 0, 1, 1, 1);
        CopyingStatistic.Cells cells = CopyingStatistic.cells(training, test, generated, 2, 0);
        double first = 0.5 / Math.sqrt(3);
        double second = -2.5 / Math.sqrt(3);
        assertThat(cells.scores()).containsExactly(new double[] {first, second}, within(1e-12));
        assertThat(cells.value()).isCloseTo((3 * first + 2 * second) / 5, within(1e-12));
    }

    private static CopyingStatistic.Assigned assigned(float[] values, int... cells) {
        return new CopyingStatistic.Assigned(new FeatureSet("line", values.length, 1, values), cells);
    }

    /** Two even pictures have no structure: of SSIM only the term of brightness is left, (2ab + c)/(a^2 + b^2 + c). */
    @Test
    void similarityOfEvenPicturesIsThatOfTheirBrightness() {
        try (Scope scope = Scope.withoutGradient()) {
            double brightness = (2 * 0.25 * 0.75 + 1e-4) / (0.25 * 0.25 + 0.75 * 0.75 + 1e-4);
            assertThat(new Ssim().values(even(16, 0.25f), even(16, 0.75f))[0]).isCloseTo(brightness, within(1e-6));
            // 32 pixels hold two scales; only the last one sees brightness, with 0.2856 of the weights 0.0448 and
            // 0.2856.
            double share = 0.2856 / (0.0448 + 0.2856);
            assertThat(new MultiScaleSsim().values(even(32, 0.25f), even(32, 0.75f))[0])
                    .isCloseTo(Math.pow(brightness, share), within(1e-6));
        }
    }

    private static Tensor even(int side, float value) {
        float[] values = new float[side * side];
        Arrays.fill(values, value);
        return Torch.fromFloats(values, 1, 1, side, side);
    }

    /** Where every picture differs from all others the score is about N, and half of them have half of it. */
    @Test
    void theIntervalOfVendiIsAsWideAsItsSpreadWhateverN() {
        for (int dimensions : new int[] {4, 300}) {
            int draws = 30;
            double[] values = new double[draws];
            double[] widths = new double[draws];
            FeatureSet real = gaussian(1, 60, dimensions, 0, 1);
            for (int i = 0; i < draws; i++) {
                Score score = new Evaluation(
                                real,
                                null,
                                new Evaluation.Options(
                                        java.util.List.of("vendi"), 24, i, 1, atelier.data.ProgressListener.NONE, null))
                        .score(gaussian(100 + i, 60, dimensions, 0.3, 1))
                        .scores()
                        .get("vendi");
                values[i] = score.value();
                widths[i] = (score.high() - score.low()) / (2 * Intervals.t95(23));
            }
            double ratio = Intervals.mean(widths) / Math.sqrt(Intervals.variance(values));
            assertThat(ratio).as("%s dimensions", dimensions).isBetween(0.6, 2.0);
        }
    }

    @Test
    void identicalSetsGiveTheKnownLimits() {
        FeatureSet real = gaussian(5, 200, 16, 0, 1);
        SetPair same = new SetPair(real, real);
        assertThat(new FrechetDistance().value(same)).isCloseTo(0, within(1e-9));
        assertThat(new Precision().value(same)).isEqualTo(1);
        assertThat(new Recall().value(same)).isEqualTo(1);
        assertThat(new Coverage().value(same)).isEqualTo(1);
        assertThat(new Density().value(same)).isCloseTo(1, within(0.05));
        assertThat(new RbfDistance().value(same)).isCloseTo(0, within(1e-9));
        assertThat(new SlicedWasserstein().value(same)).isEqualTo(0);
    }

    @Test
    void theFrechetDistanceIsStableWhereThereAreFewerRowsThanDimensions() {
        FeatureSet real = gaussian(6, 20, 64, 0, 1);
        assertThat(new FrechetDistance().value(new SetPair(real, real))).isCloseTo(0, within(1e-9));
        // Rows repeated do not change mean or shape: both branches of the factorisation must agree.
        FeatureSet twice = real.rows(
                java.util.stream.IntStream.range(0, 80).map(i -> i % 20).toArray());
        double whitened = 79.0 / 80 * 20 / 19; // ratio of divisors
        double trace = FrechetDistance.between(real, twice);
        assertThat(trace).isBetween(0.0, 64 * Math.pow(1 - Math.sqrt(1 / whitened), 2) + 0.05);
    }

    @Test
    void badFeaturesAreRefusedInWords() {
        assertThatThrownBy(() -> new FeatureSet("x", 2, 1, new float[] {1, Float.NaN}))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("row 1");
        FeatureSet constant = new FeatureSet("x", 3, 2, new float[] {1, 2, 1, 2, 1, 2});
        assertThatThrownBy(() -> new SetPair(constant, constant)).hasMessageContaining("equal");
        FeatureSet narrow = new FeatureSet("x", 2, 1, new float[] {1, 2});
        assertThatThrownBy(() -> new SetPair(narrow, constant)).hasMessageContaining("dimensions");
        FeatureSet other = new FeatureSet("y", 2, 1, new float[] {1, 2});
        assertThatThrownBy(() -> new SetPair(narrow, other))
                .isInstanceOfSatisfying(
                        AtelierException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE));
    }

    @Test
    void distancesDoNotDependOnTheBlocks() {
        // 6,000 rows of columns make several blocks.
        FeatureSet rows = gaussian(7, 5000, 2, 0, 1);
        double[] nearest =
                Neighbourhoods.Nearest.of(rows, rows.first(3000), false).distance();
        assertThat(Arrays.stream(nearest, 0, 3000).max().orElseThrow()).isLessThan(1e-6);
    }

    @Test
    void pictureMetricsKnowEqualAndDifferentPictures() {
        try (Scope scope = Scope.withoutGradient()) {
            float[] values = new float[2 * 3 * 32 * 32];
            RandomStream.of(8, "test pictures", 0).fillNormal(values, 0, values.length);
            Tensor target = Torch.fromFloats(values, 2, 3, 32, 32).tanh();
            assertThat(Evaluation.reconstructions(target, target, null)
                            .get("psnr")
                            .value())
                    .isEqualTo(100);
            assertThat(Evaluation.reconstructions(target, target, null)
                            .get("ssim")
                            .value())
                    .isCloseTo(1, within(1e-9));
            // A constant error of 0.1 on [0,1] is 20 dB.
            Tensor low = torchZeros().sub(new org.bytedeco.pytorch.Scalar(0.2));
            assertThat(Evaluation.reconstructions(torchZeros(), low, null)
                            .get("psnr")
                            .value())
                    .isCloseTo(20, within(1e-5));
            Tensor small = target.narrow(2, 0, 8).narrow(3, 0, 8);
            assertThat(Evaluation.reconstructions(small, small, null)
                            .get("ssim")
                            .reason())
                    .contains("11");
        }
    }

    private static Tensor torchZeros() {
        return Torch.fromFloats(new float[3 * 16 * 16], 1, 3, 16, 16);
    }
}
