package atelier.experiment;

import atelier.data.ImageSet;
import atelier.nn.features.SmallNetwork;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Batches for training the feature network: equal shares of several labelled sets, moved, mirrored and distorted. */
final class FeatureBatches {
    private static final int SIDE = SmallNetwork.SIDE;
    private static final int LARGEST_SHIFT = 2;
    private static final List<FeatureDistortion.Kind> KINDS = List.of(FeatureDistortion.Kind.values());

    /**
     * A labelled set.
     *
     * @param name for the log
     * @param images at 32 pixels
     * @param classes number of classes
     * @param label class of a position in {@code images}
     */
    record Source(String name, ImageSet images, int classes, IntUnaryOperator label) {}

    /**
     * A batch; the rows of the first source come first.
     *
     * @param images [N,3,32,32] float32 in [-1,1]
     * @param labels [N] int64, the class within the row's source
     * @param distortions [N,5] float32, the strength of every kind of distortion, all but one zero
     */
    record Batch(Tensor images, Tensor labels, Tensor distortions) {}

    private final List<Source> sources;
    private final int share;
    private final long seed;

    FeatureBatches(List<Source> sources, int share, long seed) {
        this.sources = sources;
        this.share = share;
        this.seed = seed;
    }

    /** The batch of a step; a function of seed and step. */
    Batch batch(int step) {
        int rows = share * sources.size();
        int values = 3 * SIDE * SIDE;
        int kinds = KINDS.size();
        float[] images = new float[rows * values];
        long[] labels = new long[rows];
        float[] distortions = new float[rows * kinds];
        for (int row = 0; row < rows; row++) {
            Source source = sources.get(row / share);
            RandomStream random = RandomStream.of(seed, "feature training", (long) step * rows + row);
            int position = random.nextInt(source.images().count());
            labels[row] = source.label().applyAsInt(position);
            float[] image = moved(planes(source.images(), position), random);
            if (random.nextInt(2) == 0) {
                int kind = random.nextInt(kinds);
                double strength = random.nextDouble();
                FeatureDistortion.apply(KINDS.get(kind), strength, image, SIDE, random);
                distortions[row * kinds + kind] = (float) strength;
            }
            System.arraycopy(image, 0, images, row * values, values);
        }
        return new Batch(
                Torch.fromFloats(images, rows, 3, SIDE, SIDE),
                Torch.fromLongs(labels, rows),
                Torch.fromFloats(distortions, rows, kinds));
    }

    /** [3,S,S] in [-1,1]; grey replicated. */
    static float[] planes(ImageSet set, int position) {
        int channels = set.channels();
        byte[] bytes = new byte[SIDE * SIDE * channels];
        set.copyImage(position, bytes, 0);
        float[] planes = new float[3 * SIDE * SIDE];
        for (int i = 0; i < planes.length; i++) {
            int channel = Math.min(channels - 1, i / (SIDE * SIDE));
            planes[i] = (bytes[i % (SIDE * SIDE) * channels + channel] & 0xff) / 127.5f - 1;
        }
        return planes;
    }

    /** Shifted by up to two pixels (edges repeated) and mirrored half of the time. */
    private static float[] moved(float[] image, RandomStream random) {
        int down = random.nextInt(2 * LARGEST_SHIFT + 1) - LARGEST_SHIFT;
        int right = random.nextInt(2 * LARGEST_SHIFT + 1) - LARGEST_SHIFT;
        boolean mirrored = random.nextInt(2) == 0;
        float[] result = new float[image.length];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIDE; y++) {
                int fromY = Math.max(0, Math.min(SIDE - 1, y - down));
                for (int x = 0; x < SIDE; x++) {
                    int fromX = Math.max(0, Math.min(SIDE - 1, x - right));
                    fromX = mirrored ? SIDE - 1 - fromX : fromX;
                    result[(c * SIDE + y) * SIDE + x] = image[(c * SIDE + fromY) * SIDE + fromX];
                }
            }
        }
        return result;
    }

    /** Undistorted pictures of a set, owned by the caller's {@link Scope}: [count,3,32,32]. */
    static Tensor plain(ImageSet set, int from, int count) {
        float[] images = new float[count * 3 * SIDE * SIDE];
        for (int i = 0; i < count; i++) {
            System.arraycopy(planes(set, from + i), 0, images, i * 3 * SIDE * SIDE, 3 * SIDE * SIDE);
        }
        return Torch.fromFloats(images, count, 3, SIDE, SIDE);
    }
}
