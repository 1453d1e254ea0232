package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a miniature says of the parts of a run. */
class BudgetTest {
    /** A run whose second half takes three times as long as its first: 20 steps of 8 images, at 1 and at 3 seconds. */
    @Test
    void everyPartEndsWithItsOwnLastStep() {
        double[] seconds = new double[10];
        double now = 0;
        for (int step = 1; step <= 20; step++) {
            now += step <= 10 ? 1 : 3;
            Budget.mark(seconds, step * 8, 160, now);
        }

        assertThat(seconds).containsExactly(2, 4, 6, 8, 10, 16, 22, 28, 34, 40);
    }

    /** Three steps: what no step ended in is as long as nothing, and the whole is what all of them took. */
    @Test
    void fewStepsEndWhereTheyEnd() {
        double[] seconds = new double[10];
        Budget.mark(seconds, 8, 24, 1);
        Budget.mark(seconds, 16, 24, 2);
        Budget.mark(seconds, 24, 24, 3);

        assertThat(seconds).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3);
    }

    /** Went wrong in its third step, went back, and did the first step anew, which is not counted. */
    @Test
    void aReturnToTheBeginningEndsNoPart() {
        double[] seconds = new double[2];
        Budget.mark(seconds, 8, 16, 1);
        Budget.mark(seconds, 0, 16, 3);
        assertThat(seconds).containsExactly(1, 1);
        Budget.mark(seconds, 8, 16, 4);
        Budget.mark(seconds, 16, 16, 5);

        assertThat(seconds).containsExactly(4, 5);
    }

    @Test
    void aShareLiesBetweenTheEndsOfParts() {
        Budget.Calibration calibration = new Budget.Calibration(100, 5, List.of(0.25, 0.5, 1.0, 1.0));

        assertThat(calibration.share(0)).isZero();
        assertThat(calibration.share(0.125)).isEqualTo(0.125);
        assertThat(calibration.share(0.5)).isEqualTo(0.5);
        assertThat(calibration.share(0.625)).isEqualTo(0.75);
        assertThat(calibration.share(1)).isEqualTo(1);
    }
}
