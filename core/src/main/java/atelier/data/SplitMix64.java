package atelier.data;

/**
 * SplitMix64 (Steele, Lea, Flood 2014): a stream of random numbers that is the same on every machine. Kept here
 * because the pictures drawn with it must never change.
 */
final class SplitMix64 {
    private long state;

    SplitMix64(long seed) {
        state = mix(seed);
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        return mix(state);
    }

    /** In [0,1), a multiple of 2^-53. */
    double nextDouble() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    double between(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
