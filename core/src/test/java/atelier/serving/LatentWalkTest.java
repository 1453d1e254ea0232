package atelier.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatentWalkTest {
    private static final float HALF_ROOT = (float) Math.sqrt(0.5);

    @Test
    void halfWayBetweenPerpendicularUnitsLiesOnTheCircle() {
        float[] middle = LatentWalk.spherical(new float[] {1, 0}, new float[] {0, 1}, 0.5);
        assertThat(middle).containsExactly(new float[] {HALF_ROOT, HALF_ROOT}, within(1e-6f));
    }

    @Test
    void theEndsAreTheEnds() {
        float[] from = {1, 2, 3};
        float[] to = {-1, 0.5f, 2};
        assertThat(LatentWalk.spherical(from, to, 0)).containsExactly(from, within(1e-6f));
        assertThat(LatentWalk.spherical(from, to, 1)).containsExactly(to, within(1e-6f));
    }

    @Test
    void theLengthChangesEvenly() {
        float[] middle = LatentWalk.spherical(new float[] {2, 0}, new float[] {0, 4}, 0.5);
        assertThat(Math.hypot(middle[0], middle[1])).isCloseTo(3, within(1e-5));
    }

    @Test
    void parallelAndZeroLatentsAreJoinedByALine() {
        assertThat(LatentWalk.spherical(new float[] {1, 1}, new float[] {3, 3}, 0.5))
                .containsExactly(new float[] {2, 2}, within(1e-6f));
        assertThat(LatentWalk.spherical(new float[] {0, 0}, new float[] {2, 0}, 0.5))
                .containsExactly(new float[] {1, 0}, within(1e-6f));
    }
}
