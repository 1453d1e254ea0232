package atelier.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Small files in the layout of Fashion-MNIST, and stacks of them: ten classes, each with a bright block at a place of its
 * own; pictures of one class differ in level and noise.
 */
public final class TinyStacks {
    /** Side of the pictures. */
    public static final int SIZE = 16;

    private TinyStacks() {}

    /** Writes both pairs of files; every class is equally frequent where the counts are multiples of ten. */
    static Path files(Path folder, int train, int test) throws IOException {
        Files.createDirectories(folder);
        write(folder, "train", train, 1);
        write(folder, "t10k", test, 2);
        return folder;
    }

    private static void write(Path folder, String part, int count, long seed) throws IOException {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        DataOutputStream imageData = new DataOutputStream(images);
        DataOutputStream labelData = new DataOutputStream(labels);
        for (int value : new int[] {0x803, count, SIZE, SIZE}) {
            imageData.writeInt(value);
        }
        labelData.writeInt(0x801);
        labelData.writeInt(count);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            imageData.write(grey(i % StackedGreys.CLASSES, random));
            labelData.writeByte(i % StackedGreys.CLASSES);
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.toByteArray());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.toByteArray());
    }

    /** A block of 4 x 5 pixels in one of twelve fields. */
    public static byte[] grey(int label, Random random) {
        byte[] pixels = new byte[SIZE * SIZE];
        int top = label / 3 * 4;
        int left = label % 3 * 5;
        int level = 140 + random.nextInt(80);
        for (int p = 0; p < pixels.length; p++) {
            boolean inside = p / SIZE >= top && p / SIZE < top + 4 && p % SIZE >= left && p % SIZE < left + 5;
            pixels[p] = (byte) ((inside ? level : 10) + random.nextInt(30));
        }
        return pixels;
    }

    /** Stacks of such pictures, so many of both parts; of the first a tenth becomes the validation split. */
    public static ImageDataset open(Path folder, int train, int test) throws IOException {
        ImageSource greys = Sources.of(files(folder.resolve("greys"), 200, 100), List.of());
        Path packed = folder.resolve("stacks.pack");
        ImageSource stacks = StackedGreys.source(greys, train, test);
        new Packer(StackedGreys.NAME, stacks, TestPictures.options(folder), ProgressListener.NONE).pack(packed);
        return Splits.divide(StackedGreys.NAME, "", "", PackedImages.open(packed));
    }
}
