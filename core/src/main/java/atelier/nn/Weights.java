package atelier.nn;

import atelier.torch.Parameter;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How a layer sees its parameters: as they are, or as copies of another number type. */
@FunctionalInterface
public interface Weights {
    /** The parameters as they are, float32, through which gradients flow. */
    Weights PLAIN = Parameter::tensor;

    /** The tensor to compute with in the place of a parameter. */
    Tensor of(Parameter parameter);

    /** Copies in float64, owned by the caller's scope. */
    static Weights inDouble(List<Parameter> parameters) {
        Map<Parameter, Tensor> copies = new IdentityHashMap<>();
        for (Parameter parameter : parameters) {
            copies.put(parameter, parameter.tensor().to(ScalarType.Double));
        }
        return parameter -> {
            Tensor copy = copies.get(parameter);
            if (copy == null) {
                throw new IllegalArgumentException(parameter.name() + " is not among the copied parameters");
            }
            return copy;
        };
    }
}
