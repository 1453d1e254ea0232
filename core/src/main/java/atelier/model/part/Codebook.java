package atelier.model.part;

import atelier.model.StepContext;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A learned list of K vectors that stand for what an encoder gives (vector quantisation, van den Oord et al. 2017,
 * arXiv 1711.00937, equations 1 to 3). Vectors are short and compared by their direction alone, which keeps most of
 * them in use (Yu et al. 2021, arXiv 2110.04627, section 3.2). The codebook follows the encoder by gradient, not by
 * moving averages, so that its whole state is a parameter like any other. Entries that nothing chose in a step move
 * towards the nearest place of a picture that is drawn for them, until something chooses them.
 */
public final class Codebook {
    /** Entries that each picture of a step may attract. */
    private static final int SHOWN = 8;

    /** Entries start short: only their direction counts, and a short vector turns faster at the same rate. */
    private static final double FIRST_LENGTH = 0.1;

    private final Parameter weight;
    private final int count;

    /** Declares {@code count} entries of length {@code size}. */
    public Codebook(Parameters parameters, int count, int size) {
        weight = parameters.add("weight", Initializer.normal(FIRST_LENGTH / Math.sqrt(size)), count, size);
        this.count = count;
    }

    /**
     * What a map of features became.
     *
     * @param codes [N,T] int64 in [0,K), row by row
     * @param vectors [N,D,S,S] float32 of length one: the chosen entries, with the features' gradient (straight
     *     through)
     * @param commitment [] float32 in [0,4], squared distance of the features from their entries; moves the encoder
     * @param codebook [] float32, the same distance; moves the entries
     */
    public record Quantized(Tensor codes, Tensor vectors, Tensor commitment, Tensor codebook) {}

    /** Quantises features [N,D,S,S] and reports the perplexity of the step's codes and the share of entries in use. */
    public Quantized quantize(Tensor features, StepContext step) {
        long pictures = features.size(0);
        Tensor rows = unit(rows(features));
        Tensor entries = unit(weight.tensor());
        Tensor codes = nearest(rows, entries);
        double[] usage = usage(codes, step);
        Tensor chosen = entries.index_select(0, codes);
        Tensor straight = rows.add(chosen.sub(rows).detach());
        Tensor codebook = squares(rows.detach(), chosen).add(attraction(rows.detach(), entries, usage, step));
        return new Quantized(
                codes.view(pictures, -1), map(straight, features), squares(rows, chosen.detach()), codebook);
    }

    /** The codes of features [N,D,S,S]: [N,S*S] int64. */
    public Tensor codes(Tensor features) {
        return nearest(unit(rows(features)), unit(weight.tensor())).view(features.size(0), -1);
    }

    /** The entries of codes [N,S*S] as a map [N,D,S,S] float32, each of length one. */
    public Tensor vectors(Tensor codes, int side) {
        Tensor chosen = unit(weight.tensor()).index_select(0, codes.flatten());
        return chosen.view(codes.size(0), side, side, -1).permute(0, 3, 1, 2);
    }

    private static Tensor rows(Tensor features) {
        return features.permute(0, 2, 3, 1).reshape(-1, features.size(1));
    }

    private static Tensor map(Tensor rows, Tensor like) {
        return rows.view(like.size(0), like.size(2), like.size(3), like.size(1)).permute(0, 3, 1, 2);
    }

    private static Tensor unit(Tensor rows) {
        Tensor single = rows.to(ScalarType.Float);
        Tensor length =
                single.square().sum(1).unsqueeze(1).add(Torch.scalar(1e-12)).sqrt();
        return single.div(length);
    }

    private static Tensor squares(Tensor rows, Tensor entries) {
        return rows.sub(entries).square().sum(1).mean();
    }

    /** In float64, so that neither a lower precision nor the size of a share changes a choice. */
    private static Tensor nearest(Tensor rows, Tensor entries) {
        Tensor nearest;
        try (Scope scope = Scope.withoutGradient()) {
            Tensor cosines = rows.to(ScalarType.Double)
                    .matmul(entries.to(ScalarType.Double).t());
            nearest = Scope.keep(cosines.argmax(new LongOptional(1), false));
        }
        return Scope.adopt(nearest);
    }

    /** How often the whole batch chose each entry, as parts of one. */
    private double[] usage(Tensor codes, StepContext step) {
        double[] share = new double[count];
        for (float code : Torch.toFloats(codes)) {
            share[(int) code] += 1.0 / codes.numel();
        }
        double[] usage = step.meanAcrossReplicas(share);
        double entropy = 0;
        int used = 0;
        for (double part : usage) {
            entropy -= part > 0 ? part * Math.log(part) : 0;
            used += part > 0 ? 1 : 0;
        }
        step.report("perplexity", Math.exp(entropy));
        step.report("usage", used / (double) count);
        return usage;
    }

    /** Pulls entries that nothing chose towards the nearest place of the picture that is drawn for them. */
    private Tensor attraction(Tensor rows, Tensor entries, double[] usage, StepContext step) {
        int pictures = step.count();
        int shown = Math.min(SHOWN, count);
        long[] which = new long[pictures * shown];
        float[] idle = new float[which.length];
        for (int picture = 0; picture < pictures; picture++) {
            RandomStream stream = step.stream("codebook", picture);
            for (int i = 0; i < shown; i++) {
                int entry = stream.nextInt(count);
                which[picture * shown + i] = entry;
                idle[picture * shown + i] = usage[entry] == 0 ? 1 : 0;
            }
        }
        Tensor drawn = entries.index_select(0, step.place(Torch.fromLongs(which, which.length)));
        Tensor cosines = drawn.view(pictures, shown, -1)
                .matmul(rows.view(pictures, -1, rows.size(1)).transpose(1, 2));
        Tensor distance = cosines.amax(new long[] {2}, false).flatten().neg().add(Torch.scalar(1));
        return distance.mul(step.place(Torch.fromFloats(idle, idle.length))).mean();
    }
}
