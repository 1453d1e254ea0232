package atelier.nn.features;

import static org.bytedeco.pytorch.global.torch.conv2d;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A convolution whose weights are fixed: [N,I,H,W] to [N,O,H',W'].
 *
 * @param weight [O,I,K,L]
 * @param bias [O]
 * @param stride step in both directions
 * @param padding zeros above and below, left and right
 */
record FrozenConvolution(Tensor weight, Tensor bias, long stride, long[] padding) {
    /** Reads {@code NAME.weight} and {@code NAME.bias} of a square kernel into the current scope. */
    static FrozenConvolution read(
            NamedWeights weights,
            String network,
            String name,
            long outputs,
            long inputs,
            long kernel,
            long stride,
            long padding) {
        Tensor weight = weights.read(name + ".weight", network, outputs, inputs, kernel, kernel);
        return new FrozenConvolution(
                weight.contiguous(torch.MemoryFormat.ChannelsLast),
                weights.read(name + ".bias", network, outputs),
                stride,
                new long[] {padding, padding});
    }

    Tensor forward(Tensor input) {
        return conv2d(
                input, weight, new TensorOptional(bias), new long[] {stride, stride}, padding, new long[] {1, 1}, 1);
    }
}
