package atelier.model.part;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Whatever judges pictures in a game between two players. */
@FunctionalInterface
public interface Critic {
    /**
     * Judges pictures.
     *
     * @param images [N,C,H,W] float32 in [-1,1]
     * @param labels [N] int64 if the pictures have classes, else null
     * @return [N] float32 logits, larger for more real
     */
    Tensor forward(Tensor images, @Nullable Tensor labels);
}
