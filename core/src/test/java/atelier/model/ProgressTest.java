package atelier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "500, 1", "750, 0.55", "625, 0.868198", "1000, 0.1", "2000, 0.1"})
    void theRateHoldsThenFallsOnACosine(long images, double expected) {
        assertThat(new Progress(0, images, 1_000).holdThenCosine(0.5, 0.1)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void aRunThatHoldsToItsEndNeverFalls() {
        assertThat(new Progress(0, 1_000, 1_000).holdThenCosine(1, 0.1)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "50, 0.5", "100, 1", "900, 1"})
    void aRampRisesInAStraightLine(long images, double expected) {
        assertThat(new Progress(0, images, 1_000).ramp(0.1)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void aRampOfNoLengthIsUpFromTheStart() {
        assertThat(new Progress(0, 0, 1_000).ramp(0)).isEqualTo(1);
    }

    @Test
    void aRunOfUnknownLengthCountsAsDone() {
        assertThat(new Progress(0, 5, 0).fraction()).isEqualTo(1);
    }

    @Test
    void aFurtherBudgetGoesThroughTheSecondHalfAgain() {
        assertThat(new Progress(0, 1_000, 3_000, 1_000).fraction()).isEqualTo(0.5);
        assertThat(new Progress(0, 2_000, 3_000, 1_000).fraction()).isEqualTo(0.75);
        assertThat(new Progress(0, 3_000, 3_000, 1_000).fraction()).isEqualTo(1);
    }
}
