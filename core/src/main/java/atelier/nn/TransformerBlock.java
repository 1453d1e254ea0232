package atelier.nn;

import atelier.torch.Initializer;
import atelier.torch.Parameters;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * x + attention(norm(x)), then x + linear(gelu(linear(norm(x)))): a block of a decoder-only transformer, normalised
 * before each part (Xiong et al. 2020, arXiv 2002.04745). Both parts start at zero, so that the block starts as the
 * identity.
 */
public final class TransformerBlock {
    private static final int EXPANSION = 4;

    private final LayerNorm attentionNorm;
    private final CausalAttention attention;
    private final LayerNorm innerNorm;
    private final Linear widen;
    private final Linear narrow;

    /** Declares the parameters over {@code size} channels. */
    public TransformerBlock(Parameters parameters, int size, int heads) {
        attentionNorm = new LayerNorm(parameters.child("attentionNorm"), size);
        attention = new CausalAttention(parameters.child("attention"), size, heads);
        innerNorm = new LayerNorm(parameters.child("innerNorm"), size);
        widen = new Linear(parameters.child("widen"), size, (long) EXPANSION * size, Initializer.he(size));
        narrow = new Linear(parameters.child("narrow"), (long) EXPANSION * size, size, Initializer.ZERO);
    }

    /** All positions at once: [N,T,D] to the same shape. */
    public Tensor forward(Tensor input, Weights weights) {
        return apply(input, weights, normed -> attention.forward(normed, weights));
    }

    /** The position that follows those in the cache: [N,1,D] to the same shape. */
    public Tensor next(Tensor input, Weights weights, CausalAttention.Cache cache) {
        return apply(input, weights, normed -> attention.next(normed, weights, cache));
    }

    private Tensor apply(Tensor input, Weights weights, UnaryOperator<Tensor> attend) {
        Tensor x = input.add(attend.apply(attentionNorm.forward(input, weights)));
        Tensor inner = torch.gelu(widen.forward(innerNorm.forward(x, weights), weights));
        return x.add(narrow.forward(inner, weights));
    }

    /** Room for the keys and values of {@code positions} positions, in the number type of {@code like}. */
    public CausalAttention.Cache cache(Tensor like, long count, long positions) {
        return attention.cache(like, count, positions);
    }
}
