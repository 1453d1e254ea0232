package atelier.evaluation;

import atelier.nn.features.PerceptualDistance;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Learned perceptual image patch similarity (Zhang et al. 2018, arXiv 1801.03924): how different two pictures look to a
 * network that was trained to recognise things. Lower is closer; blur costs more than it does in {@link Psnr}.
 */
public final class Lpips implements PictureMetric {
    private final @Nullable PerceptualDistance network;

    /** The metric with a network to compute it by, or without one, which is enough to describe it. */
    public Lpips(@Nullable PerceptualDistance network) {
        this.network = network;
    }

    @Override
    public String name() {
        return "lpips";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String range() {
        return "[0, about 1]";
    }

    @Override
    public double lowest() {
        return 0;
    }

    @Override
    public String convention() {
        PerceptualDistance distance = network;
        if (distance != null) {
            return distance.convention();
        }
        return "LPIPS 0.1 with its published SqueezeNet heads on an Apache-2.0 SqueezeNet 1.1, so not equal to the"
                + " original's numbers; pictures at their own size, grey replicated to RGB, mean over pictures";
    }

    @Override
    public String paper() {
        return "Zhang et al. 2018, arXiv 1801.03924";
    }

    @Override
    public int minimumCount() {
        return 1;
    }

    @Override
    public int minimumSide() {
        return 24;
    }

    @Override
    public PictureMetric with(PerceptualDistance given) {
        return new Lpips(given);
    }

    @Override
    public @Nullable String obstacle() {
        return network == null
                ? "needs the weights of SqueezeNet and of LPIPS: --weights-root DIR with DIR/squeezenet1.1_nchw and"
                        + " DIR/lpips-heads"
                : null;
    }

    @Override
    public double[] values(Tensor target, Tensor output) {
        PerceptualDistance distance = network;
        if (distance == null) {
            throw new IllegalStateException("lpips " + obstacle());
        }
        try (Scope scope = Scope.open()) {
            return PairwiseDistances.toArray(
                    distance.distance(signed(target), signed(output)).to(torch.ScalarType.Double));
        }
    }

    private static Tensor signed(Tensor unit) {
        return unit.to(torch.ScalarType.Float).mul(Torch.scalar(2)).sub_(Torch.scalar(1));
    }
}
