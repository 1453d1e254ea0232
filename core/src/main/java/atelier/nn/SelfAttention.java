package atelier.nn;

import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * x + attention(norm(x)) between all places of a picture (Vaswani et al. 2017, arXiv 1706.03762, equation 1). Without
 * knowledge of where a place is: convolutions around it bring that in. Costs the square of the number of places, so it
 * belongs on small stages.
 */
public final class SelfAttention {
    private static final int HEAD = 32;

    private final GroupNorm norm;
    private final Parameter mixing;
    private final Linear output;
    private final int heads;

    /** Declares queries, keys and values [3C,C] without bias, and the output, which starts near zero. */
    public SelfAttention(Parameters parameters, int channels) {
        heads = heads(channels);
        norm = new GroupNorm(parameters.child("norm"), channels);
        mixing = parameters.child("mixing").add("weight", Initializer.lecun(channels), 3L * channels, channels);
        output = new Linear(parameters.child("output"), channels, channels, Initializer.lecun(100L * channels));
    }

    private static int heads(int channels) {
        int heads = Math.max(1, channels / HEAD);
        while (channels % heads != 0) {
            heads--;
        }
        return heads;
    }

    /** [N,C,H,W], best channels-last, to the same shape. */
    public Tensor forward(Tensor input) {
        long count = input.size(0);
        long channels = input.size(1);
        long places = input.size(2) * input.size(3);
        Tensor rows = norm.forward(input).permute(0, 2, 3, 1).reshape(count, places, channels);
        Tensor mixed = linear(rows, mixing.tensor()).view(count, places, 3, heads, channels / heads);
        Tensor attended = scaled_dot_product_attention(part(mixed, 0), part(mixed, 1), part(mixed, 2));
        Tensor joined = attended.transpose(1, 2).reshape(count, places, channels);
        Tensor result = output.forward(joined)
                .view(count, input.size(2), input.size(3), channels)
                .permute(0, 3, 1, 2);
        return input.add(result);
    }

    /** Queries, keys or values: [N,heads,places,C/heads]. */
    private static Tensor part(Tensor mixed, long index) {
        return mixed.select(2, index).transpose(1, 2);
    }
}
