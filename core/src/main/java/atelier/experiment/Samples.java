package atelier.experiment;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.model.ImageGenerator;
import atelier.nn.features.ImageBatches;
import atelier.torch.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Pictures for feature networks: real ones and generated ones alike pass through 8 bits. */
public final class Samples {
    /** The seed of the pictures that runs are judged by; samples that people look at have other seeds. */
    static final long JUDGED_SEED = 20_000;

    private Samples() {}

    /**
     * At most so many pictures of a set, in an order that does not depend on classes: sets read from class
     * folders lie class by class, and their first pictures would be of one class.
     */
    public static ImageSet some(ImageSet images, int most) {
        int[] order = RandomStream.of(1, "evaluation order", 0).permutation(images.count());
        return images.choose(Arrays.copyOf(order, Math.min(most, order.length)));
    }

    /**
     * Why generated pictures cannot be compared pixel by pixel with real ones; null where they can.
     *
     * @param size side of the generated pictures in pixels
     * @param channels of the generated pictures
     */
    static @Nullable String otherShape(int size, int channels, ImageSet real) {
        if (size == real.size() && channels == real.channels()) {
            return null;
        }
        return "the generated pictures are " + size + "x" + size + "x" + channels + ", the real ones " + real.size()
                + "x" + real.size() + "x" + real.channels();
    }

    /** A set's pictures in order. */
    public static ImageBatches of(ImageSet images) {
        return new ImageBatches() {
            @Override
            public int count() {
                return images.count();
            }

            @Override
            public Tensor batch(int from, int to) {
                return Pixels.toFloat(images, IntStream.range(from, to).toArray());
            }
        };
    }

    /** Pictures 0 to {@code count} of a seed, rounded to 8 bits as a file would be. */
    public static ImageBatches of(ImageGenerator generator, long seed, int count) {
        return new ImageBatches() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public Tensor batch(int from, int to) {
                Tensor pictures = generator.pictures(seed, from, to, null);
                int channels = (int) pictures.size(1);
                return Pixels.toFloat(Pixels.toBytes(pictures), to - from, (int) pictures.size(2), channels);
            }
        };
    }
}
