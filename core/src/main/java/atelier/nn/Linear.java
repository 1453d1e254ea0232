package atelier.nn;

import static org.bytedeco.pytorch.global.torch.linear;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Matrix product and bias: [N,I] to [N,O]. */
public final class Linear {
    private final Parameter weight;
    private final Parameter bias;

    /** Declares weight [O,I] and bias [O]. */
    public Linear(Parameters parameters, long inputs, long outputs, Initializer initializer) {
        weight = parameters.add("weight", initializer, outputs, inputs);
        bias = parameters.add("bias", Initializer.ZERO, outputs);
    }

    /** Applies the layer. */
    public Tensor forward(Tensor input) {
        return linear(input, weight.tensor(), new TensorOptional(bias.tensor()));
    }
}
