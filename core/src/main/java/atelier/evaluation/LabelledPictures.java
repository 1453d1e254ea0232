package atelier.evaluation;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.nn.features.ImageBatches;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Pictures with their classes, on the heap, at 32 pixels at most: as much as the classifier sees.
 *
 * @param pixels N x H x W x C bytes, H = W = size
 * @param labels N classes, 0 to K-1
 * @param size side in pixels
 * @param channels 1 or 3
 */
public record LabelledPictures(byte[] pixels, int[] labels, int size, int channels) {
    private static final int LARGEST_SIDE = 32;
    private static final int BATCH = 100;

    public LabelledPictures {
        if (pixels.length != labels.length * size * size * channels) {
            throw new IllegalArgumentException("%d bytes for %d pictures of %d x %d x %d"
                    .formatted(pixels.length, labels.length, size, size, channels));
        }
    }

    /**
     * The pictures of a set that have a class, at most so many, in the set's order.
     *
     * @param classes the set's label to the class that it is here, or -1: leave the picture out
     */
    public static LabelledPictures of(ImageSet set, int[] classes, int most) {
        int[] which = IntStream.range(0, set.count())
                .filter(i -> set.label(i) >= 0 && classes[set.label(i)] >= 0)
                .limit(most)
                .toArray();
        int side = side(set.size());
        int bytes = side * side * set.channels();
        byte[] pixels = new byte[Math.multiplyExact(which.length, bytes)];
        for (int from = 0; from < which.length; from += BATCH) {
            int to = Math.min(which.length, from + BATCH);
            try (Scope scope = Scope.withoutGradient()) {
                byte[] part = Pixels.toBytes(small(Pixels.toFloat(set, Arrays.copyOfRange(which, from, to))));
                System.arraycopy(part, 0, pixels, from * bytes, part.length);
            }
        }
        int[] labels = Arrays.stream(which).map(i -> classes[set.label(i)]).toArray();
        return new LabelledPictures(pixels, labels, side, set.channels());
    }

    /** Pictures from anywhere whose classes nobody will ask for. */
    public static LabelledPictures unlabelled(ImageBatches images, int threads) {
        return of(images, 0, threads);
    }

    /**
     * Pictures from anywhere, all of one class.
     *
     * @param threads Java threads; they do not change the result
     */
    static LabelledPictures of(ImageBatches images, int label, int threads) {
        int count = images.count();
        byte[][] parts = new byte[(count + BATCH - 1) / BATCH][];
        int[] shape = new int[2];
        Parallel.run(threads, parts.length, part -> {
            int from = part * BATCH;
            try (Scope scope = Scope.withoutGradient()) {
                Tensor small = small(images.batch(from, Math.min(count, from + BATCH)));
                parts[part] = Pixels.toBytes(small);
                if (part == 0) {
                    shape[0] = (int) small.size(2);
                    shape[1] = (int) small.size(1);
                }
            }
        });
        int bytes = shape[0] * shape[0] * shape[1];
        byte[] pixels = new byte[Math.multiplyExact(count, bytes)];
        for (int part = 0; part < parts.length; part++) {
            System.arraycopy(parts[part], 0, pixels, part * BATCH * bytes, parts[part].length);
        }
        int[] labels = new int[count];
        Arrays.fill(labels, label);
        return new LabelledPictures(pixels, labels, shape[0], shape[1]);
    }

    /** The side at which pictures of this side are kept. */
    public static int side(int size) {
        return Math.min(size, LARGEST_SIDE);
    }

    /**
     * Larger pictures at 32 pixels by area means, others as they are.
     *
     * @param images [N,C,H,W] float32, H = W
     * @return [N,C,H',W'] float32, H' at most 32
     */
    public static Tensor small(Tensor images) {
        return images.size(2) <= LARGEST_SIDE ? images : torch.adaptive_avg_pool2d(images, LARGEST_SIDE, LARGEST_SIDE);
    }

    /** The pictures of a set that have a class, at most so many, in the set's order. */
    public static LabelledPictures of(ImageSet set, int most) {
        return of(set, IntStream.range(0, set.labelNames().size()).toArray(), most);
    }

    /** N. */
    public int count() {
        return labels.length;
    }

    /** The first pictures, all if there are no more. */
    LabelledPictures first(int most) {
        return most >= count()
                ? this
                : new LabelledPictures(
                        Arrays.copyOf(pixels, pixels.length / count() * most),
                        Arrays.copyOf(labels, most),
                        size,
                        channels);
    }

    /** These and then those. */
    LabelledPictures and(LabelledPictures others) {
        byte[] all = Arrays.copyOf(pixels, pixels.length + others.pixels.length);
        System.arraycopy(others.pixels, 0, all, pixels.length, others.pixels.length);
        int[] both = Arrays.copyOf(labels, count() + others.count());
        System.arraycopy(others.labels, 0, both, count(), others.count());
        return new LabelledPictures(all, both, size, channels);
    }

    @Override
    public String toString() {
        return "LabelledPictures[" + count() + " of " + size + " x " + size + " x " + channels + "]";
    }
}
