package atelier.bench.features;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.torch.RandomStream;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A way to make a set of pictures worse, at strengths 1 to 5; at 0 it is as it was. Written apart from the distortions
 * that the built-in network learned from, and on 8-bit pictures, as generators make them. The same picture gets the same
 * damage at every strength, only more of it.
 */
enum Damage {
    /** Gaussian blur with a deviation of 1/40 of the side per step. */
    BLUR,
    /** Gaussian noise with a deviation of 8 levels per step, each channel for itself. */
    NOISE,
    /** JPEG of quality 0.6, 0.4, 0.25, 0.15 and 0.05. */
    JPEG,
    /** Means over blocks of 1/32, 1/16, 3/32, 1/8 and 3/16 of the side, and of 2, 3, 4, 5 and 6 pixels at least. */
    PIXELATION,
    /** Every channel moved by its own amount between -12 and 12 levels per step, another one per picture. */
    COLOUR,
    /** Only the first 4/5, 3/5, 2/5, 3/10 and 1/6 of the classes are left, their pictures repeated. */
    DROPPED_CLASSES,
    /** Ever fewer different pictures: 1/2, 1/4, 1/10, 1/25, 1/100 of them, repeated. */
    DUPLICATES,
    /** A grey square of a tenth of the side per step somewhere on every picture. */
    OCCLUSION;

    /** Strengths beside 0. */
    static final int STRENGTHS = 5;

