package atelier.bench.features;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.nn.features.FeatureSet;
import org.junit.jupiter.api.Test;

/** Votes of the nearest rows, counted by hand. */
class NeighbourWorthTest {
    private static final FeatureSet KNOWN = line(0, 1, 2, 10, 11, 12);
    private static final int[] LABELS = {0, 0, 0, 1, 1, 1};

    private static FeatureSet line(float... values) {
        return new FeatureSet("line", values.length, 1, values);
    }

    @Test
    void theFiveNearestVote() {
        // Of the five nearest of 1.5 three have label 0; of those of 9 three have label 1.
        assertThat(NeighbourWorth.accuracy(KNOWN, LABELS, line(1.5f, 9), new int[] {0, 1}))
                .isEqualTo(1);
        assertThat(NeighbourWorth.accuracy(KNOWN, LABELS, line(1.5f, 9), new int[] {1, 1}))
                .isEqualTo(0.5);
    }

    @Test
    void theNearestDecidesBetweenEqualVotes() {
        assertThat(NeighbourWorth.accuracy(line(0, 1, 5, 6), new int[] {0, 0, 1, 1}, line(4.5f), new int[] {1}))
                .isEqualTo(1);
    }
}
