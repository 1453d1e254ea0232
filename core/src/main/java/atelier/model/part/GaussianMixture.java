package atelier.model.part;

import atelier.model.LatentSampler;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A mixture of Gaussians with full covariances, one per class or one for all, fitted after training to
 * the latents of training pictures (ex-post density estimation, Ghosh et al. 2020, arXiv 1903.12436,
 * section 4). Expectation and maximisation in float64; every covariance is drawn towards the pooled one
 * with the weight of Z pictures, so that small classes stay well-conditioned.
 */
public final class GaussianMixture implements LatentSampler {
    private static final int LARGEST = 200;
    private static final int ROUNDS = 25;

    /**
     * One class's mixture.
     *
     * @param cumulative [K] cumulative weights
     * @param means [K,Z]
     * @param factors [K,Z,Z] lower Cholesky factors
     */
    private record Mixture(float[] cumulative, float[] means, float[] factors) {}

    private final int latentSize;
    private final List<Mixture> mixtures;

    private GaussianMixture(int latentSize, List<Mixture> mixtures) {
        this.latentSize = latentSize;
        this.mixtures = mixtures;
    }

    /**
     * Fits the mixtures.
     *
     * @param latents [N,Z] row-major draws from the posterior of N training pictures
     * @param labels N classes; -1 where there are none
     * @param classes number of classes, 0 for one mixture over all
     */
    public static GaussianMixture fit(float[] latents, int latentSize, int[] labels, int classes, long seed) {
        List<Mixture> mixtures = new ArrayList<>();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor all = Torch.fromFloats(latents, labels.length, latentSize).to(ScalarType.Double);
            Tensor pooled = covariance(all, all.mean(0));
            for (int label = 0; label < Math.max(1, classes); label++) {
                int wanted = label;
                long[] rows = IntStream.range(0, labels.length)
                        .filter(i -> classes == 0 || labels[i] == wanted)
                        .asLongStream()
                        .toArray();
                // A class without pictures falls back to one Gaussian over all of them.
                Tensor own = rows.length == 0 ? all : all.index_select(0, Torch.fromLongs(rows, rows.length));
                int most = Math.max(1, LARGEST / Math.max(1, classes));
                int components = Math.max(1, Math.min(most, (int) (own.size(0) / (4L * latentSize))));
                mixtures.add(fit(own, pooled, components, seed + label));
            }
        }
        return new GaussianMixture(latentSize, mixtures);
    }

    private static Mixture fit(Tensor x, Tensor pooled, int components, long seed) {
        long size = x.size(1);
        Tensor responsibilities = firstResponsibilities(x, components, seed);
        Tensor means = x;
        Tensor factors = x;
        Tensor weights = x;
        for (int round = 0; round < ROUNDS; round++) {
            try (Scope scope = Scope.withoutGradient()) {
                Tensor mass = responsibilities.sum(0).add(Torch.scalar(1e-6));
                Tensor newMeans = responsibilities.t().matmul(x).div(mass.unsqueeze(1));
                List<Tensor> lower = new ArrayList<>();
                List<Tensor> logDensity = new ArrayList<>();
                for (int k = 0; k < components; k++) {
                    Tensor centred = x.sub(newMeans.select(0, k));
                    Tensor scatter = centred.mul(responsibilities.select(1, k).unsqueeze(1))
                            .t()
                            .matmul(centred);
                    Tensor covariance = scatter.add(pooled.mul(Torch.scalar(size)))
                            .div(mass.select(0, k).add(Torch.scalar(size)));
                    Tensor factor = torch.linalg_cholesky(covariance);
                    lower.add(factor);
                    logDensity.add(logDensity(centred, factor));
                }
                Tensor newWeights = mass.div(mass.sum());
                Tensor joint = torch.stack(Torch.list(logDensity), 1).add(newWeights.log());
                Tensor next = torch.softmax(joint, 1);
                responsibilities = Scope.keep(next);
                means = Scope.keep(newMeans);
                weights = Scope.keep(newWeights);
                factors = Scope.keep(torch.stack(Torch.list(lower), 0));
            }
            for (Tensor kept : List.of(responsibilities, means, weights, factors)) {
                Scope.adopt(kept);
            }
        }
        return new Mixture(Torch.toFloats(weights.cumsum(0)), Torch.toFloats(means), Torch.toFloats(factors));
    }

    /** Nearest of {@code components} pictures drawn at random, refined by a few rounds of k-means: [N,K] of 0 and 1. */
    private static Tensor firstResponsibilities(Tensor x, int components, long seed) {
        int count = Math.toIntExact(x.size(0));
        int[] order = RandomStream.of(seed, "mixture", 0).permutation(count);
        long[] chosen = new long[components];
        for (int k = 0; k < components; k++) {
            chosen[k] = order[k % count];
        }
        Tensor centres = x.index_select(0, Torch.fromLongs(chosen, components));
        Tensor assignment = torch.one_hot(torch.cdist(x, centres).argmin(new LongOptional(1), false), components)
                .to(ScalarType.Double);
        for (int round = 0; round < 5; round++) {
            Tensor mass = assignment.sum(0).add(Torch.scalar(1e-6));
            centres = assignment.t().matmul(x).div(mass.unsqueeze(1));
            assignment = torch.one_hot(torch.cdist(x, centres).argmin(new LongOptional(1), false), components)
                    .to(ScalarType.Double);
        }
        return assignment;
    }

    private static Tensor covariance(Tensor x, Tensor mean) {
        Tensor centred = x.sub(mean);
        Tensor scatter = centred.t().matmul(centred).div(Torch.scalar(Math.max(1, x.size(0) - 1)));
        Tensor floor = torch.eye(x.size(1)).to(ScalarType.Double).mul(Torch.scalar(1e-4));
        return scatter.add(floor);
    }

    /** [N] log density up to the constant of 2 pi. */
    private static Tensor logDensity(Tensor centred, Tensor factor) {
        Tensor white = torch.linalg_solve_triangular(factor, centred.t(), false);
        Tensor logDeterminant = factor.diagonal().log().sum();
        return white.square().sum(0).mul(Torch.scalar(-0.5)).sub(logDeterminant);
    }

    @Override
    public String name() {
        return "gmm";
    }

    @Override
    public void draw(RandomStream stream, int label, float[] target, int offset) {
        Mixture mixture = mixtures.get(mixtures.size() == 1 ? 0 : label);
        double draw = stream.nextDouble() * mixture.cumulative[mixture.cumulative.length - 1];
        int k = 0;
        while (k < mixture.cumulative.length - 1 && draw >= mixture.cumulative[k]) {
            k++;
        }
        float[] noise = new float[latentSize];
        stream.fillNormal(noise, 0, latentSize);
        int square = latentSize * latentSize;
        for (int i = 0; i < latentSize; i++) {
            double value = mixture.means[k * latentSize + i];
            for (int j = 0; j <= i; j++) {
                value += mixture.factors[k * square + i * latentSize + j] * noise[j];
            }
            target[offset + i] = (float) value;
        }
    }

    @Override
    public Map<String, SafeTensors.Entry> export() {
        Map<String, SafeTensors.Entry> entries = new LinkedHashMap<>();
        for (int label = 0; label < mixtures.size(); label++) {
            Mixture mixture = mixtures.get(label);
            long k = mixture.cumulative.length;
            entries.put("sampler." + label + ".cumulative", new SafeTensors.Entry(new long[] {k}, mixture.cumulative));
            entries.put(
                    "sampler." + label + ".means", new SafeTensors.Entry(new long[] {k, latentSize}, mixture.means));
            entries.put(
                    "sampler." + label + ".factors",
                    new SafeTensors.Entry(new long[] {k, latentSize, latentSize}, mixture.factors));
        }
        return entries;
    }

    /** A mixture from what {@link #export} gave; {@code entries} may hold other tensors too. */
    public static GaussianMixture load(Map<String, SafeTensors.Entry> entries, int latentSize) {
        List<Mixture> mixtures = new ArrayList<>();
        SafeTensors.Entry cumulative = entries.get("sampler.0.cumulative");
        while (cumulative != null) {
            String prefix = "sampler." + mixtures.size();
            SafeTensors.Entry means = entries.get(prefix + ".means");
            SafeTensors.Entry factors = entries.get(prefix + ".factors");
            int k = cumulative.values().length;
            if (means == null
                    || factors == null
                    || means.values().length != k * latentSize
                    || factors.values().length != k * latentSize * latentSize) {
                throw new IllegalArgumentException(prefix + " does not fit a latent of " + latentSize);
            }
            mixtures.add(new Mixture(cumulative.values(), means.values(), factors.values()));
            cumulative = entries.get("sampler." + mixtures.size() + ".cumulative");
        }
        if (mixtures.isEmpty()) {
            throw new IllegalArgumentException("there is no mixture in the file");
        }
        return new GaussianMixture(latentSize, mixtures);
    }
}
