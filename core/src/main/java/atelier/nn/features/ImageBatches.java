package atelier.nn.features;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** Pictures by position, batch by batch, from memory, a packed file or a generator. Called from several threads. */
public interface ImageBatches {
    /** How many pictures there are. */
    int count();

    /**
     * Pictures [from, to).
     *
     * @return [to-from,C,H,W] float32 in [-1,1], owned by the caller's scope
     */
    Tensor batch(int from, int to);

    /** The pictures of a set, in its order. */
    static ImageBatches of(ImageSet set) {
        return new ImageBatches() {
            @Override
            public int count() {
                return set.count();
            }

            @Override
            public Tensor batch(int from, int to) {
                return Pixels.toFloat(set, IntStream.range(from, to).toArray());
            }
        };
    }

    /** Pictures already in memory, [N,C,H,W] float32 in [-1,1]; the tensor stays its owner's. */
    static ImageBatches of(Tensor images) {
        int count = (int) images.size(0);
        return new ImageBatches() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public Tensor batch(int from, int to) {
                return images.narrow(0, from, (long) to - from);
            }
        };
    }
}
