package atelier.nn;

import static org.bytedeco.pytorch.global.torch.group_norm;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Group normalisation (Wu and He 2018, arXiv 1803.08494): each picture's groups of channels get mean zero and variance
 * one, then a learned scale and shift per channel. Knows no batch, so replicas need not talk to each other.
 */
public final class GroupNorm {
    private static final int GROUP = 8;
    private static final double EPSILON = 1e-5;

    private final Parameter weight;
    private final Parameter bias;
    private final int groups;

    /** Eight channels a group; one group where {@code channels} is no multiple of eight. */
    public GroupNorm(Parameters parameters, int channels) {
        this(parameters, channels % GROUP == 0 ? channels / GROUP : 1, channels);
    }

    /** Declares weight [C] and bias [C]; {@code channels} is a multiple of {@code groups}. */
    public GroupNorm(Parameters parameters, int groups, int channels) {
        this.groups = groups;
        weight = parameters.add("weight", Initializer.ONE, channels);
        bias = parameters.add("bias", Initializer.ZERO, channels);
    }

    /** [N,C,H,W] to the same shape. */
    public Tensor forward(Tensor input) {
        return group_norm(
                input, groups, new TensorOptional(weight.tensor()), new TensorOptional(bias.tensor()), EPSILON, false);
    }
}
