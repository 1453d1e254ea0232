package atelier.nn.features;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A network on whose maps {@link PerceptualDistance} compares pictures. */
interface PerceptualTrunk extends AutoCloseable {
    /**
     * The maps that are compared, first layers first, in the current scope.
     *
     * @param normalised [N,3,H,W] float32
     * @return maps [N,C,H',W'] float32
     */
    List<Tensor> taps(Tensor normalised);

    @Override
    void close();
}
