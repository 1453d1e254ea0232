package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.InferenceModel;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.part.LatentVariableModel;
import atelier.model.part.Likelihood;
import atelier.torch.Device;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bounds on likelihoods of models for which they are known. */
class ModelLikelihoodTest {
    private static final ImageShape SHAPE = new ImageShape(16, 1, 0);

    /** Every picture is grey, whatever the latent, which has one number; the posterior is off by its first power. */
    private record Grey(Likelihood likelihood) implements LatentVariableModel {
        @Override
        public Draws draw(Tensor images, @Nullable Tensor labels, Tensor noise) {
            return new Draws(decode(noise, labels), noise.select(1, 0));
        }

        @Override
        public Posterior encode(Tensor images, @Nullable Tensor labels) {
            return Posterior.point(images.new_zeros(new long[] {images.size(0), 1}));
        }

        @Override
        public Tensor decode(Tensor latents, @Nullable Tensor labels) {
            return latents.new_zeros(new long[] {latents.size(0), 1, 16, 16});
        }

        @Override
        public ImageShape shape() {
            return SHAPE;
        }

        @Override
        public int latentSize() {
            return 1;
        }

        @Override
        public List<Phase> phases(Progress progress) {
            return List.of();
        }

        @Override
        public List<String> generatorGroups() {
            return List.of();
        }
    }

    /** Grey pictures of this brightness in [-1,1]. */
    private record Flat(double... values) implements ModelLikelihood.RealPictures {
        @Override
        public int count() {
            return values.length;
        }

        @Override
        public Tensor images(int from, int to) {
            float[] pixels = new float[(to - from) * 256];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) values[from + i / 256];
            }
            return Torch.fromFloats(pixels, to - from, 1, 16, 16);
        }

        @Override
        public @Nullable Tensor labels(int from, int to) {
            return null;
        }
    }

    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static Map<String, Score> scores(GenerativeModel model, ModelLikelihood.RealPictures pictures) {
        try (InferenceModel network = InferenceModel.load(Map.of(), parameters -> model, Device.CPU)) {
            return ModelLikelihood.score(network, pictures);
        }
    }

    @Test
    void boundsOfAModelWithoutUseForItsLatentAreThoseByHand() {
        // Nine pictures, so that they come in two pieces; on [0,1] off by 0.1 or 0.3.
        double[] brightness = {0.2, 0.6, 0.2, 0.6, 0.2, 0.6, 0.2, 0.6, 0.2};
        double variance = (5 * 0.01 + 4 * 0.09) / 9;
        double elbo = 0;
        double bound = 0;
        for (int picture = 0; picture < 9; picture++) {
            double square = brightness[picture] * brightness[picture] / 4;
            double logLikelihood = -256 * (square / variance + Math.log(2 * Math.PI * variance)) / 2;
            float[] noise = new float[ModelLikelihood.DRAWS];
            RandomStream.of(30_000, "likelihood", picture).fillNormal(noise, 0, noise.length);
            double mean = 0;
            double weight = 0;
            for (float value : noise) {
                mean += value / noise.length;
                weight += Math.exp(value) / noise.length;
            }
            elbo += (logLikelihood + mean) / 9;
            bound += (logLikelihood + Math.log(weight)) / 9;
        }
        Map<String, Score> scores = scores(new Grey(Likelihood.GAUSSIAN), new Flat(brightness));
        assertThat(value(scores, "elbo")).isCloseTo(elbo, within(1e-3));
        assertThat(value(scores, "iw-bound")).isCloseTo(bound, within(1e-3)).isGreaterThan(elbo);
        assertThat(scores.get("elbo").convention()).contains("comparable only");
        assertThat(scores.get("elbo").reason()).contains("only 9 pictures");
        assertThat(scores.get("bits-per-dim").value()).isNull();
        assertThat(scores.get("bits-per-dim").reason()).contains("density");
    }

    @Test
    void probabilitiesOfEightBitValuesHaveBits() {
        Map<String, Score> scores = scores(new Grey(Likelihood.LOGISTIC), new Flat(3 / 127.5 - 1, 250 / 127.5 - 1));
        double bits = -value(scores, "elbo") / 256 / Math.log(2);
        assertThat(value(scores, "bits-per-dim")).isCloseTo(bits, within(1e-9)).isBetween(1.0, 16.0);
    }

    @Test
    void whatIsNoDensityHasNoBound() {
        assertThat(scores(new Grey(Likelihood.BERNOULLI), new Flat(0, 0.1)).values())
                .hasSize(3)
                .allSatisfy(score -> {
                    assertThat(score.value()).isNull();
                    assertThat(score.reason()).contains("cross-entropy");
                });
    }

    @Test
    void theValuesOfGivenWeightsAreThoseByHand() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor weights = Tensor.create(new double[] {0, Math.log(3), -2, -2}, 2, 2);
            assertThat(new EvidenceLowerBound().values(weights, 4))
                    .containsExactly(new double[] {Math.log(3) / 2, -2}, within(1e-12));
            assertThat(new ImportanceWeightedLikelihood().values(weights, 4))
                    .containsExactly(new double[] {Math.log(2), -2}, within(1e-12));
            assertThat(new BitsPerDimension().values(weights, 4))
                    .containsExactly(
                            new double[] {-Math.log(3) / 2 / 4 / Math.log(2), 2 / 4.0 / Math.log(2)}, within(1e-12));
        }
    }

    private static double value(Map<String, Score> scores, String name) {
        Double value = scores.get(name).value();
        assertThat(value).as(name).isNotNull();
        return value;
    }
}
