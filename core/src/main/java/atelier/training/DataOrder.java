package atelier.training;

import atelier.torch.RandomStream;

/**
 * Which picture stands at which position of a run: every epoch is a permutation that is a function of
 * (seed, epoch), so that a run can be entered anywhere.
 */
public final class DataOrder {
    private final long seed;
    private final int count;
    private long epoch = -1;
    private int[] order = new int[0];

    /** The order of so many pictures under a seed. */
    public DataOrder(long seed, int count) {
        this.seed = seed;
        this.count = count;
    }

    /** The indices of the pictures at positions first, first+1, … */
    public int[] at(long first, int length) {
        int[] result = new int[length];
        for (int i = 0; i < length; i++) {
            long position = first + i;
            long wanted = position / count;
            if (wanted != epoch) {
                order = RandomStream.of(seed, "data order", wanted).permutation(count);
                epoch = wanted;
            }
            result[i] = order[(int) (position % count)];
        }
        return result;
    }
}
