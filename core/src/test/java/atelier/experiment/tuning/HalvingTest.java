package atelier.experiment.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.experiment.tuning.Halving.Round;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalvingTest {
    @Test
    void eightTrialsOfAnHourGoThroughThreeRoundsOfTwentyMinutes() {
        assertThat(Halving.rounds(8, 3_600)).containsExactly(new Round(8, 150), new Round(4, 300), new Round(2, 600));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 8, 12, 31, 32})
    void theWholeBudgetIsSpentAndHalfAtMostGoesOn(int trials) {
        var rounds = Halving.rounds(trials, 1_000);
        assertThat(rounds.stream()
                        .mapToDouble(round -> round.trials() * round.share())
                        .sum())
                .isCloseTo(1_000, within(1e-9));
        assertThat(rounds.get(0).trials()).isEqualTo(trials);
        assertThat(rounds.get(rounds.size() - 1).trials()).isBetween(2, 3);
        for (int i = 1; i < rounds.size(); i++) {
            assertThat(rounds.get(i).trials()).isEqualTo(rounds.get(i - 1).trials() / 2);
        }
    }

    @Test
    void oneTrialIsNoChoice() {
        assertThatThrownBy(() -> Halving.rounds(1, 60)).hasMessageContaining("1 trials");
    }
}
