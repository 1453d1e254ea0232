package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final String METRIC = "cas";

    private static Score score(double value, double low, double high) {
        return new Score(METRIC, value, low, high, null, "test convention", 1000, null);
    }

    private static ModelScores model(String name, Score... scores) {
        List<ModelScores.Run> runs = new ArrayList<>();
        for (Score score : scores) {
            SetScores set = new SetScores("test", Map.of(METRIC, score), Map.of());
            runs.add(new ModelScores.Run(name + "-" + (runs.size() + 1), set));
        }
        return new ModelScores(name, "gan", runs);
    }

    private static double half(Difference difference) {
        return Objects.requireNonNull(difference.high()) - difference.value();
    }

    @Test
    void ofOneRunEachTheVariancesOfTheScoresAddUp() {
        Difference difference =
                Difference.of(model("a", score(0.7, 0.6, 0.8)), model("b", score(0.4, 0.3, 0.5)), METRIC, 0);
        assertThat(difference.value()).isCloseTo(0.3, within(1e-12));
        assertThat(half(difference)).isCloseTo(0.1 * Math.sqrt(2), within(1e-6));
    }

    /** A score near the end of its scale is no surer than one in the middle. */
    @Test
    void anIntervalThatIsCutAtTheEndOfTheScaleIsTakenByItsOtherEnd() {
        Difference difference =
                Difference.of(model("a", score(0.98, 0.88, 1)), model("b", score(0.4, 0.3, 0.5)), METRIC, 0);
        assertThat(half(difference)).isCloseTo(0.1 * Math.sqrt(2), within(1e-6));
    }

    /** Where the runs' spread outweighs that of samples, there are hardly more than two degrees of freedom. */
    @Test
    void ofTwoRunsEachTheSpreadIsThatOfFourNumbers() {
        Difference difference = Difference.of(
                model("a", score(0.9, 0.899, 0.901), score(0.7, 0.699, 0.701)),
                model("b", score(0.3, 0.299, 0.301), score(0.1, 0.099, 0.101)),
                METRIC,
                0);
        // A variance of 0.02 in each model, over two runs each; Student's t for two degrees is 4.303.
        double expected = 4.303 * Math.sqrt(0.02 / 2 + 0.02 / 2);
        assertThat(half(difference)).isCloseTo(expected, within(0.01 * expected));
    }

    /** Where the runs of one model agree, only those of the other tell of the spread: two of them have one degree. */
    @Test
    void aModelWhoseRunsAgreeAddsNoDegreesOfFreedom() {
        Difference difference = Difference.of(
                model("a", score(0.9, 0.899, 0.901), score(0.7, 0.699, 0.701)),
                model("b", score(0.2, 0.199, 0.201), score(0.2, 0.199, 0.201)),
                METRIC,
                0);
        double expected = 12.706 * Math.sqrt(0.02 / 2);
        assertThat(half(difference)).isCloseTo(expected, within(0.02 * expected));
    }
}
