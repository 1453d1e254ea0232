package atelier.experiment;

import atelier.torch.RandomStream;
import java.util.Arrays;

/**
 * Distorts a picture in one known way, so that a feature network can be asked which way and how much. Works in place
 * on one picture [3,S,S] in [-1,1].
 */
final class FeatureDistortion {
    /** The ways there are. */
    enum Kind {
        BLUR,
        NOISE,
        PIXELATION,
        COLOUR,
        OCCLUSION
    }

    private FeatureDistortion() {}

    /** Applies one kind; {@code strength} in (0,1]. */
    static void apply(Kind kind, double strength, float[] image, int side, RandomStream random) {
        switch (kind) {
            case BLUR -> blur(image, side, 0.3 + 1.7 * strength);
            case NOISE -> noise(image, side, 0.5 * strength, random);
            case PIXELATION -> pixelate(image, side, 2 + (int) Math.round(4 * strength));
            case COLOUR -> colour(image, side, strength, random);
            case OCCLUSION -> occlude(image, side, strength, random);
        }
    }

    private static void blur(float[] image, int side, double deviation) {
        int radius = (int) Math.ceil(2.5 * deviation);
        double[] weights = new double[2 * radius + 1];
        for (int i = -radius; i <= radius; i++) {
            weights[i + radius] = Math.exp(-i * i / (2 * deviation * deviation));
        }
        double sum = Arrays.stream(weights).sum();
        float[] line = new float[side];
        for (int start = 0; start < image.length; start += side * side) {
            for (int y = 0; y < side; y++) {
                smooth(image, start + y * side, 1, side, weights, sum, line);
            }
            for (int x = 0; x < side; x++) {
                smooth(image, start + x, side, side, weights, sum, line);
            }
        }
    }

    private static void smooth(
            float[] image, int start, int step, int side, double[] weights, double sum, float[] line) {
        int radius = weights.length / 2;
        for (int i = 0; i < side; i++) {
            double value = 0;
            for (int k = -radius; k <= radius; k++) {
                int at = Math.max(0, Math.min(side - 1, i + k));
                value += weights[k + radius] * image[start + at * step];
            }
            line[i] = (float) (value / sum);
        }
        for (int i = 0; i < side; i++) {
            image[start + i * step] = line[i];
        }
    }

    private static void noise(float[] image, int side, double deviation, RandomStream random) {
        boolean grey = random.nextInt(2) == 0;
        int plane = side * side;
        for (int p = 0; p < plane; p++) {
            double common = random.nextNormal();
            for (int c = 0; c < 3; c++) {
                double value = grey ? common : random.nextNormal();
                image[c * plane + p] = clamp(image[c * plane + p] + deviation * value);
            }
        }
    }

    private static void pixelate(float[] image, int side, int block) {
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < side; y += block) {
                for (int x = 0; x < side; x += block) {
                    fillWithMean(image, c * side * side, side, y, x, block);
                }
            }
        }
    }

    private static void fillWithMean(float[] image, int start, int side, int top, int left, int block) {
        int bottom = Math.min(side, top + block);
        int right = Math.min(side, left + block);
        double sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += image[start + y * side + x];
            }
        }
        float mean = (float) (sum / ((bottom - top) * (right - left)));
        for (int y = top; y < bottom; y++) {
            Arrays.fill(image, start + y * side + left, start + y * side + right, mean);
        }
    }

    private static void colour(float[] image, int side, double strength, RandomStream random) {
        double contrast = 1 + strength * (random.nextDouble() - 0.6);
        for (int c = 0; c < 3; c++) {
            double shift = strength * (random.nextDouble() - 0.5);
            for (int p = c * side * side; p < (c + 1) * side * side; p++) {
                image[p] = clamp(image[p] * contrast + shift);
            }
        }
    }

    private static void occlude(float[] image, int side, double strength, RandomStream random) {
        int length = Math.max(2, (int) (side * 0.6 * strength));
        int top = random.nextInt(side - length + 1);
        int left = random.nextInt(side - length + 1);
        for (int c = 0; c < 3; c++) {
            float value = (float) (2 * random.nextDouble() - 1);
            for (int y = top; y < top + length; y++) {
                int row = c * side * side + y * side;
                Arrays.fill(image, row + left, row + left + length, value);
            }
        }
    }

    private static float clamp(double value) {
        return (float) Math.max(-1, Math.min(1, value));
    }
}
