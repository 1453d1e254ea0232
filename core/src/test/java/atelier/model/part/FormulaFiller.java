package atelier.model.part;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Numbers by name for golden vectors, as their README describes: the raw stream is that of {@link SplittableRandom}. */
final class FormulaFiller {
    private static final long SEED = 0x5eed2f1d00c0ffeeL;

    private FormulaFiller() {}

    /** Weights of a layer with this number of inputs, gain 6, rounded to float32. */
    static double[] weight(String name, int count, int inputs) {
        return scaled(name, count, Math.sqrt(6.0 / inputs));
    }

    /** Biases, rounded to float32. */
    static double[] small(String name, int count) {
        return scaled(name, count, 0.1);
    }

    private static double[] scaled(String name, int count, double scale) {
        SplittableRandom stream = new SplittableRandom(mix(hash(name) ^ SEED));
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double unit = (stream.nextLong() >>> 11) * 0x1.0p-52 - 1;
            values[i] = (float) (unit * scale);
        }
        return values;
    }

    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
