package atelier.data;

import atelier.torch.Scope;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The one conversion between uint8 pictures and float tensors: x / 127.5 - 1 and back. Byte x becomes a float that
 * becomes byte x again.
 */
public final class Pixels {
    private static final float[] TO_FLOAT = new float[256];

    static {
        for (int i = 0; i < 256; i++) {
            TO_FLOAT[i] = i / 127.5f - 1f;
        }
    }

    private Pixels() {}

    /**
     * Chosen pictures of a set as a tensor. The caller owns it.
     *
     * @param which positions in the set, N of them
     * @return [N,C,H,W] float32 in [-1,1], contiguous
     */
    public static Tensor toFloat(ImageSet set, int[] which) {
        return toFloat(set, which, null);
    }

    /**
     * Chosen pictures of a set as a tensor, some of them mirrored left to right. The caller owns it.
     *
     * @param which positions in the set, N of them
     * @param mirrored per picture, whether it is mirrored; null: none
     * @return [N,C,H,W] float32 in [-1,1], contiguous
     */
    public static Tensor toFloat(ImageSet set, int[] which, boolean @Nullable [] mirrored) {
        int size = set.size();
        int channels = set.channels();
        Tensor tensor = torch.empty(which.length, channels, size, size);
        FloatBuffer target = tensor.createBuffer();
        byte[] bytes = new byte[size * size * channels];
        // One picture at a time: an array for the whole batch would be large enough to burden the collector.
        float[] planes = new float[bytes.length];
        for (int i = 0; i < which.length; i++) {
            set.copyImage(which[i], bytes, 0);
            toPlanes(bytes, 0, size, channels, mirrored != null && mirrored[i], planes);
            target.put(planes);
        }
        return tensor;
    }

    /**
     * Pictures as a tensor. The caller owns it.
     *
     * @param pixels N x H x W x C bytes
     * @return [N,C,H,W] float32 in [-1,1], contiguous
     */
    public static Tensor toFloat(byte[] pixels, int count, int size, int channels) {
        int imageBytes = size * size * channels;
        if (pixels.length != count * imageBytes) {
            throw new IllegalArgumentException(
                    "%d bytes for %d pictures of %d x %d x %d".formatted(pixels.length, count, size, size, channels));
        }
        Tensor tensor = torch.empty(count, channels, size, size);
        FloatBuffer target = tensor.createBuffer();
        float[] planes = new float[imageBytes];
        for (int i = 0; i < count; i++) {
            toPlanes(pixels, i * imageBytes, size, channels, false, planes);
            target.put(planes);
        }
        return tensor;
    }

    private static void toPlanes(byte[] bytes, int offset, int size, int channels, boolean mirrored, float[] planes) {
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < size; y++) {
                int step = mirrored ? -channels : channels;
                int from = offset + y * size * channels + c + (mirrored ? (size - 1) * channels : 0);
                for (int x = 0; x < size; x++, from += step) {
                    planes[at++] = TO_FLOAT[bytes[from] & 0xFF];
                }
            }
        }
    }

    /**
     * The labels of chosen pictures. The caller owns the tensor.
     *
     * @return [N] int64; -1: none
     */
    public static Tensor labels(ImageSet set, int[] which) {
        Tensor tensor = torch.empty(
                new long[] {which.length}, new org.bytedeco.pytorch.TensorOptions(torch.ScalarType.Long), null);
        LongBuffer target = tensor.createBuffer();
        for (int position : which) {
            target.put(set.label(position));
        }
        return tensor;
    }

    /**
     * Pictures as bytes: round((x + 1) * 127.5), halves upwards, clamped to 0..255.
     *
     * @param images [N,C,H,W] floating point in [-1,1], on any device
     * @return N x H x W x C bytes
     */
    public static byte[] toBytes(Tensor images) {
        long[] shape = images.shape();
        if (shape.length != 4) {
            throw new IllegalArgumentException(
                    "Pixels.toBytes: tensor has %d dimensions, expected [N,C,H,W]".formatted(shape.length));
        }
        int count = (int) shape[0];
        int channels = (int) shape[1];
        int plane = (int) (shape[2] * shape[3]);
        float[] planes = new float[channels * plane];
        byte[] bytes = new byte[Math.multiplyExact(count, planes.length)];
        try (Scope scope = Scope.withoutGradient()) {
            Tensor contiguous = images.detach().cpu().to(torch.ScalarType.Float).contiguous();
            FloatBuffer source = contiguous.createBuffer();
            for (int i = 0; i < count; i++) {
                source.get(planes);
                for (int p = 0; p < plane; p++) {
                    for (int c = 0; c < channels; c++) {
                        bytes[i * planes.length + p * channels + c] = toByte(planes[c * plane + p]);
                    }
                }
            }
        }
        return bytes;
    }

    private static byte toByte(float value) {
        // Math.floor of a NaN is a NaN and becomes 0: a picture of a broken network is black, not an exception.
        int level = (int) Math.floor((value + 1f) * 127.5f + 0.5f);
        return (byte) Math.max(0, Math.min(255, level));
    }

    /**
     * One picture for the screen.
     *
     * @param pixels pictures, each H x W x C bytes
     * @param offset where the picture begins
     */
    public static BufferedImage toImage(byte[] pixels, int offset, int width, int height, int channels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = offset + (y * width + x) * channels;
                int red = pixels[at] & 0xFF;
                int green = pixels[channels == 1 ? at : at + 1] & 0xFF;
                int blue = pixels[channels == 1 ? at : at + 2] & 0xFF;
                row[x] = red << 16 | green << 8 | blue;
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    /** The i-th picture of a set for the screen. */
    public static BufferedImage toImage(ImageSet set, int i) {
        byte[] pixels = new byte[set.images().imageBytes()];
        set.copyImage(i, pixels, 0);
        return toImage(pixels, 0, set.size(), set.size(), set.channels());
    }

    /**
     * One picture of a tensor for the screen.
     *
     * @param images [N,C,H,W] floating point in [-1,1]
     */
    public static BufferedImage toImage(Tensor images, int index) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor one = images.narrow(0, index, 1);
            long[] shape = one.shape();
            return toImage(toBytes(one), 0, (int) shape[3], (int) shape[2], (int) shape[1]);
        }
    }
}
