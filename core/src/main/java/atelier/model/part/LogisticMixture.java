package atelier.model.part;

import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.logsumexp;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.tanh;

import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/**
 * Mixture of discretised logistics over RGB pixels whose colours depend on each other (PixelCNN++, Salimans et al. 2017,
 * arXiv 1701.05517, equations 2 and 3): green's mean depends on the true red, blue's on both.
 */
public final class LogisticMixture {
    private static final int COLOURS = 3;

    private LogisticMixture() {}

    /**
     * Log-likelihood of pictures.
     *
     * @param target [N,H,W,3] float32 or float64 on the grid k/127.5-1
     * @param parameters [N,H,W,10K]: K mixture logits, then for each colour K means, K log scales (at least -7) and K
     *     coefficients before tanh
     * @return [N] nats per picture
     */
    public static Tensor logLikelihood(Tensor target, Tensor parameters) {
        long components = parameters.size(3) / (1 + COLOURS * 3);
        Tensor logits = parameters.narrow(3, 0, components);
        Tensor perColour = parameters
                .narrow(3, components, COLOURS * 3 * components)
                .reshape(target.size(0), target.size(1), target.size(2), COLOURS, 3 * components);
        Tensor means = perColour.narrow(4, 0, components);
        Tensor logScales = perColour.narrow(4, components, components);
        Tensor coefficients = tanh(perColour.narrow(4, 2 * components, components));
        Tensor colours = target.unsqueeze(4).expand(means.shape());
        Tensor red = colours.select(3, 0);
        Tensor green = colours.select(3, 1);
        Tensor coupled = stack(
                Torch.list(
                        means.select(3, 0),
                        means.select(3, 1).add(coefficients.select(3, 0).mul(red)),
                        means.select(3, 2)
                                .add(coefficients.select(3, 1).mul(red))
                                .add(coefficients.select(3, 2).mul(green))),
                3);
        Tensor perComponent =
                DiscretizedLogistic.logProbability(colours, coupled, logScales).sum(3);
        Tensor joint = perComponent.add(log_softmax(logits, 3));
        return logsumexp(joint, 3).sum(1, 2);
    }
}
