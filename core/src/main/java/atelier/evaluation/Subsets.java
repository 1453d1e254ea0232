package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Random subsets without replacement. */
final class Subsets {
    private static final long SEED = 0x5eed_f100L;

    private Subsets() {}

    /**
     * So many rows, drawn with a fixed seed and in their order, or the set itself where it has no more: files may lie
     * by class.
     */
    static FeatureSet atMost(FeatureSet set, int count) {
        return set.count() <= count ? set : set.rows(draw(set.count(), count, new SplittableRandom(SEED)));
    }

    /** {@code size} different positions below {@code count}, ascending. */
    static int[] draw(int count, int size, SplittableRandom random) {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = i;
        }
        // The first steps of a Fisher-Yates shuffle.
        for (int i = 0; i < size; i++) {
            int other = i + random.nextInt(count - i);
            int kept = positions[i];
            positions[i] = positions[other];
            positions[other] = kept;
        }
        int[] chosen = Arrays.copyOf(positions, size);
        Arrays.sort(chosen);
        return chosen;
    }
}
