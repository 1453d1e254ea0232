package atelier.evaluation;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures and their classes.
 *
 * @param pictures [N,C,H,W] float32 in [-1,1], owned by the caller's scope
 * @param labels one per picture; -1 where there are no classes
 * @param known what metrics found of these pictures, each by a name of its own, so that they need not find it again
 */
public record PictureSample(Tensor pictures, int[] labels, Map<String, Double> known) {
    /** Refuses labels that are not one per picture. */
    public PictureSample {
        if (pictures.size(0) != labels.length) {
            throw new IllegalArgumentException(labels.length + " labels for " + pictures.size(0) + " pictures");
        }
    }

    /** Of which nothing is known yet. */
    public PictureSample(Tensor pictures, int[] labels) {
        this(pictures, labels, new ConcurrentHashMap<>());
    }

    /** N. */
    public int count() {
        return labels.length;
    }

    /** The shorter side in pixels. */
    int side() {
        return Math.toIntExact(Math.min(pictures.size(2), pictures.size(3)));
    }

    /** Whether every picture has a class. */
    boolean labelled() {
        return Arrays.stream(labels).allMatch(label -> label >= 0);
    }

    /** Whether pictures of both may stand beside each other. */
    boolean alike(PictureSample other) {
        return Arrays.equals(
                Arrays.copyOfRange(pictures.shape(), 1, 4), Arrays.copyOfRange(other.pictures.shape(), 1, 4));
    }

    /** The first of them, at most so many; of a part nothing is known yet. */
    PictureSample first(int most) {
        return count() <= most ? this : new PictureSample(pictures.narrow(0, 0, most), Arrays.copyOf(labels, most));
    }

    /** The same without classes. */
    PictureSample unlabelled() {
        int[] none = new int[labels.length];
        Arrays.fill(none, -1);
        return new PictureSample(pictures, none, known);
    }
}
