package atelier.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A path through latent space: from one picture of a seed to the next, on the sphere between them.
 *
 * <p>Along a straight line latents become shorter in the middle than any that were trained on; the spherical path keeps
 * their usual length (White 2016, arXiv 1609.04468).
 */
public final class LatentWalk {
    private static final double NEARLY_PARALLEL = 1e-4;

    private LatentWalk() {}

    /**
     * The latents on the way past pictures 0 to {@code stops - 1} of a seed.
     *
     * @param steps latents from one stop to the next, the first of them included
     * @param label a class's name or number for all of them, or null for picture 0's class
     * @return (stops - 1) x steps + 1 latents, Z values each
     */
    public static List<float[]> between(Generator generator, long seed, int stops, int steps, @Nullable String label) {
        List<float[]> corners = IntStream.range(0, stops)
                .mapToObj(index -> generator.latent(seed, index, label))
                .toList();
        List<float[]> path = new ArrayList<>();
        for (int corner = 0; corner + 1 < corners.size(); corner++) {
            for (int step = 0; step < steps; step++) {
                path.add(spherical(corners.get(corner), corners.get(corner + 1), (double) step / steps));
            }
        }
        path.add(corners.get(corners.size() - 1));
        return path;
    }

    /**
     * Spherical interpolation; the length changes evenly from one's to the other's.
     *
     * @param part 0 for {@code from}, 1 for {@code to}
     */
    static float[] spherical(float[] from, float[] to, double part) {
        double fromLength = length(from);
        double toLength = length(to);
        double dot = 0;
        for (int z = 0; z < from.length; z++) {
            dot += (double) from[z] * to[z];
        }
        double product = fromLength * toLength;
        double angle = product == 0 ? 0 : Math.acos(Math.max(-1, Math.min(1, dot / product)));
        double sine = Math.sin(angle);
        float[] result = new float[from.length];
        if (sine < NEARLY_PARALLEL) {
            for (int z = 0; z < result.length; z++) {
                result[z] = (float) ((1 - part) * from[z] + part * to[z]);
            }
            return result;
        }
        double length = (1 - part) * fromLength + part * toLength;
        double first = Math.sin((1 - part) * angle) / sine * length / fromLength;
        double second = Math.sin(part * angle) / sine * length / toLength;
        for (int z = 0; z < result.length; z++) {
            result[z] = (float) (first * from[z] + second * to[z]);
        }
        return result;
    }

    private static double length(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