    private static final float[] QUALITY = {0.6f, 0.4f, 0.25f, 0.15f, 0.05f};
    private static final double[] LEFT = {0.5, 0.25, 0.1, 0.04, 0.01};
    private static final double[] KINDS_LEFT = {0.8, 0.6, 0.4, 0.3, 1 / 6.0};

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The pictures of a set, damaged.
     *
     * @param strength 0 to {@link #STRENGTHS}
     * @return N x H x W x C bytes
     */
    byte[] apply(ImageSet set, int strength) {
        int bytes = set.size() * set.size() * set.channels();
        int[] which = chosen(set, strength);
        byte[] all = new byte[which.length * bytes];
        for (int i = 0; i < which.length; i++) {
            byte[] picture = new byte[bytes];
            set.copyImage(which[i], picture, 0);
            if (strength > 0) {
                picture = damaged(picture, set.size(), set.channels(), strength, which[i]);
            }
            System.arraycopy(picture, 0, all, i * bytes, bytes);
        }
        return all;
    }

    /** Which pictures: all, or with repeats as many as there were. */
    private int[] chosen(ImageSet set, int strength) {
        int count = set.count();
        if (strength == 0 || (this != DROPPED_CLASSES && this != DUPLICATES)) {
            return IntStream.range(0, count).toArray();
        }
        if (this == DUPLICATES) {
            int left = Math.max(1, (int) (LEFT[strength - 1] * count));
            return IntStream.range(0, count).map(i -> i % left).toArray();
        }
        int classes = set.labelNames().size();
        int kept = Math.max(1, (int) Math.round(KINDS_LEFT[strength - 1] * classes));
        int[] of = IntStream.range(0, count).filter(i -> set.label(i) < kept).toArray();
        if (of.length == 0) {
            throw new IllegalArgumentException(set.name() + " has no pictures of its first classes");
        }
        return IntStream.range(0, count).map(i -> of[i % of.length]).toArray();
    }

    private byte[] damaged(byte[] picture, int side, int channels, int strength, int index) {
        RandomStream random = RandomStream.of(11, "damage " + key(), index);
        return switch (this) {
            case BLUR -> blurred(picture, side, channels, strength * side / 40.0);
            case NOISE -> noisy(picture, 8 * strength, random);
            case JPEG -> compressed(picture, side, channels, QUALITY[strength - 1]);
            case PIXELATION ->
                pixelated(picture, side, channels, Math.max(strength + 1, (int)
                        Math.round(side * new double[] {1, 2, 3, 4, 6}[strength - 1] / 32)));
            case COLOUR -> shifted(picture, channels, 12 * strength, random);
            case OCCLUSION -> covered(picture, side, channels, strength, random);
            case DROPPED_CLASSES, DUPLICATES -> picture;
        };
    }

    private static byte level(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }

    private static byte[] blurred(byte[] picture, int side, int channels, double deviation) {
        return pass(pass(picture, side, channels, deviation, 1, side), side, channels, deviation, side, 1);
    }

    /** One direction; edges are repeated. */
    private static byte[] pass(byte[] picture, int side, int channels, double deviation, int along, int across) {
        int radius = (int) Math.ceil(3 * deviation);
        double[] weights = new double[2 * radius + 1];
        Arrays.setAll(weights, i -> Math.exp(-(i - radius) * (i - radius) / (2 * deviation * deviation)));
        double whole = Arrays.stream(weights).sum();
        byte[] result = new byte[picture.length];
        for (int line = 0; line < side; line++) {
            for (int at = 0; at < side; at++) {
                for (int c = 0; c < channels; c++) {
                    double sum = 0;
                    for (int k = -radius; k <= radius; k++) {
                        int from = Math.max(0, Math.min(side - 1, at + k));
                        sum += weights[k + radius] * (picture[(line * across + from * along) * channels + c] & 0xff);
                    }
                    result[(line * across + at * along) * channels + c] = level(sum / whole);
                }
            }
        }
        return result;
    }

    private static byte[] noisy(byte[] picture, double deviation, RandomStream random) {
        for (int i = 0; i < picture.length; i++) {
            picture[i] = level((picture[i] & 0xff) + deviation * random.nextNormal());
        }
        return picture;
    }

    private static byte[] compressed(byte[] picture, int side, int channels, float quality) {
        BufferedImage image = Pixels.toImage(picture, 0, side, side, channels);
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = writers.next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(quality);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        try {
            BufferedImage read = ImageIO.read(new ByteArrayInputStream(file.toByteArray()));
            byte[] result = new byte[picture.length];
            for (int p = 0; p < side * side; p++) {
                int[] levels = read.getRaster().getPixel(p % side, p / side, (int[]) null);
                for (int c = 0; c < channels; c++) {
                    result[p * channels + c] = (byte) levels[Math.min(c, levels.length - 1)];
                }
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pixelated(byte[] picture, int side, int channels, int block) {
        byte[] result = new byte[picture.length];
        for (int top = 0; top < side; top += block) {
            for (int left = 0; left < side; left += block) {
                for (int c = 0; c < channels; c++) {
                    int bottom = Math.min(side, top + block);
                    int right = Math.min(side, left + block);
                    double sum = 0;
                    for (int p = 0; p < (bottom - top) * (right - left); p++) {
                        sum += picture[at(top, left, right - left, p, side) * channels + c] & 0xff;
                    }
                    byte mean = level(sum / ((bottom - top) * (right - left)));
                    for (int p = 0; p < (bottom - top) * (right - left); p++) {
                        result[at(top, left, right - left, p, side) * channels + c] = mean;
                    }
                }
            }
        }
        return result;
    }

    /** The position in the picture of the p-th pixel of a block. */
    private static int at(int top, int left, int width, int p, int side) {
        return (top + p / width) * side + left + p % width;
    }

    private static byte[] shifted(byte[] picture, int channels, double most, RandomStream random) {
        double[] shift = new double[channels];
        Arrays.setAll(shift, c -> most * (2 * random.nextDouble() - 1));
        for (int i = 0; i < picture.length; i++) {
            picture[i] = level((picture[i] & 0xff) + shift[i % channels]);
        }
        return picture;
    }

    private static byte[] covered(byte[] picture, int side, int channels, int strength, RandomStream random) {
        int length = Math.max(1, side * strength / 10);
        // The same place at every strength: the square grows around it.
        int top = (int) (random.nextDouble() * (side - length + 1));
        int left = (int) (random.nextDouble() * (side - length + 1));
        for (int y = top; y < top + length; y++) {
            Arrays.fill(picture, (y * side + left) * channels, (y * side + left + length) * channels, (byte) 128);
        }
        return picture;
    }
}
