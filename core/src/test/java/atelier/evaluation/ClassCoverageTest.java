package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.nn.features.FeatureSet;
import atelier.torch.Torch;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Points on a line, whose balls can be counted by hand. */
class ClassCoverageTest {
    private static final int EACH = 40;
    private static final int RARE = 5;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static FeatureSet points(float... values) {
        return new FeatureSet("test", values.length, 1, values);
    }

    /** Class 0 at 0 to 39, class 1 at 1000 to 1039, class 2 at 5000 to 5004, and one point of no class. */
    private static float[] line(float shift) {
        float[] values = new float[2 * EACH + RARE + 1];
        for (int i = 0; i < EACH; i++) {
            values[i] = i + shift;
            values[EACH + i] = 1000 + i + shift;
        }
        for (int i = 0; i < RARE; i++) {
            values[2 * EACH + i] = 5000 + i + shift;
        }
        values[2 * EACH + RARE] = 9000 + shift;
        return values;
    }

    private static int[] labels() {
        int[] labels = new int[2 * EACH + RARE + 1];
        Arrays.fill(labels, EACH, 2 * EACH, 1);
        Arrays.fill(labels, 2 * EACH, 2 * EACH + RARE, 2);
        labels[2 * EACH + RARE] = -1;
        return labels;
    }

    @Test
    void everyClassHasItsOwnShare() {
        FeatureSet real = points(line(0));
        // Inside the line a ball of the fifth neighbour has radius 3: 10.25 lies in those of 8 to 13, 20.25 in 18 to
        // 23.
        SetPair pair = new SetPair(real, points(10.25f, 20.25f));
        SetPair floor = new SetPair(real, points(line(0.25f)));
        PerClass coverage = new ClassCoverage(labels(), 3, floor).of(pair);
        assertThat(coverage.metric()).isEqualTo("coverage");
        assertThat(coverage.values()).hasSize(3);
        PerClass.Value first = coverage.values().get(0);
        assertThat(first.value()).isEqualTo(12.0 / EACH);
        assertThat(first.low()).isCloseTo(0.1807, within(1e-3));
        assertThat(first.high()).isCloseTo(0.4543, within(1e-3));
        assertThat(first.floor()).isEqualTo(1.0);
        assertThat(first.count()).isEqualTo(EACH);
        PerClass.Value second = coverage.values().get(1);
        assertThat(second.value()).isZero();
        assertThat(second.low()).isZero();
        assertThat(second.high()).as("none of 40 is not never").isBetween(0.08, 0.09);
        assertThat(coverage.values().get(2)).as("too few to say").isEqualTo(PerClass.Value.tooFew(RARE));
    }

    @Test
    void theSharesJoinToCoverageItself() {
        FeatureSet real = MetricsTest.gaussian(1, 200, 3, 0, 1);
        SetPair pair = new SetPair(real, MetricsTest.gaussian(2, 60, 3, 0.6, 1));
        int[] labels = new int[200];
        Arrays.setAll(labels, i -> i < 150 ? i % 2 : 2);
        PerClass coverage = new ClassCoverage(labels, 3, null).of(pair);
        double sum = 0;
        for (PerClass.Value value : coverage.values()) {
            assertThat(value.floor()).isNull();
            sum += value.value() * value.count();
        }
        assertThat(sum / 200)
                .isCloseTo(new Coverage().value(pair), within(1e-12))
                .isBetween(0.05, 0.95);
    }
}
