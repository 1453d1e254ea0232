package atelier.experiment;

import atelier.data.Pixels;
import atelier.evaluation.LabelledPictures;
import atelier.evaluation.Utility;
import atelier.model.ImageGenerator;
import atelier.model.ImageShape;
import atelier.nn.features.ImageBatches;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures 0 to N of a seed, rounded to 8 bits as a file would be. Those that a classifier may learn from or look at are
 * kept when they have passed by, so that nothing is generated twice.
 */
final class GeneratedPictures implements ImageBatches {
    private static final int BATCH = 50;

    private final ImageGenerator generator;
    private final long seed;
    private final int count;
    private final int side;
    private final byte[] kept;

    /** @param most so many pictures are kept, if there are as many; never fewer than a classifier may learn from */
    GeneratedPictures(ImageGenerator generator, long seed, int count, int most) {
        this.generator = generator;
        this.seed = seed;
        this.count = count;
        ImageShape shape = generator.network().model().shape();
        side = LabelledPictures.side(shape.size());
        kept = new byte[Math.min(count, Math.max(most, Utility.MOST_TRAINING)) * side * side * shape.channels()];
    }

    @Override
    public int count() {
        return count;
    }

    /** Side of the pictures as they are generated, in pixels. */
    int size() {
        return generator.network().model().shape().size();
    }

    /** 1 (grey) or 3 (red, green, blue). */
    int channels() {
        return generator.network().model().shape().channels();
    }

    @Override
    public Tensor batch(int from, int to) {
        Tensor pictures = generator.pictures(seed, from, to, null);
        Tensor rounded =
                Pixels.toFloat(Pixels.toBytes(pictures), to - from, (int) pictures.size(2), (int) pictures.size(1));
        long offset = pictures.size(1) * side * side * from;
        // Threads ask for different pictures, so they write to different places.
        if (offset < kept.length) {
            byte[] bytes = Pixels.toBytes(LabelledPictures.small(rounded));
            int start = (int) offset;
            System.arraycopy(bytes, 0, kept, start, Math.min(bytes.length, kept.length - start));
        }
        return rounded;
    }

    /** The class that a picture was made for; -1 where the model has none. */
    int label(int picture) {
        return generator.label(seed, picture);
    }

    /** Generates those that are kept, where nobody asks for batches. */
    void make(int threads) {
        int picture = side * side * channels();
        int wanted = kept.length / picture;
        Parallel.run(threads, (wanted + BATCH - 1) / BATCH, batch -> {
            try (Scope scope = Scope.withoutGradient()) {
                batch(batch * BATCH, Math.min(wanted, (batch + 1) * BATCH));
            }
        });
    }

    /** The first of them with their classes, once all batches have been asked for; -1 where the model has none. */
    LabelledPictures small() {
        int[] labels = new int[kept.length / (side * side * channels())];
        Arrays.setAll(labels, i -> generator.label(seed, i));
        return new LabelledPictures(kept, labels, side, channels());
    }
}
