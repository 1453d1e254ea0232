package atelier.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures and files that the tests make for themselves. */
final class TestPictures {
    private TestPictures() {}

    /** Smooth colours, different for every seed. */
    static BufferedImage photograph(int width, int height, long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] slope = random.ints(6, 1, 7).toArray();
        int[] start = random.ints(3, 0, 256).toArray();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    int phase = (start[c] + slope[c] * x + slope[c + 3] * y) % 510;
                    rgb = rgb << 8 | Math.abs(phase - 255);
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    /** One colour. */
    static BufferedImage plain(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(rgb));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    static byte[] encode(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalStateException("no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Path write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    static Path png(Path file, BufferedImage image) throws IOException {
        return write(file, encode(image, "png"));
    }

    /** Options whose cache is a folder of the test. */
    static DataOptions options(Path folder) {
        return DataOptions.defaults().withCache(folder.resolve("cache")).withDataRoot(null);
    }

    /** The folder of public data beside the checkout; null: there is none. */
    static Path shared(String inside) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve(".git"))) {
            folder = folder.getParent();
        }
        Path wanted = folder == null
                ? null
                : folder.resolve("../shared").resolve(inside).normalize();
        return wanted != null && Files.exists(wanted) ? wanted : null;
    }
}
