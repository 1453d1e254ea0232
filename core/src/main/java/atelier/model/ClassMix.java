package atelier.model;

import atelier.torch.RandomStream;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What class a picture shall be of: one, or several in shares. A model then gets the mean of the classes' learned vectors,
 * weighted by the shares, which lies between what it has seen.
 *
 * @param classes numbers of classes, each once
 * @param shares one per class, above 0, with sum 1
 */
public record ClassMix(List<Integer> classes, List<Double> shares) {
    private static final double ROUNDING = 1e-6;

    /** Refuses shares that are none. */
    public ClassMix {
        classes = List.copyOf(classes);
        shares = List.copyOf(shares);
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        boolean positive = shares.stream().allMatch(share -> share > 0);
        boolean once = classes.stream().distinct().count() == classes.size();
        if (classes.size() != shares.size() || !positive || !once || Math.abs(sum - 1) > ROUNDING) {
            throw new IllegalArgumentException("classes " + classes + " have shares " + shares
                    + ", expected each class once, with a share above 0, 1 in all");
        }
    }

    /** One class. */
    public static ClassMix of(int label) {
        return new ClassMix(List.of(label), List.of(1.0));
    }

    /** Classes with any positive weights, which become shares. */
    public static ClassMix weighted(List<Integer> classes, List<Double> weights) {
        double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
        return new ClassMix(
                classes, weights.stream().map(weight -> weight / sum).toList());
    }

    /** The way from one to another: {@code part} 0 is {@code from}, 1 is {@code to}. */
    public static ClassMix between(ClassMix from, ClassMix to, double part) {
        Map<Integer, Double> shares = new TreeMap<>();
        for (int i = 0; i < from.classes.size(); i++) {
            shares.merge(from.classes.get(i), (1 - part) * from.shares.get(i), Double::sum);
        }
        for (int i = 0; i < to.classes.size(); i++) {
            shares.merge(to.classes.get(i), part * to.shares.get(i), Double::sum);
        }
        shares.values().removeIf(share -> share <= 0);
        return weighted(List.copyOf(shares.keySet()), List.copyOf(shares.values()));
    }

    /** Whether there is only one class. */
    public boolean pure() {
        return classes.size() == 1;
    }

    /**
     * The class whose latents picture {@code index} of a seed draws from, where classes have latents of their own: each
     * as often as its share says.
     */
    int draw(long seed, int index) {
        if (pure()) {
            return classes.get(0);
        }
        double draw = RandomStream.of(seed, "class mix", index).nextDouble();
        double sum = 0;
        for (int i = 0; i < classes.size(); i++) {
            sum += shares.get(i);
            if (draw < sum) {
                return classes.get(i);
            }
        }
        return classes.get(classes.size() - 1);
    }

    /**
     * What {@link GenerativeModel#decode(Tensor, Tensor)} takes for pictures that are all of these classes.
     *
     * @param count N
     * @param shape says how many classes there are
     * @return [N] int64 for one class, [N,K] float32 for several, null where the model knows none
     */
    public @Nullable Tensor labels(int count, ImageShape shape) {
        if (!shape.conditional()) {
            return null;
        }
        if (pure()) {
            long[] labels = new long[count];
            Arrays.fill(labels, classes.get(0));
            return Torch.fromLongs(labels, count);
        }
        float[] rows = new float[count * shape.labels()];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < classes.size(); i++) {
                rows[row * shape.labels() + classes.get(i)] = shares.get(i).floatValue();
            }
        }
        return Torch.fromFloats(rows, count, shape.labels());
    }
}
