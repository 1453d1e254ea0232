package atelier.nn;

import static org.bytedeco.pytorch.global.torch.linear;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Matrix product and bias: [N,I] to [N,O]. */
public final class Linear {
    private final Parameter weight;
    private final Parameter bias;
    private final UnaryOperator<Tensor> constraint;

    /** Declares weight [O,I] and bias [O]. */
    public Linear(Parameters parameters, long inputs, long outputs, Initializer initializer) {
        this(
                parameters.add("weight", initializer, outputs, inputs),
                parameters.add("bias", Initializer.ZERO, outputs),
                UnaryOperator.identity());
    }

    private Linear(Parameter weight, Parameter bias, UnaryOperator<Tensor> constraint) {
        this.weight = weight;
        this.bias = bias;
        this.constraint = constraint;
    }

    /** The same layer, its weight under {@link SpectralNorm}. */
    public Linear spectral() {
        return new Linear(weight, bias, SpectralNorm::normalize);
    }

    /** The weight [O,I]. */
    public Parameter weight() {
        return weight;
    }

    /** Applies the layer. */
    public Tensor forward(Tensor input) {
        return forward(input, Weights.PLAIN);
    }

    /** Applies the layer with these weights; any number of leading dimensions. */
    public Tensor forward(Tensor input, Weights weights) {
        return linear(input, constraint.apply(weights.of(weight)), new TensorOptional(weights.of(bias)));
    }
}
