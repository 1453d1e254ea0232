package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.silu;

import atelier.evaluation.FormulaFiller;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The discriminator of the golden vectors, in float64: two strided convolutions and a linear layer. */
final class TinyCritic {
    private final boolean smooth;
    private final List<Tensor> parameters;

    /** @param activation {@code lrelu} or {@code silu} */
    TinyCritic(String activation) {
        smooth = activation.equals("silu");
        parameters = List.of(
                leaf(weight("conv1.weight", 8 * 27, 27), 8, 3, 3, 3),
                leaf(bias("conv1.bias", 8), 8),
                leaf(weight("conv2.weight", 16 * 72, 72), 16, 8, 3, 3),
                leaf(bias("conv2.bias", 16), 16),
                leaf(weight("fc.weight", 64, 64), 1, 64),
                leaf(bias("fc.bias", 1), 1));
    }

    private static float[] weight(String name, int count, int inputs) {
        return FormulaFiller.weight("tiny-disc/" + name, count, inputs, 6);
    }

    private static float[] bias(String name, int count) {
        return FormulaFiller.parameter("tiny-disc/" + name, count, FormulaFiller.Kind.SMALL);
    }

    private static Tensor leaf(float[] values, long... shape) {
        return Torch.fromFloats(values, shape).to(torch.ScalarType.Double).requires_grad_(true);
    }

    /** [N,3,8,8] float64 to [N] logits. */
    Tensor forward(Tensor images) {
        Tensor first = activate(convolve(images, parameters.get(0), parameters.get(1)));
        Tensor second = activate(convolve(first, parameters.get(2), parameters.get(3)));
        return linear(second.flatten(1, -1), parameters.get(4), new TensorOptional(parameters.get(5)))
                .flatten();
    }

    private static Tensor convolve(Tensor input, Tensor weight, Tensor bias) {
        long[] one = {1, 1};
        return conv2d(input, weight, new TensorOptional(bias), new long[] {2, 2}, one, one, 1);
    }

    private Tensor activate(Tensor input) {
        return smooth ? silu(input) : leaky_relu(input, Torch.scalar(0.2));
    }

    /** Gradient of a loss by all parameters, one after the other. */
    double[] gradient(Tensor loss) {
        return gradient(loss, parameters);
    }

    /** Gradient of a loss by these tensors, flattened and joined. */
    static double[] gradient(Tensor loss, List<Tensor> by) {
        TensorVector gradients = torch.grad(
                new TensorVector(loss), Torch.list(by), new TensorVector(), new BoolOptional(true), false, false);
        Tensor[] flat = new Tensor[by.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = gradients.get(i).flatten();
        }
        return doubles(torch.cat(Torch.list(flat), 0));
    }

    /** A float64 tensor's values. */
    static double[] doubles(Tensor tensor) {
        Tensor flat = tensor.detach().contiguous();
        double[] values = new double[(int) flat.numel()];
        flat.data_ptr_double().get(values);
        return values;
    }
}
