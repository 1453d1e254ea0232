package atelier.nn;

import static org.bytedeco.pytorch.global.torch.conv2d;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/**
 * Convolution whose weights follow a style, one style per picture (Karras et al. 2020, arXiv 1912.04958, section 2.2): a
 * style w becomes a factor s for each input channel, w'_oik = s_i w_oik (equation 1), and demodulation divides each output
 * channel by the length of its weights, w''_oik = w'_oik / sqrt(sum_ik w'_oik^2 + 1e-8) (equation 3), so that a style
 * cannot make the features of a whole layer grow. Nothing is added: bias and noise are the caller's.
 *
 * <p>Scaling the features before and after one convolution that all pictures share gives the same numbers as weights of
 * each picture's own, and is one large convolution instead of many small ones.
 */
public final class ModulatedConv2d {
    private static final double EPSILON = 1e-8;

    private final Parameter weight;
    private final Linear affine;
    private final boolean demodulated;
    private final long[] padding;

    /**
     * Declares weight [O,I,K,K] and the affine map from a style to the factors, which begins around one.
     *
     * @param styleSize length of a style
     * @param kernel odd; zero padding of half of it
     * @param demodulated whether output channels keep their scale, as all but a picture's last layer do
     */
    public ModulatedConv2d(
            Parameters parameters, int styleSize, int inputs, int outputs, int kernel, boolean demodulated) {
        Initializer initializer = Initializer.lecun((long) kernel * kernel * inputs);
        weight = parameters.add("weight", initializer, outputs, inputs, kernel, kernel);
        affine = new Linear(parameters.child("affine"), styleSize, inputs, Initializer.lecun(styleSize));
        this.demodulated = demodulated;
        padding = new long[] {kernel / 2, kernel / 2};
    }

    /**
     * Applies the layer.
     *
     * @param input [N,I,H,W] float32, or [1,I,H,W] for the same input in all pictures
     * @param styles [N,W] float32
     * @return [N,O,H,W] float32
     */
    public Tensor forward(Tensor input, Tensor styles) {
        Tensor factors = affine.forward(styles).add(Torch.scalar(1));
        Tensor output = conv2d(
                input.mul(perChannel(factors)),
                weight.tensor(),
                Torch.none(),
                new long[] {1, 1},
                padding,
                new long[] {1, 1},
                1);
        if (!demodulated) {
            return output;
        }
        Tensor squares = weight.tensor().square().sum(2, 3);
        Tensor lengths = factors.square().matmul(squares.t()).add(Torch.scalar(EPSILON));
        return output.mul(perChannel(lengths.rsqrt()));
    }

    private static Tensor perChannel(Tensor values) {
        return values.unsqueeze(2).unsqueeze(3);
    }

    /** The affine map's weight [I,W]: what a step in the space of styles does to this layer's factors. */
    public Parameter affineWeight() {
        return affine.weight();
    }
}
