package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HolmTest {
    @Test
    void theSmallestIsMultipliedByTheirNumberTheNextByOneLess() {
        // 4 x 0.005, 3 x 0.01, 2 x 0.03; 1 x 0.04 is less than what went before.
        assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(Holm.adjusted(new double[] {0.7, 0.6})).containsExactly(1, 1);
        assertThat(Holm.adjusted(new double[] {0.2})).containsExactly(0.2);
        assertThat(Holm.adjusted(new double[0])).isEmpty();
    }

    /** From tables: quantiles of 97.5 % and 99.5 %. */
    @Test
    void studentsTailsAgreeWithTheTables() {
        assertThat(StudentT.twoSided(12.7062, 1)).isCloseTo(0.05, within(1e-5));
        assertThat(StudentT.twoSided(-4.3027, 2)).isCloseTo(0.05, within(1e-5));
        assertThat(StudentT.twoSided(2.2622, 9)).isCloseTo(0.05, within(1e-5));
        assertThat(StudentT.twoSided(2.7500, 30)).isCloseTo(0.01, within(1e-5));
        assertThat(StudentT.twoSided(1.95996, 1e6)).isCloseTo(0.05, within(1e-5));
        assertThat(StudentT.twoSided(0, 3.7)).isEqualTo(1);
        assertThat(StudentT.twoSided(40, 31)).isBetween(0.0, 1e-20);
        assertThat(StudentT.twoSided(Intervals.t95(6.5), 6.5)).isCloseTo(0.05, within(1e-3));
    }
}
