package atelier.nn;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layer normalisation over the last dimension (Ba et al. 2016, arXiv 1607.06450): [..,D] to the same shape. */
public final class LayerNorm {
    private static final double EPSILON = 1e-5;

    private final Parameter weight;
    private final Parameter bias;
    private final long[] size;

    /** Declares weight [D] and bias [D]. */
    public LayerNorm(Parameters parameters, long size) {
        weight = parameters.add("weight", Initializer.ONE, size);
        bias = parameters.add("bias", Initializer.ZERO, size);
        this.size = new long[] {size};
    }

    /** Applies the layer. */
    public Tensor forward(Tensor input, Weights weights) {
        return torch.layer_norm(
                input,
                size,
                new TensorOptional(weights.of(weight)),
                new TensorOptional(weights.of(bias)),
                EPSILON,
                false);
    }
}
