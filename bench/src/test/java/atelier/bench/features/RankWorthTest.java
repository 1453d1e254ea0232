package atelier.bench.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Rank correlations, beside numbers of SciPy's {@code spearmanr}. */
class RankWorthTest {
    private static final double[] RISING = {1, 2, 3, 4, 5};

    @Test
    void equalOrdersHaveOneAndReversedOnesMinusOne() {
        assertThat(RankWorth.spearman(RISING, new double[] {1, 10, 11, 100, 1e6}))
                .isEqualTo(1);
        assertThat(RankWorth.spearman(RISING, new double[] {9, 7, 5, 3, 1})).isEqualTo(-1);
    }

    @Test
    void equalValuesShareTheirRank() {
        assertThat(RankWorth.spearman(RISING, new double[] {5, 6, 7, 8, 7}))
                .isCloseTo(0.8207826816681233, within(1e-12));
    }

    @Test
    void theIntervalIsNamedWhereThereAreEnoughRuns() {
        assertThat(RankWorth.summary(new double[] {1, 2, 3}, new double[] {1, 2, 3}))
                .isEqualTo("Rank correlation over 3 runs: 1.000.");
        assertThat(RankWorth.summary(RISING, new double[] {5, 6, 7, 8, 7}))
                .isEqualTo("Rank correlation over 5 runs: 0.821 (-0.416 to 0.992).");
    }
}
