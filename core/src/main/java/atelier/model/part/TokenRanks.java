package atelier.model.part;

import atelier.torch.Torch;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Which token a standard normal number stands for under a distribution over tokens, and back: inverse transform
 * sampling with tokens ranked by probability. Rank r owns the numbers z with S(r+1) &lt; P(|Z| &gt; |z|) &lt;= S(r),
 * where S(r) is the probability of the ranks r and later. So numbers near zero stand for likely tokens, and a factor
 * below one on a latent cuts off the unlikely ones; unlikely tokens lie in the normal's tail, where a float32 is
 * finest in probability.
 */
public final class TokenRanks {
    /** What every token has at least, so that each has numbers that stand for it. */
    private static final double FLOOR = 1e-9;

    private final Tensor order;
    private final Tensor tails;

    /**
     * How the distribution is changed before tokens are drawn from it.
     *
     * @param temperature divides the logits: below 1 for likelier tokens
     * @param topK only the so many likeliest tokens
     * @param topP only the likeliest tokens that together have this probability (Holtzman et al. 2019, arXiv
     *     1904.09751); 1 for all
     */
    public record Sampling(double temperature, int topK, double topP) {
        /** Refuses values that leave no token. */
        public Sampling {
            if (!(temperature > 0) || topK < 1 || !(topP > 0) || topP > 1) {
                throw new IllegalArgumentException("temperature is " + temperature + ", topK " + topK + ", topP " + topP
                        + "; expected more than 0, at least 1, and above 0 to 1");
            }
        }
    }

    /** Ranks the tokens of N distributions given by logits [N,K] float64. */
    public TokenRanks(Tensor logits, Sampling sampling) {
        long count = logits.size(1);
        Tensor all = logits.div(Torch.scalar(sampling.temperature())).softmax(1);
        T_TensorTensor_T sorted = torch.sort(all, new BoolOptional(true), 1, true);
        order = sorted.get1();
        Tensor kept = sorted.get0();
        if (sampling.topP() < 1) {
            Tensor before = kept.cumsum(1).sub(kept);
            kept = kept.mul(before.lt(Torch.scalar(sampling.topP())));
        }
        if (sampling.topK() < count) {
            kept = kept.clone();
            kept.narrow(1, sampling.topK(), count - sampling.topK()).zero_();
        }
        Tensor parts = kept.div(kept.sum(1).unsqueeze(1))
                .mul(Torch.scalar(1 - count * FLOOR))
                .add(Torch.scalar(FLOOR));
        tails = parts.flip(1).cumsum(1).flip(1);
    }

    /** The tokens [N] int64 of latents [N] float64. */
    public Tensor tokens(Tensor latents) {
        Tensor tail = latents.abs().div(Torch.scalar(Math.sqrt(2))).erfc().unsqueeze(1);
        Tensor rank = tails.narrow(1, 1, tails.size(1) - 1).gt(tail).sum(1).unsqueeze(1);
        return order.gather(1, rank).squeeze(1);
    }

    /** For each token [N] the number [N] float64, positive, in the middle of those that stand for it. */
    public Tensor latents(Tensor tokens) {
        Tensor isToken = order.eq(tokens.unsqueeze(1));
        Tensor upper = tails.mul(isToken).sum(1);
        Tensor next = torch.cat(
                Torch.list(
                        tails.narrow(1, 1, tails.size(1) - 1),
                        tails.narrow(1, 0, 1).mul(Torch.scalar(0))),
                1);
        Tensor lower = next.mul(isToken).sum(1);
        return torch.special_ndtri(upper.add(lower).mul(Torch.scalar(0.25))).neg();
    }
}
