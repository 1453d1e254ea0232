package atelier.serving;

import atelier.model.ClassMix;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A path through latent space: from one picture of a seed to the next, on the sphere between them, and from one class to
 * another if that is wanted.
 *
 * <p>Along a straight line latents become shorter in the middle than any that were trained on; the spherical path keeps
 * their usual length (White 2016, arXiv 1609.04468).
 *
 * @param stops pictures of the seed that it passes, from 0 on; at least 1
 * @param steps places from one stop to the next, the first of them included; at least 1
 * @param loop whether it comes back to where it began
 */
public record LatentWalk(int stops, int steps, boolean loop) {
    private static final double NEARLY_PARALLEL = 1e-4;

    /** Refuses paths that are none. */
    public LatentWalk {
        if (stops < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "a walk past " + stops + " stops in " + steps + " steps each, expected at least 1 of both");
        }
    }

    /**
     * A place on the path.
     *
     * @param latent Z values
     * @param classes null for unconditional models
     */
    public record Place(float[] latent, @Nullable ClassMix classes) {
        /**
         * Its picture; called inside a scope without gradients, which owns the result.
         *
         * @return [1,C,H,W] float32 in [-1,1]
         */
        public Tensor picture(Generator generator, double truncation) {
            return classes == null
                    ? generator.decode(latent, new long[1], truncation)
                    : generator.decode(latent, classes, truncation);
        }
    }

    /**
     * The places on the way past pictures of a seed.
     *
     * @param label classes at the beginning, as {@link Generator#classes} reads them, or null for picture 0's
     * @param to classes at the end, which the way leads to evenly (and back in a loop), or null for the same
     * @return (stops - 1) x steps + 1 places; one more leg of {@code steps} to the first latent in a loop, and where
     *     there is one stop but another class at the end
     */
    public List<Place> past(Generator generator, long seed, @Nullable String label, @Nullable String to) {
        ClassMix first = generator.classes(seed, 0, label);
        ClassMix last = to == null ? first : generator.classes(to);
        List<float[]> corners = new ArrayList<>();
        for (int index = 0; index < stops; index++) {
            corners.add(
                    first == null
                            ? generator.latent(seed, index, null)
                            : generator.images().latent(seed, index, first));
        }
        if (loop || stops == 1) {
            corners.add(corners.get(0));
        }
        int legs = corners.size() - 1;
        List<Place> path = new ArrayList<>();
        for (int place = 0; place <= legs * steps; place++) {
            int corner = Math.min(place / steps, legs - 1);
            double part = (double) (place - corner * steps) / steps;
            double done = (double) place / (legs * steps);
            double way = loop ? 1 - Math.abs(2 * done - 1) : done;
            ClassMix classes = first == null || last == null ? null : ClassMix.between(first, last, way);
            path.add(new Place(spherical(corners.get(corner), corners.get(corner + 1), part), classes));
        }
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
