package atelier.torch;

/**
 * A stream of random numbers that is a function of (seed, purpose, position): no hidden state
 * survives between uses, so any number of replicas, and a resumed run, draw the same numbers for the
 * same image. The generator is SplitMix64 (Steele, Lea and Flood 2014) started at a hash of the key;
 * normals come from Marsaglia's polar method with {@link StrictMath}, the same on every machine.
 */
public final class RandomStream {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;
    private double spare = Double.NaN;

    private RandomStream(long state) {
        this.state = state;
    }

    /**
     * Opens a stream.
     *
     * @param seed the run's seed
     * @param purpose what the numbers are for, so that two uses never share numbers
     * @param position usually the position of the image in the run, or an index
     */
    public static RandomStream of(long seed, String purpose, long position) {
        long key = mix(seed * GOLDEN + 1);
        for (int i = 0; i < purpose.length(); i++) {
            key = mix(key + purpose.charAt(i) + GOLDEN);
        }
        return new RandomStream(mix(key ^ mix(position + GOLDEN)));
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The next 64 random bits. */
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in [0, bound). */
    public int nextInt(int bound) {
        // 63 random bits against a bound of at most 31: the bias is below 2^-32.
        return (int) ((nextLong() >>> 1) % bound);
    }

    /** Uniform in [0, 1) with 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Standard normal. */
    public double nextNormal() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double u;
        double v;
        double square;
        do {
            u = 2 * nextDouble() - 1;
            v = 2 * nextDouble() - 1;
            square = u * u + v * v;
        } while (square >= 1 || square == 0);
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spare = v * factor;
        return u * factor;
    }

    /** Fills a range with standard normals. */
    public void fillNormal(float[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
            target[offset + i] = (float) nextNormal();
        }
    }

    /** A random order of 0..count-1 (Fisher and Yates). */
    public int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
