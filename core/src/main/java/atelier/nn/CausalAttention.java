package atelier.nn;

import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Self-attention of several heads in which a position sees itself and those before it (Vaswani et al. 2017, arXiv
 * 1706.03762, section 3.2): [N,T,D] to the same shape. The output starts at zero.
 */
public final class CausalAttention {
    private final Parameter mixing;
    private final Linear output;
    private final int heads;
    private final int size;

    /** Declares the joint weight [3D,D] of queries, keys and values, without bias, and the output's. */
    public CausalAttention(Parameters parameters, int size, int heads) {
        mixing = parameters.add("mixing", Initializer.lecun(size), 3L * size, size);
        output = new Linear(parameters.child("output"), size, size, Initializer.ZERO);
        this.heads = heads;
        this.size = size;
    }

    /** All positions at once. */
    public Tensor forward(Tensor input, Weights weights) {
        Tensor mixed = mix(input, weights);
        return gather(attend(mixed.select(0, 0), mixed.select(0, 1), mixed.select(0, 2), true), weights);
    }

    /**
     * The position that follows those in the cache, which receives its key and value.
     *
     * @param input [N,1,D]
     */
    public Tensor next(Tensor input, Weights weights, Cache cache) {
        Tensor mixed = mix(input, weights);
        long length = cache.add(mixed.select(0, 1), mixed.select(0, 2));
        return gather(
                attend(mixed.select(0, 0), cache.keys.narrow(2, 0, length), cache.values.narrow(2, 0, length), false),
                weights);
    }

    /** [3,N,heads,T,D/heads]. */
    private Tensor mix(Tensor input, Weights weights) {
        return torch.linear(input, weights.of(mixing))
                .view(input.size(0), input.size(1), 3, heads, size / heads)
                .permute(2, 0, 3, 1, 4);
    }

    private static Tensor attend(Tensor queries, Tensor keys, Tensor values, boolean causal) {
        return torch.scaled_dot_product_attention(
                queries, keys, values, new TensorOptional(), 0, causal, new DoubleOptional(), false);
    }

    private Tensor gather(Tensor attended, Weights weights) {
        Tensor joined = attended.transpose(1, 2).reshape(attended.size(0), attended.size(2), size);
        return output.forward(joined, weights);
    }

    /** Room for the keys and values of {@code positions} positions; owned by the caller's scope. */
    public Cache cache(Tensor like, long count, long positions) {
        long[] shape = {count, heads, positions, size / heads};
        return new Cache(like.new_zeros(shape), like.new_zeros(shape));
    }

    /** Keys and values of the positions so far. */
    public static final class Cache {
        private final Tensor keys;
        private final Tensor values;
        private long length;

        private Cache(Tensor keys, Tensor values) {
            this.keys = keys;
            this.values = values;
        }

        private long add(Tensor key, Tensor value) {
            keys.narrow(2, length, 1).copy_(key);
            values.narrow(2, length, 1).copy_(value);
            return ++length;
        }
    }
}
