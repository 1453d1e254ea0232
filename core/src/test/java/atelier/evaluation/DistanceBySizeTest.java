package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.nn.features.FeatureSet;
import atelier.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Gaussians, whose true distance is known. */
class DistanceBySizeTest {
    private static final int DIMENSIONS = 16;
    private static final double SHIFT = 0.5;
    private static final double TRUTH = DIMENSIONS * SHIFT * SHIFT;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    @Test
    void theLineLeadsFromTheMeasuredDistancesToTheTrueOne() {
        FeatureSet real = MetricsTest.gaussian(1, 6_000, DIMENSIONS, 0, 1);
        FeatureSet generated = MetricsTest.gaussian(2, 500, DIMENSIONS, SHIFT, 1);
        DistanceBySize.Line line = DistanceBySize.of(real, generated);
        assertThat(line).isNotNull();
        assertThat(line.metric()).isEqualTo("frechet-distance");
        assertThat(line.points()).extracting(DistanceBySize.Point::count).containsExactly(500, 250, 166, 125, 100);
        assertThat(line.points().get(0).value()).isEqualTo(new FrechetDistance().value(new SetPair(real, generated)));
        assertThat(line.points().get(4).value())
                .as("the fewer pictures, the larger")
                .isGreaterThan(line.points().get(0).value());
        assertThat(line.slope()).isPositive();
        assertThat(Math.abs(line.intercept() - TRUTH))
                .isLessThan(Math.abs(line.points().get(4).value() - TRUTH))
                .isLessThan(0.6);
    }

    @Test
    void theLineGoesThroughTheMeanOfAllParts() {
        FeatureSet real = MetricsTest.gaussian(3, 300, 4, 0, 1);
        DistanceBySize.Line line = DistanceBySize.of(real, MetricsTest.gaussian(4, 120, 4, 1, 1));
        assertThat(line).isNotNull();
        int[] parts = {1, 2, 2, 2, 2};
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < parts.length; i++) {
            meanX += parts[i] / (9.0 * line.points().get(i).count());
            meanY += parts[i] / 9.0 * line.points().get(i).value();
        }
        assertThat(line.intercept() + line.slope() * meanX).isCloseTo(meanY, within(1e-9));
    }

    @Test
    void tooFewPicturesHaveNoLine() {
        FeatureSet real = MetricsTest.gaussian(5, 300, 4, 0, 1);
        assertThat(DistanceBySize.of(real, MetricsTest.gaussian(6, 99, 4, 1, 1)))
                .isNull();
    }
}
