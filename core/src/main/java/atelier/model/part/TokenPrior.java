package atelier.model.part;

import atelier.nn.CausalAttention;
import atelier.nn.Embedding;
import atelier.nn.LayerNorm;
import atelier.nn.Linear;
import atelier.nn.TransformerBlock;
import atelier.nn.Weights;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A distribution over maps of codes, code by code and row by row: an embedding and a decoder-only transformer
 * (Radford et al. 2018; for images Chen et al. 2020, "Generative pretraining from pixels"). The first position holds
 * the class, or a start token; the others the code before.
 *
 * <p>Latents become codes, and codes latents, in float64: a code is then a function of its latents and the class,
 * however many pictures are made side by side.
 */
public final class TokenPrior {
    /** Pictures that go through the transformer together where codes are made. */
    private static final int PIECE = 64;

    /** Channels of one head of attention; a width is a multiple of it. */
    public static final int HEAD_SIZE = 32;

    private static final double EMBEDDING = 0.05;

    private final Embedding classes;
    private final Embedding codes;
    private final Parameter places;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final LayerNorm norm;
    private final Linear output;
    private final List<Parameter> own;
    private final int labels;
    private final int positions;

    /**
     * Declares the parameters.
     *
     * @param count K, number of codes
     * @param positions T, codes per picture
     * @param labels classes, 0 for none
     * @param width channels of the transformer, a multiple of {@value #HEAD_SIZE}
     */
    public TokenPrior(Parameters parameters, int count, int positions, int labels, int width, int layers) {
        if (width % HEAD_SIZE != 0) {
            throw new IllegalArgumentException(
                    "a transformer of width " + width + ", expected a multiple of " + HEAD_SIZE);
        }
        this.labels = labels;
        this.positions = positions;
        int before = parameters.all().size();
        Initializer embedding = Initializer.normal(EMBEDDING);
        classes = new Embedding(parameters.child("classes"), Math.max(1, labels), width, embedding);
        codes = new Embedding(parameters.child("codes"), count, width, embedding);
        places = parameters.child("places").add("weight", embedding, positions, width);
        for (int layer = 0; layer < layers; layer++) {
            blocks.add(new TransformerBlock(parameters.child("layer" + layer), width, width / HEAD_SIZE));
        }
        norm = new LayerNorm(parameters.child("norm"), width);
        output = new Linear(parameters.child("output"), width, count, Initializer.normal(EMBEDDING));
        own = List.copyOf(parameters.all().subList(before, parameters.all().size()));
    }

    /**
     * Cross-entropy of codes given those before them and the class.
     *
     * @param map [N,T] int64
     * @param labels [N] int64, or null without classes
     * @return [] float32, nats per code
     */
    public Tensor loss(Tensor map, @Nullable Tensor labels) {
        Tensor logits = logits(map, first(labels, map.size(0), map), Weights.PLAIN);
        return torch.cross_entropy_loss(logits.flatten(0, 1), map.flatten());
    }

    /**
     * The codes that latents stand for, position by position with cached keys and values.
     *
     * @param latents [N,T] of a standard normal
     * @return [N,T] int64
     */
    public Tensor codes(Tensor latents, @Nullable Tensor labels, TokenRanks.Sampling sampling) {
        long count = latents.size(0);
        Tensor starts = first(labels, count, latents);
        Tensor result = latents.new_zeros(count, positions).to(ScalarType.Long);
        for (long from = 0; from < count; from += PIECE) {
            long size = Math.min(PIECE, count - from);
            try (Scope scope = Scope.withoutGradient()) {
                draw(
                        latents.narrow(0, from, size).to(ScalarType.Double),
                        starts.narrow(0, from, size),
                        sampling,
                        result.narrow(0, from, size));
            }
        }
        return result;
    }

    private void draw(Tensor latents, Tensor starts, TokenRanks.Sampling sampling, Tensor result) {
        Weights weights = Weights.inDouble(own);
        List<CausalAttention.Cache> caches = new ArrayList<>();
        for (TransformerBlock block : blocks) {
            caches.add(block.cache(latents, latents.size(0), positions));
        }
        for (int position = 0; position < positions; position++) {
            try (Scope scope = Scope.withoutGradient()) {
                Tensor x = position == 0
                        ? classes.forward(starts, weights)
                        : codes.forward(result.select(1, position - 1), weights);
                x = x.add(weights.of(places).select(0, position)).unsqueeze(1);
                for (int layer = 0; layer < blocks.size(); layer++) {
                    x = blocks.get(layer).next(x, weights, caches.get(layer));
                }
                Tensor logits = output.forward(norm.forward(x.squeeze(1), weights), weights);
                result.select(1, position).copy_(new TokenRanks(logits, sampling).tokens(latents.select(1, position)));
            }
        }
    }

    /**
     * Latents that {@link #codes} turns into these codes.
     *
     * @param map [N,T] int64
     * @return [N,T] float32
     */
    public Tensor latents(Tensor map, @Nullable Tensor labels, TokenRanks.Sampling sampling) {
        long count = map.size(0);
        Tensor starts = first(labels, count, map);
        Tensor result = places.tensor().new_zeros(count, positions);
        for (long from = 0; from < count; from += PIECE) {
            long size = Math.min(PIECE, count - from);
            try (Scope scope = Scope.withoutGradient()) {
                Tensor part = map.narrow(0, from, size);
                Tensor logits = logits(part, starts.narrow(0, from, size), Weights.inDouble(own));
                for (int position = 0; position < positions; position++) {
                    try (Scope step = Scope.withoutGradient()) {
                        TokenRanks ranks = new TokenRanks(logits.select(1, position), sampling);
                        result.narrow(0, from, size).select(1, position).copy_(ranks.latents(part.select(1, position)));
                    }
                }
            }
        }
        return result;
    }

    /** [N,T,K] for codes [N,T], all positions at once. */
    Tensor logits(Tensor map, Tensor starts, Weights weights) {
        long count = map.size(0);
        Tensor before = codes.forward(map.narrow(1, 0, positions - 1).flatten(), weights);
        Tensor x = torch.cat(
                        Torch.list(
                                classes.forward(starts, weights).unsqueeze(1), before.view(count, positions - 1, -1)),
                        1)
                .add(weights.of(places));
        for (TransformerBlock block : blocks) {
            x = block.forward(x, weights);
        }
        return output.forward(norm.forward(x, weights), weights);
    }

    /** The row of the first position for each picture [N] int64. */
    private Tensor first(@Nullable Tensor classes, long count, Tensor like) {
        if (labels == 0) {
            return like.new_zeros(count).to(ScalarType.Long);
        }
        if (classes == null || classes.size(0) != count) {
            throw new IllegalArgumentException("codes conditioned on " + labels
                    + " classes need one label per picture, got "
                    + (classes == null ? "none" : classes.size(0) + " for " + count));
        }
        return classes;
    }
}
