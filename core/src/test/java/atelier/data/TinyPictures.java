package atelier.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Small data sets for tests of what stands on data: bright discs on dark grounds, a class per corner. */
public final class TinyPictures {
    private TinyPictures() {}

    /**
     * Writes PNG files.
     *
     * @param classes number of class folders; 0 for a flat folder
     * @param channels 1 for grey, 3 for colour
     */
    public static Path folder(Path folder, int count, int classes, int size, int channels) throws IOException {
        for (int i = 0; i < count; i++) {
            int label = i % Math.max(1, classes);
            Path inside = classes == 0 ? folder : folder.resolve("class-" + label);
            Files.createDirectories(inside);
            ImageIO.write(
                    picture(i, label, size, channels),
                    "png",
                    inside.resolve("%04d.png".formatted(i)).toFile());
        }
        return folder;
    }

    /** The same pictures as one packed file, for tests that need no splits. */
    public static ImageSet set(Path folder, int count, int classes, int size, int channels) throws IOException {
        Path pictures = folder(folder.resolve("pictures"), count, classes, size, channels);
        Path packed = folder.resolve("pictures.pack");
        Datasets.pack(pictures.toString(), options(folder), packed, (phase, done, total) -> {});
        return ImageSet.all("tiny pictures", PackedImages.open(packed));
    }

    /** Options with a cache of the test's own. */
    public static DataOptions options(Path folder) {
        return DataOptions.defaults()
                .withCache(folder.resolve("cache"))
                .withDataRoot(null)
                .withThreads(1);
    }

    private static BufferedImage picture(int index, int label, int size, int channels) {
        int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(size, size, type);
        double centreX = size * (0.25 + 0.5 * (label & 1)) + index % 3;
        double centreY = size * (0.25 + 0.5 * (label >> 1 & 1)) + index / 3 % 3;
        double radius = size * (0.12 + 0.02 * (index % 7));
        int ground = 16 + index * 29 % 64;
        int disc = 150 + index * 31 % 100;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                boolean inside = Math.hypot(x - centreX, y - centreY) < radius;
                int value = inside ? disc : ground;
                for (int c = 0; c < channels; c++) {
                    image.getRaster().setSample(x, y, c, c == index % 3 || channels == 1 ? value : value / 2);
                }
            }
        }
        return image;
    }
}
