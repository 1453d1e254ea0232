package atelier.model.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.Scope;
import atelier.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Solvers against values by hand and against the exact solution. */
class SolverTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    /** Where dx/dt = x leads from 1: to e, if followed exactly. */
    private static double growth(Solver solver, int steps) {
        try (Scope scope = Scope.withoutGradient()) {
            return Torch.toDouble(solver.integrate((x, time) -> x, Torch.fromFloats(new float[] {1}, 1), steps));
        }
    }

    @Test
    void eulerFollowsTheVelocityAtTheBeginningOfEachStep() {
        assertThat(growth(Solver.EULER, 1)).isEqualTo(2);
        assertThat(growth(Solver.EULER, 2)).isEqualTo(2.25);
    }

    @Test
    void heunTakesTheMeanOfBothEndsAndEndsWithAnEulerStep() {
        // 1 + 0.5 (1 + 1.5)/2 = 1.625, then 1.625 + 0.5 1.625.
        assertThat(growth(Solver.HEUN, 2)).isEqualTo(2.4375);
    }

    @Test
    void heunComesNearerWithTheSameNumberOfLooks() {
        assertThat(Math.abs(growth(Solver.HEUN, 10) - Math.E)).isLessThan(Math.abs(growth(Solver.EULER, 19) - Math.E));
    }

    @ParameterizedTest
    @EnumSource
    void aStraightLineIsFollowedExactlyInOneStep(Solver solver) {
        try (Scope scope = Scope.withoutGradient()) {
            float[] end = Torch.toFloats(solver.integrate(
                    (x, time) -> Torch.fromFloats(new float[] {2, -1}, 2), Torch.fromFloats(new float[] {1, 1}, 2), 1));
            assertThat(end).containsExactly(3, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theVelocityIsAskedAtTimesBetweenNoiseAndPicture(Solver solver) {
        try (Scope scope = Scope.withoutGradient()) {
            // dx/dt = 2t leads from 0 to 1; Euler's sum of 1000 lower ends is short by a thousandth.
            double end = Torch.toDouble(solver.integrate(
                    (x, time) -> x.mul(Torch.scalar(0)).add(Torch.scalar(2 * time)),
                    Torch.fromFloats(new float[] {0}, 1),
                    1_000));
            assertThat(end).isCloseTo(1, within(1.1e-3));
        }
    }
}
