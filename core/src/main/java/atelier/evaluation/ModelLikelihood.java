package atelier.evaluation;

import atelier.model.InferenceModel;
import atelier.model.part.KullbackLeibler;
import atelier.model.part.LatentVariableModel;
import atelier.model.part.Likelihood;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * How probable a model finds real pictures: draws from its posterior, weighed, and what each {@link LikelihoodMetric}
 * makes of the weights. The one variance or scale of a likelihood is set from the mean squared error of one draw per
 * picture, as in training: a single number from all pictures, which favours them by half a nat altogether.
 */
public final class ModelLikelihood {
    /** K, draws per picture. */
    public static final int DRAWS = 32;

    /** Decoded pictures at a time. */
    private static final int BATCH = 8 * DRAWS;

    private static final long SEED = 30_000;

    private ModelLikelihood() {}

    /** Real pictures and their classes, some at a time. */
    public interface RealPictures {
        /** How many there are. */
        int count();

        /** Pictures [from,to): [N,C,H,W] float32 in [-1,1] on the grid k/127.5-1, in the innermost scope. */
        Tensor images(int from, int to);

        /** Their classes [N] int64, or null for a model without classes. */
        @Nullable
        Tensor labels(int from, int to);
    }

    /** Why there are no likelihoods, for every such metric. */
    public static Map<String, Score> notApplicable(String reason) {
        return each(metric -> Score.notApplicable(metric, 0, reason));
    }

    /** Scores of a model, or why it has none. */
    public static Map<String, Score> score(InferenceModel network, RealPictures pictures) {
        if (!(network.model() instanceof LatentVariableModel model)) {
            return notApplicable("the model bounds no likelihood: only VAEs do");
        }
        Likelihood likelihood = model.likelihood();
        boolean none = Metrics.ofLikelihood().stream().allMatch(metric -> metric.obstacle(likelihood) != null);
        if (none || pictures.count() == 0) {
            return each(metric -> {
                String obstacle = metric.obstacle(likelihood);
                return Score.notApplicable(metric, 0, obstacle == null ? "there are no pictures" : obstacle);
            });
        }
        try (Scope scope = Scope.withoutGradient()) {
            Tensor weights = logWeights(network, model, pictures);
            return each(
                    metric -> score(metric, likelihood, weights, model.shape().values()));
        }
    }

    private static Map<String, Score> each(Function<LikelihoodMetric, Score> score) {
        Map<String, Score> scores = new LinkedHashMap<>();
        for (LikelihoodMetric metric : Metrics.ofLikelihood()) {
            scores.put(metric.name(), score.apply(metric));
        }
        return scores;
    }

    private static Score score(LikelihoodMetric metric, Likelihood likelihood, Tensor logWeights, long dimensions) {
        int count = Math.toIntExact(logWeights.size(0));
        String obstacle = metric.obstacle(likelihood);
        if (obstacle != null) {
            return Score.notApplicable(metric, count, obstacle);
        }
        String caution = count < metric.advisedCount()
                ? "only " + count + " pictures; from " + metric.advisedCount() + " on the number is worth comparing"
                : null;
        return Score.ofMean(metric, metric.values(logWeights, dimensions), caution);
    }

    /** [N,K] float64, nats. */
    private static Tensor logWeights(InferenceModel network, LatentVariableModel model, RealPictures pictures) {
        double error = error(network, model, pictures);
        int piece = BATCH / DRAWS;
        double[] all = new double[pictures.count() * DRAWS];
        for (int from = 0; from < pictures.count(); from += piece) {
            int to = Math.min(pictures.count(), from + piece);
            try (Scope scope = Scope.withoutGradient()) {
                Tensor images = network.place(pictures.images(from, to));
                LatentVariableModel.Draws draws = draw(network, model, images, pictures.labels(from, to), from, DRAWS);
                Tensor weights = model.likelihood()
                        .logProbability(KullbackLeibler.repeated(images, DRAWS), draws.decoded(), error)
                        .add(draws.logRatio());
                double[] values = PairwiseDistances.toArray(weights.cpu().to(torch.ScalarType.Double));
                System.arraycopy(values, 0, all, from * DRAWS, values.length);
            }
        }
        return Tensor.create(all, pictures.count(), DRAWS);
    }

    /** Mean squared error on [0,1] of one draw per picture. */
    private static double error(InferenceModel network, LatentVariableModel model, RealPictures pictures) {
        double sum = 0;
        for (int from = 0; from < pictures.count(); from += BATCH) {
            int to = Math.min(pictures.count(), from + BATCH);
            try (Scope scope = Scope.withoutGradient()) {
                Tensor images = network.place(pictures.images(from, to));
                LatentVariableModel.Draws draws = draw(network, model, images, pictures.labels(from, to), from, 1);
                sum += model.likelihood().error(images, draws.decoded()) * (to - from);
            }
        }
        return sum / pictures.count();
    }

    /** Draws for pictures of which the first has the number {@code from}: each picture has noise of its own. */
    private static LatentVariableModel.Draws draw(
            InferenceModel network,
            LatentVariableModel model,
            Tensor images,
            @Nullable Tensor labels,
            int from,
            int times) {
        int count = Math.toIntExact(images.size(0));
        int size = model.latentSize() * times;
        float[] noise = new float[count * size];
        for (int i = 0; i < count; i++) {
            RandomStream.of(SEED, "likelihood", from + i).fillNormal(noise, i * size, size);
        }
        return model.draw(
                images,
                labels == null ? null : network.place(labels),
                network.place(Torch.fromFloats(noise, (long) count * times, model.latentSize())));
    }
}
