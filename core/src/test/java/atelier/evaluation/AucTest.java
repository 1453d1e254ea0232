package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AucTest {
    @Test
    void pairsAreCountedAndTiesCountHalf() {
        // Of six pairs the positive wins (3>1), (3>2), (2>1), ties (2,2) and loses (0,1), (0,2): 3.5 of 6.
        Auc auc = Auc.of(new double[] {3, 2, 0}, new double[] {1, 2});
        assertThat(auc.value()).isCloseTo(3.5 / 6, within(1e-12));
        assertThat(Auc.of(new double[] {5, 5}, new double[] {5, 5, 5}).value()).isEqualTo(0.5);
        assertThat(Auc.of(new double[] {6, 7}, new double[] {5, -1, 5}).value()).isOne();
        assertThat(Auc.of(new double[] {0, 1}, new double[] {5, 2, 5}).value()).isZero();
    }

    @Test
    void theIntervalIsDeLongsByHand() {
        // Shares below each positive: 2/2, 1.5/2, 0; above each negative: 2/3, 1.5/3.
        double[] positive = {1, 0.75, 0};
        double[] negative = {2 / 3.0, 0.5};
        double variance = Intervals.variance(positive) / 3 + Intervals.variance(negative) / 2;
        Auc auc = Auc.of(new double[] {3, 2, 0}, new double[] {1, 2});
        assertThat(auc.low()).isEqualTo(Math.max(0, 3.5 / 6 - Intervals.t95(1) * Math.sqrt(variance)));
        assertThat(auc.high()).isEqualTo(1);
    }

    @Test
    void theIntervalHoldsTheTruthAboutAsOftenAsItSays() {
        // Normals one deviation apart: the truth is Phi(1 / sqrt 2).
        double truth = 0.7602499389;
        int held = 0;
        int rounds = 400;
        for (int round = 0; round < rounds; round++) {
            Auc auc = Auc.of(normals(2L * round, 1), normals(2L * round + 1, 0));
            held += auc.low() <= truth && truth <= auc.high() ? 1 : 0;
        }
        assertThat(held / (double) rounds).isBetween(0.92, 0.98);
    }

    private static double[] normals(long position, double mean) {
        RandomStream random = RandomStream.of(7, "auc", position);
        double[] values = new double[60];
        Arrays.setAll(values, i -> mean + random.nextNormal());
        return values;
    }
}
