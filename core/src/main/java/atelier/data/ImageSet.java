package atelier.data;

import java.util.Arrays;
import java.util.List;

/**
 * A view of chosen pictures of a packed file: what training or evaluation is given.
 *
 * @param name in words ("fashion-mnist, test")
 * @param images the packed pictures
 * @param indices which of them, by position in the packed file; not to be changed
 */
public record ImageSet(String name, PackedImages images, int[] indices) {
    /** All pictures of a packed file. */
    public static ImageSet all(String name, PackedImages images) {
        int[] indices = new int[images.count()];
        Arrays.setAll(indices, i -> i);
        return new ImageSet(name, images, indices);
    }

    /** How many pictures there are. */
    public int count() {
        return indices.length;
    }

    /** Side of the square pictures in pixels. */
    public int size() {
        return images.size();
    }

    /** 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return images.channels();
    }

    /** The label of the i-th picture of this set; -1: none. */
    public int label(int i) {
        return images.label(indices[i]);
    }

    /** Names by label; empty: the pictures are not labelled. */
    public List<String> labelNames() {
        return images.labelNames();
    }

    /** Copies the i-th picture, in the order height, width, channel. */
    public void copyImage(int i, byte[] target, int offset) {
        images.copyImage(indices[i], target, offset);
    }

    /** The first pictures of this set, all of it if it is smaller. */
    public ImageSet first(int limit) {
        return limit >= count() ? this : new ImageSet(name, images, Arrays.copyOf(indices, limit));
    }

    /** The pictures at the given positions of this set, in the given order. */
    public ImageSet choose(int[] positions) {
        return new ImageSet(
                name,
                images,
                Arrays.stream(positions).map(position -> indices[position]).toArray());
    }
}
