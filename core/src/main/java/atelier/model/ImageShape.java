package atelier.model;

import org.bytedeco.pytorch.Tensor;

/**
 * What the pictures of a run look like.
 *
 * @param size side in pixels, 16 to 256
 * @param channels 1 for grey, 3 for RGB
 * @param labels number of classes that the model is conditioned on; 0 for an unconditional model
 */
public record ImageShape(int size, int channels, int labels) {
    /** Values in one picture. */
    public int values() {
        return size * size * channels;
    }

    /** Whether the model is conditioned on labels. */
    public boolean conditional() {
        return labels > 0;
    }

    /** Fails with both shapes if {@code images} is not [N,C,H,W] of this size. */
    public void requireImages(String where, Tensor images) {
        boolean fits =
                images.dim() == 4 && images.size(1) == channels && images.size(2) == size && images.size(3) == size;
        if (!fits) {
            throw new IllegalArgumentException(where + ": images have shape " + describe(images) + ", expected [N,"
                    + channels + "," + size + "," + size + "]");
        }
    }

    /** A tensor's shape in brackets. */
    public static String describe(Tensor tensor) {
        StringBuilder text = new StringBuilder("[");
        for (long i = 0; i < tensor.dim(); i++) {
            text.append(i == 0 ? "" : ",").append(tensor.size(i));
        }
        return text.append(']').toString();
    }
}
