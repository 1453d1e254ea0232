package atelier.bench;

import atelier.torch.RandomStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * JPEG files that cost as much to decode as photographs do: noise whose amplitude halves from octave to octave, as in
 * pictures of nature, at quality 0.9. Every file is a function of its number.
 */
final class Photographs {
    static final int SIDE = 256;
    private static final int COARSEST = 4;

    private Photographs() {}

    /** Writes files 0 to count, those that are not there yet; several threads may run it at once. */
    static Runnable writer(Path folder, int count) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                Path file = folder.resolve(String.format(Locale.ROOT, "%06d.jpg", number));
                if (!Files.exists(file)) {
                    write(draw(number), file);
                }
            }
        };
    }

    private static BufferedImage draw(int number) {
        RandomStream random = RandomStream.of(1, "photograph", number);
        float[][] planes = new float[3][SIDE * SIDE];
        for (float[] plane : planes) {
            float amplitude = 60;
            for (int cells = COARSEST; cells <= SIDE; cells *= 2, amplitude /= 2) {
                addOctave(plane, cells, amplitude, random);
            }
        }
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            // Mostly grey with some colour: what two thirds of every channel have in common.
            float grey = (planes[0][i] + planes[1][i] + planes[2][i]) / 3;
            int rgb = 0;
            for (float[] plane : planes) {
                int level = Math.round(128 + grey + (plane[i] - grey) / 3);
                rgb = rgb << 8 | Math.max(0, Math.min(255, level));
            }
            image.setRGB(i % SIDE, i / SIDE, rgb);
        }
        return image;
    }

    /** Random values on a grid, interpolated bilinearly. */
    private static void addOctave(float[] plane, int cells, float amplitude, RandomStream random) {
        float[] grid = new float[(cells + 1) * (cells + 1)];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = amplitude * (float) (2 * random.nextDouble() - 1);
        }
        int step = SIDE / cells;
        for (int y = 0; y < SIDE; y++) {
            int row = y / step * (cells + 1);
            float down = y % step / (float) step;
            for (int x = 0; x < SIDE; x++) {
                int at = row + x / step;
                float right = x % step / (float) step;
                float above = grid[at] + right * (grid[at + 1] - grid[at]);
                float below = grid[at + cells + 1] + right * (grid[at + cells + 2] - grid[at + cells + 1]);
                plane[y * SIDE + x] += above + down * (below - above);
            }
        }
    }

    private static void write(BufferedImage image, Path file) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(file.toFile())) {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(0.9f);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), quality);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            writer.dispose();
        }
    }
}
