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
