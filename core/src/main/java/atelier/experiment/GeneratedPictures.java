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
import java.util.BitSet;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures 0 to N of a seed, rounded to 8 bits as a file would be. Those that a classifier may learn from or look at
 * are kept small when they have passed by, and the first ones as they are for whoever asks for them again, so that
 * neither are generated twice.
 */
final class GeneratedPictures implements ImageBatches {
    private static final int BATCH = 50;

    private final ImageGenerator generator;
    private final long seed;
    private final int count;
    private final int side;
    private final byte[] kept;
    private final byte[] whole;
    /** Which pictures have passed by of those that are kept whole. */
    private final BitSet passed = new BitSet();

    /**
     * Pictures that are yet to be made.
     *
     * @param most so many pictures are kept small, if there are as many; never fewer than a classifier may learn from
     * @param again so many are kept as they are, if there are as many
     */
    GeneratedPictures(ImageGenerator generator, long seed, int count, int most, int again) {
        this.generator = generator;
        this.seed = seed;
        this.count = count;
        ImageShape shape = generator.network().model().shape();
        side = LabelledPictures.side(shape.size());
        kept = new byte[Math.min(count, Math.max(most, Utility.MOST_TRAINING)) * side * side * shape.channels()];
        int bytes = shape.size() * shape.size() * shape.channels();
        whole = new byte[Math.min(Math.min(count, again), Integer.MAX_VALUE / bytes) * bytes];
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

    /** Of one picture as it is. */
    private int bytes() {
        return size() * size() * channels();
    }

    @Override
    public Tensor batch(int from, int to) {
        if (isKept(from, to)) {
            byte[] again = Arrays.copyOfRange(whole, from * bytes(), to * bytes());
            return Pixels.toFloat(again, to - from, size(), channels());
        }
        byte[] pictures = Pixels.toBytes(generator.pictures(seed, from, to, null));
        Tensor rounded = Pixels.toFloat(pictures, to - from, size(), channels());
        // Threads ask for different pictures, so they write to different places.
        copy(pictures, whole, (long) bytes() * from);
        long offset = (long) channels() * side * side * from;
        if (offset < kept.length) {
            copy(Pixels.toBytes(LabelledPictures.small(rounded)), kept, offset);
        }
        synchronized (passed) {
            passed.set(from, to);
        }
        return rounded;
    }

    private boolean isKept(int from, int to) {
        synchronized (passed) {
            return (long) to * bytes() <= whole.length && passed.nextClearBit(from) >= to;
        }
    }

    private static void copy(byte[] bytes, byte[] target, long offset) {
        if (offset < target.length) {
            int start = (int) offset;
            System.arraycopy(bytes, 0, target, start, Math.min(bytes.length, target.length - start));
        }
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
