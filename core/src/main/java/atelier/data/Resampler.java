package atelier.data;

/**
 * Separable antialiased bicubic resampling (Keys 1981, a = -0.5): when a picture becomes smaller the kernel is
 * widened by the ratio, so that every source pixel counts. Horizontal pass first, float between the passes, windows
 * cut at the borders and weights normalised: the convention of Pillow's bicubic filter on float images. Works on the
 * stored values, without a gamma.
 */
public final class Resampler {
    private static final double SUPPORT = 2.0;
    /** Bits after the point of the fixed-point weights of {@link #bicubicInBytes}. */
    private static final int FRACTION = 22;

    private Resampler() {}

    /** For every target position the first source position and the weights. */
    private record Window(int first, double[] weights) {}

    /**
     * Resizes to uint8, halves rounded up.
     *
     * @return a picture of width x height with the channels of {@code picture}
     */
    static Picture resize(Picture picture, int width, int height) {
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        float[] resized =
                resize(picture.pixels(), picture.width(), picture.height(), picture.channels(), width, height);
        byte[] pixels = new byte[resized.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, (int) Math.floor(resized[i] + 0.5f)));
        }
        return picture.withPixels(width, height, pixels);
    }

    /** Resizes without clipping or rounding: height x width x channels values around 0..255. */
    static float[] resize(byte[] pixels, int oldWidth, int oldHeight, int channels, int width, int height) {
        Window[] columns = windows(oldWidth, width);
        float[] wide = new float[oldHeight * width * channels];
        for (int y = 0; y < oldHeight; y++) {
            for (int x = 0; x < width; x++) {
                Window window = columns[x];
                for (int c = 0; c < channels; c++) {
                    double sum = 0;
                    int at = (y * oldWidth + window.first) * channels + c;
                    for (double weight : window.weights) {
                        sum += weight * (pixels[at] & 0xFF);
                        at += channels;
                    }
                    wide[(y * width + x) * channels + c] = (float) sum;
                }
            }
        }
        return vertical(wide, width * channels, windows(oldHeight, height));
    }

    /**
     * Resizes to float, clipped to 0..255 and not rounded.
     *
     * @param pixels oldHeight x oldWidth x channels
     * @return height x width x channels
     */
    public static float[] bicubic(byte[] pixels, int oldWidth, int oldHeight, int channels, int width, int height) {
        float[] resized = resize(pixels, oldWidth, oldHeight, channels, width, height);
        for (int i = 0; i < resized.length; i++) {
            resized[i] = Math.max(0, Math.min(255, resized[i]));
        }
        return resized;
    }

    /**
     * Resizes as Pillow does 8-bit pictures: weights in fixed point with 22 bits after the point, and rounded to bytes
     * after each of the two passes.
     *
     * @param pixels oldHeight x oldWidth x channels
     * @return height x width x channels
     */
    public static byte[] bicubicInBytes(
            byte[] pixels, int oldWidth, int oldHeight, int channels, int width, int height) {
        byte[] wide = new byte[oldHeight * width * channels];
        bytePass(pixels, wide, oldHeight, oldWidth * channels, channels, channels, windows(oldWidth, width));
        byte[] result = new byte[height * width * channels];
        bytePass(wide, result, 1, 0, width * channels, width * channels, windows(oldHeight, height));
        return result;
    }

    /** One pass over {@code lines} lines: target position by target position, {@code values} values side by side. */
    private static void bytePass(
            byte[] from, byte[] to, int lines, int lineLength, int step, int values, Window[] windows) {
        int[][] fixed = new int[windows.length][];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = fixedPoint(windows[i].weights);
        }
        int at = 0;
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < windows.length; i++) {
                int[] weights = fixed[i];
                int start = line * lineLength + windows[i].first * step;
                for (int value = 0; value < values; value++) {
                    int sum = 1 << FRACTION - 1;
                    for (int k = 0; k < weights.length; k++) {
                        sum += weights[k] * (from[start + k * step + value] & 0xFF);
                    }
                    to[at++] = (byte) Math.max(0, Math.min(255, sum >> FRACTION));
                }
            }
        }
    }

    private static int[] fixedPoint(double[] weights) {
        int[] fixed = new int[weights.length];
        for (int k = 0; k < fixed.length; k++) {
            fixed[k] = (int) (weights[k] * (1 << FRACTION) + Math.copySign(0.5, weights[k]));
        }
        return fixed;
    }

    private static float[] vertical(float[] rows, int rowLength, Window[] windows) {
        float[] result = new float[windows.length * rowLength];
        double[] sums = new double[rowLength];
        for (int y = 0; y < windows.length; y++) {
            java.util.Arrays.fill(sums, 0);
            int from = windows[y].first * rowLength;
            for (double weight : windows[y].weights) {
                for (int i = 0; i < rowLength; i++) {
                    sums[i] += weight * rows[from + i];
                }
                from += rowLength;
            }
            for (int i = 0; i < rowLength; i++) {
                result[y * rowLength + i] = (float) sums[i];
            }
        }
        return result;
    }

    private static Window[] windows(int oldLength, int length) {
        double ratio = (double) oldLength / length;
        double scale = Math.max(1, ratio);
        double support = SUPPORT * scale;
        Window[] windows = new Window[length];
        for (int i = 0; i < length; i++) {
            double centre = (i + 0.5) * ratio;
            int first = Math.max(0, (int) (centre - support + 0.5));
            int last = Math.min(oldLength, (int) (centre + support + 0.5));
            double[] weights = new double[last - first];
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                weights[k] = kernel((first + k - centre + 0.5) / scale);
                sum += weights[k];
            }
            for (int k = 0; k < weights.length; k++) {
                weights[k] /= sum;
            }
            windows[i] = new Window(first, weights);
        }
        return windows;
    }

    private static double kernel(double x) {
        double a = -0.5;
        double t = Math.abs(x);
        if (t < 1) {
            return ((a + 2) * t - (a + 3)) * t * t + 1;
        }
        return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
    }
}
