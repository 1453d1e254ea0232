package atelier.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes JPEG, PNG, GIF (first frame), BMP and WebP to uint8, upright, over a background. Sample values are taken as
 * they are stored: no colour management, 16 bits rounded to 8.
 */
final class ImageDecoder {
    /** Larger pictures are refused by their header, before memory is asked for. */
    static final long MAXIMUM_PIXELS = 100_000_000;
    /** From here on a picture is read at a lower resolution, if that is still far above the one that is wanted. */
    private static final long FULL_RESOLUTION_PIXELS = 24_000_000;

    private static final int OVERSAMPLING = 8;
    /** Decoded image, rows and copy, per pixel. */
    private static final int WORKING_BYTES = 12;
    /** No compression of these formats makes so many pixels of a byte; a header that claims more lies. */
    private static final long PIXELS_PER_BYTE = 10_000;

    /** Half of what Java may use, in kilobytes, for all pictures that are decoded at one time. */
    private static final int WORKING_KILOBYTES =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 >> 10);

    private static final Semaphore WORKING_MEMORY = new Semaphore(WORKING_KILOBYTES, true);

    private ImageDecoder() {}

    /** Width and height, upright, from the header. */
    static ImageSource.Dimensions measure(byte[] file) throws IOException {
        boolean swap = ExifOrientation.swapsSides(ExifOrientation.of(file));
        return withReader(file, reader -> {
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            return swap ? new ImageSource.Dimensions(height, width) : new ImageSource.Dimensions(width, height);
        });
    }

    /**
     * Decodes a file.
     *
     * @throws IOException with the reason if it cannot be decoded
     */
    static Picture decode(byte[] file, int backgroundRgb, int target) throws IOException {
        PictureFormat format = PictureFormat.of(file);
        Picture stored = withReader(file, reader -> {
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            int step = subsampling(width, height, target);
            // These are in memory as a whole, whatever is kept of them.
            boolean whole = format == PictureFormat.WEBP || format == PictureFormat.JPEG && JpegScans.several(file);
            int kilobytes = refuseHuge(width, height, whole ? 1 : step);
            if (format != PictureFormat.WEBP) {
                refuseLying(width, height, file.length);
            }
            ImageReadParam param = reader.getDefaultReadParam();
            if (step > 1) {
                param.setSourceSubsampling(step, step, step / 2, step / 2);
            }
            // Many threads decode, but only as many large pictures at a time as there is memory for.
            WORKING_MEMORY.acquireUninterruptibly(kilobytes);
            try {
                return toPicture(reader.read(0, param), backgroundRgb);
            } finally {
                WORKING_MEMORY.release(kilobytes);
            }
        });
        return ExifOrientation.upright(stored, ExifOrientation.of(file));
    }

    private static int subsampling(int width, int height, int target) {
        long pixels = (long) width * height;
        int wanted = (int) Math.ceil(Math.sqrt((double) pixels / FULL_RESOLUTION_PIXELS));
        return Math.max(1, Math.min(wanted, Math.min(width, height) / (OVERSAMPLING * target)));
    }

    /** How many kilobytes of working memory decoding takes, if that is to be had. */
    private static int refuseHuge(int width, int height, int step) throws IOException {
        long pixels = (long) width * height;
        if (width < 1 || height < 1 || pixels > MAXIMUM_PIXELS) {
            throw new IOException("it says it is %d x %d pixels; at most %d million are accepted"
                    .formatted(width, height, MAXIMUM_PIXELS / 1_000_000));
        }
        long needed = pixels / ((long) step * step) * WORKING_BYTES;
        if (needed >> 10 > WORKING_KILOBYTES) {
            throw new IOException(
                    "%d x %d pixels need %d MB to decode and Java may use %d; give it more: ATELIER_JAVA_OPTS=-Xmx4g"
                            .formatted(width, height, needed >> 20, WORKING_KILOBYTES >> 10));
        }
        return (int) (needed >> 10);
    }

    private static void refuseLying(int width, int height, int bytes) throws IOException {
        if ((long) width * height > PIXELS_PER_BYTE * bytes) {
            throw new IOException("it says it is %d x %d pixels but has only %d bytes; the header lies"
                    .formatted(width, height, bytes));
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T with(ImageReader reader) throws IOException;
    }

    private static <T> T withReader(byte[] file, Reading<T> reading) throws IOException {
        PictureFormat format = PictureFormat.of(file);
        if (!format.readable()) {
            throw new IOException("its content is no picture of a known kind");
        }
        byte[] plain = format == PictureFormat.JPEG ? JpegProfile.removed(file) : file;
        try (ImageInputStream stream = new WholeFileStream(plain)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new IOException("no decoder knows this kind of picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return reading.with(reader);
            } finally {
                reader.dispose();
            }
        } catch (RuntimeException e) {
            // Decoders answer damaged files with every kind of exception.
            throw new IOException("it is damaged: " + Failures.reason(e), e);
        }
    }

    /** The stored samples of an image, without colour management. */
    static Picture toPicture(BufferedImage image, int backgroundRgb) {
        ColorModel model = image.getColorModel();
        boolean direct = model instanceof ComponentColorModel
                && !model.isAlphaPremultiplied()
                && (model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                        || model.getColorSpace().getType() == ColorSpace.TYPE_RGB)
                && (model.getTransferType() == java.awt.image.DataBuffer.TYPE_BYTE
                        || model.getTransferType() == java.awt.image.DataBuffer.TYPE_USHORT);
        return direct ? fromSamples(image, backgroundRgb) : fromColours(image, backgroundRgb);
    }

    /**
     * Reads samples from the raster. {@link BufferedImage#getRGB} would apply a gamma curve to grey images, because
     * Java takes grey to be linear.
     */
    private static Picture fromSamples(BufferedImage image, int backgroundRgb) {
        int width = image.getWidth();
        int height = image.getHeight();
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int colours = bands >= 3 ? 3 : 1;
        boolean alpha = bands == colours + 1;
        boolean deep = image.getColorModel().getTransferType() == java.awt.image.DataBuffer.TYPE_USHORT;
        Compositor compositor = new Compositor(width, height, backgroundRgb, colours == 3);
        int[] samples = new int[width * bands];
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, samples);
            for (int x = 0; x < width; x++) {
                int at = x * bands;
                int red = toEight(samples[at], deep);
                int green = colours == 3 ? toEight(samples[at + 1], deep) : red;
                int blue = colours == 3 ? toEight(samples[at + 2], deep) : red;
                compositor.add(red, green, blue, alpha ? toEight(samples[at + colours], deep) : 255);
            }
        }
        return compositor.picture(false);
    }

    private static int toEight(int sample, boolean deep) {
        return deep ? (sample + 128) / 257 : sample;
    }

    private static Picture fromColours(BufferedImage image, int backgroundRgb) {
        int width = image.getWidth();
        int height = image.getHeight();
        Compositor compositor = new Compositor(width, height, backgroundRgb, true);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int argb : row) {
                compositor.add(argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF, argb >>> 24);
            }
        }
        return compositor.picture(image.getColorModel() instanceof IndexColorModel);
    }

    /** Lays pixels over a background, in the order of reading. */
    private static final class Compositor {
        private final int width;
        private final int height;
        private final int backgroundRgb;
        private final int channels;
        private final byte[] pixels;
        private int at;
        private boolean transparent;

        Compositor(int width, int height, int backgroundRgb, boolean coloured) {
            this.width = width;
            this.height = height;
            this.backgroundRgb = backgroundRgb;
            int red = backgroundRgb >> 16;
            boolean greyBackground = red == (backgroundRgb >> 8 & 0xFF) && red == (backgroundRgb & 0xFF);
            this.channels = coloured || !greyBackground ? 3 : 1;
            this.pixels = new byte[Math.multiplyExact(width * height, channels)];
        }

        void add(int red, int green, int blue, int alpha) {
            transparent |= alpha < 255;
            pixels[at++] = over(red, backgroundRgb >> 16, alpha);
            if (channels == 3) {
                pixels[at++] = over(green, backgroundRgb >> 8 & 0xFF, alpha);
                pixels[at++] = over(blue, backgroundRgb & 0xFF, alpha);
            }
        }

        private static byte over(int sample, int background, int alpha) {
            return alpha == 255 ? (byte) sample : (byte) ((sample * alpha + background * (255 - alpha) + 127) / 255);
        }

        Picture picture(boolean palette) {
            return new Picture(width, height, channels, pixels, transparent, palette);
        }
    }
}
