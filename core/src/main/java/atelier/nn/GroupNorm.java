package atelier.nn;

import static org.bytedeco.pytorch.global.torch.group_norm;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Zero mean and unit variance over each picture's groups of channels, then a learned scale and shift per
 * channel (Wu and He 2018, arXiv 1803.08494). Statistics are those of one picture: they do not depend on
 * what else is in the batch, nor on how it is divided among replicas.
 */
public final class GroupNorm {
    private static final double EPSILON = 1e-5;

    private final int groups;
    private final Parameter scale;
    private final Parameter shift;

    /** Declares scale and shift over {@code channels}, a multiple of {@code groups}. */
    public GroupNorm(Parameters parameters, int groups, int channels) {
        this.groups = groups;
        scale = parameters.add("scale", Initializer.ONE, channels);
        shift = parameters.add("shift", Initializer.ZERO, channels);
    }

    /** [N,C,H,W] to the same shape. */
    public Tensor forward(Tensor input) {
        return group_norm(
                input, groups, new TensorOptional(scale.tensor()), new TensorOptional(shift.tensor()), EPSILON, false);
    }
}
