package atelier.evaluation;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Numbers by name for golden vectors, as their README describes: the raw stream is that of {@link SplittableRandom}. */
public final class FormulaFiller {
    private static final long SEED = 0x5eed2f1d00c0ffeeL;

    private FormulaFiller() {}

    /** What a parameter is, which decides how unit values become its own. */
    public enum Kind {
        SMALL(u -> 0.1 * u),
        SCALE(u -> 1 + 0.1 * u),
        VARIANCE(u -> 1 + 0.5 * Math.abs(u)),
        GAMMA(u -> 0.5 + 0.25 * u),
        TOKEN(u -> 0.5 * u),
        HEAD(Math::abs);

        private final DoubleUnaryOperator value;

        Kind(DoubleUnaryOperator value) {
            this.value = value;
        }
    }

    /** Weights of a layer with this number of inputs, rounded to float32. */
    public static float[] weight(String name, int count, long inputs, double gain) {
        double scale = Math.sqrt(gain / inputs);
        return filled(name, count, u -> u * scale);
    }

    /** Any other parameter, rounded to float32. */
    public static float[] parameter(String name, int count, Kind kind) {
        return filled(name, count, kind.value);
    }

    private static float[] filled(String name, int count, DoubleUnaryOperator value) {
        SplittableRandom stream = stream(name);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) value.applyAsDouble((stream.nextLong() >>> 11) * 0x1.0p-52 - 1);
        }
        return values;
    }

    /** The first raw 64-bit values of a name's stream. */
    public static long[] raw(String name, int count) {
        return stream(name).longs(count).toArray();
    }

    /** The picture of this name, uint8 in the order [3,H,W]. */
    public static int[] image(String name, int height, int width) {
        long[] parameters = raw("img/" + name + "/params", 9);
        SplittableRandom noise = stream("img/" + name + "/noise");
        int[] pixels = new int[3 * height * width];
        int at = 0;
        for (int c = 0; c < 3; c++) {
            int across = (int) ((parameters[3 * c] >>> 33) % 9) + 1;
            int down = (int) ((parameters[3 * c + 1] >>> 33) % 9) + 1;
            int phase = (int) ((parameters[3 * c + 2] >>> 33) % 510);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int triangle = Math.abs((across * x + down * y + phase) % 510 - 255);
                    pixels[at++] = (3 * triangle + (int) (noise.nextLong() >>> 56)) / 4;
                }
            }
        }
        return pixels;
    }

    private static SplittableRandom stream(String name) {
        return new SplittableRandom(key(name));
    }

    /** FNV-1a over the bytes of the name. */
    public static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The key of a name's stream. */
    public static long key(String name) {
        return mix(hash(name) ^ SEED);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
