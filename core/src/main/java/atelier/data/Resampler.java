package atelier.data;

/**
 * Separable antialiased bicubic resampling (Keys 1981, a = -0.5): when a picture becomes smaller the kernel is
 * widened by the ratio, so that every source pixel counts. Horizontal pass first, float between the passes, windows
 * cut at the borders and weights normalised: the convention of Pillow's bicubic filter on float images. Works on the
 * stored values, without a gamma.
 */
final class Resampler {
    private static final double SUPPORT = 2.0;

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
