package atelier.nn.features;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in, one feature vector per picture out. An instance may be used by several threads at once; a picture's
 * features do not depend on the other pictures of its batch.
 */
public interface FeatureNetwork extends AutoCloseable {
    /** Short name, as in {@code --features mobilenetv2}. */
    String name();

    /** D, the length of a feature vector. */
    int dimensions();

    /**
     * What makes numbers comparable, in one word: network, layer and input size, such as {@code fd-mobilenet-96}.
     * Features of different conventions are never compared.
     */
    String convention();

    /**
     * Features without gradient.
     *
     * @param images [N,C,H,W] float32 in [-1,1], C 1 or 3
     * @return [N,D] float32, owned by the caller's scope
     */
    Tensor extract(Tensor images);

    /** Whether ten thousands of pictures are a matter of seconds. */
    default boolean isQuick() {
        return false;
    }

    /** The classifier behind the features, or null where there is none; used only while this network is open. */
    default @Nullable ClassHead classHead() {
        return null;
    }

    @Override
    void close();
}
