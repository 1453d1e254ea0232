package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.model.GenerativeModel.Posterior;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Device;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Likelihoods and divergences against values by hand. */
class LikelihoodTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    static StepContext step(Tensor images) {
        return new StepContext(images, null, new Progress(0, 0, 1), 1, 0, Device.CPU, 1, mean -> mean);
    }

    @Test
    void theOptimalGaussianIsHalfTheCountTimesTheLogarithmOfItsErrorAndAConstant() {
        try (Scope scope = Scope.open()) {
            Tensor target = Tensor.create(new double[] {1, -1, 0.5, 0}, 2, 1, 1, 2);
            Tensor decoded = Tensor.create(new double[] {0.5, -0.5, 0.5, 1}, 2, 1, 1, 2);
            StepContext step = step(target);
            // In [0,1] units the squared errors are a quarter: (0.25+0.25+0+1)/4/4.
            double mse = 1.5 / 16;
            assertThat(Likelihood.GAUSSIAN.loss(target, decoded, step).item_double())
                    .isCloseTo(Math.log(2 * Math.PI * mse) + 1, within(1e-9));
            assertThat(step.reported().get("mse")).isCloseTo(mse, within(1e-12));
        }
    }

    @Test
    void theOptimalGaussianHasTheGradientOfItsLogarithm() {
        try (Scope scope = Scope.open()) {
            Tensor target = Tensor.create(new double[] {1, -1, 0.5, 0}, 2, 1, 1, 2);
            Tensor decoded =
                    Tensor.create(new double[] {0.5, -0.5, 0.5, 1}, 2, 1, 1, 2).requires_grad_(true);
            double[] fast =
                    TinyCritic.gradient(Likelihood.GAUSSIAN.loss(target, decoded, step(target)), List.of(decoded));
            Tensor plain =
                    decoded.sub(target).square().mul(Torch.scalar(0.25)).mean().log();
            double[] slow = TinyCritic.gradient(plain, List.of(decoded));
            assertThat(fast).containsExactly(slow, within(1e-9));
        }
    }

    @Test
    void twoSharesOfABatchAddUpToTheGaussianOfTheWhole() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor target = Tensor.create(new double[] {1, -1}, 2, 1, 1, 1);
            Tensor decoded = Tensor.create(new double[] {0.5, 0}, 2, 1, 1, 1);
            double whole =
                    Likelihood.GAUSSIAN.loss(target, decoded, step(target)).item_double();
            double shared = (0.25 + 1) / 2 / 4;
            double sum = 0;
            for (int i = 0; i < 2; i++) {
                Tensor part = target.narrow(0, i, 1);
                StepContext step = new StepContext(
                        part, null, new Progress(0, 0, 1), 1, i, Device.CPU, 0.5, own -> new double[] {shared});
                sum += Likelihood.GAUSSIAN
                                .loss(part, decoded.narrow(0, i, 1), step)
                                .item_double()
                        / 2;
            }
            assertThat(sum).isCloseTo(whole, within(1e-9));
        }
    }

    @Test
    void bernoulliIsTheCrossEntropyOfSoftTargets() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor target = Tensor.create(new double[] {1, -1, 0}, 1, 1, 1, 3);
            Tensor logits = Tensor.create(new double[] {0, 2, -1}, 1, 1, 1, 3);
            // ln 2, softplus(2), softplus(-1) + 0.5.
            double expected = 0.6931471805599453 + 2.1269280110429727 + 0.3132616875182228 + 0.5;
            assertThat(Likelihood.BERNOULLI.loss(target, logits, step(target)).item_double())
                    .isCloseTo(expected, within(1e-9));
            assertThat(TinyCritic.doubles(Likelihood.BERNOULLI.picture(logits))[0])
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "128, 0, -2, -4.234690553762955",
        "0, -0.9, -3, -2.0653479559650862",
        "255, 0.7, -1.5, -1.5622328654775868"
    })
    void theDiscretisedLogisticIntegratesItsBin(int value, double mean, double logScale, double expected) {
        try (Scope scope = Scope.withoutGradient()) {
            assertThat(logistic(value, mean, logScale)).isCloseTo(expected, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, -2, -4})
    void theProbabilitiesOfAllValuesAddUpToOne(double logScale) {
        double sum = 0;
        for (int value = 0; value < 256; value++) {
            try (Scope scope = Scope.withoutGradient()) {
                sum += Math.exp(logistic(value, 0.3, logScale));
            }
        }
        assertThat(sum).isCloseTo(1, within(1e-4));
    }

    @Test
    void aCentreBeyondBlackIsBlackWhenTheScaleOfTheLogisticIsSet() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor target = Tensor.create(new double[] {-1, 0}, 1, 1, 1, 2);
            Tensor decoded = Tensor.create(new double[] {-100, 0.1}, 1, 1, 1, 2);
            StepContext step = step(target);
            double loss = Likelihood.LOGISTIC.loss(target, decoded, step).item_double();
            assertThat(step.reported().get("mse")).isCloseTo(0.01 / 2 / 4, within(1e-9));
            assertThat(loss).isFinite();
        }
    }

    @Test
    void theDiscretisedLogisticIsFiniteFarFromItsMeanAndItsGradientToo() {
        try (Scope scope = Scope.open()) {
            Tensor mean = Torch.fromFloats(new float[] {1, -1, 1}, 3).requires_grad_(true);
            Tensor target = Torch.fromFloats(new float[] {-1, 1, -0.5f}, 3);
            Tensor scale = Torch.fromFloats(new float[] {-7}, 1);
            Tensor sum = DiscretizedLogistic.logProbability(target, mean, scale).sum();
            sum.backward();
            assertThat(sum.item_double()).isFinite();
            for (float slope : Torch.toFloats(mean.grad())) {
                assertThat(slope).isFinite();
            }
        }
    }

    private static double logistic(int value, double mean, double logScale) {
        Tensor target = Tensor.create(new double[] {value / 127.5 - 1}, 1);
        Tensor scale = Tensor.create(new double[] {logScale}, 1);
        return DiscretizedLogistic.logProbability(target, Tensor.create(new double[] {mean}, 1), scale)
                .item_double();
    }

    @Test
    void theDivergenceFromTheStandardNormalIsZeroThereAndGrowsWithMeanAndVariance() {
        try (Scope scope = Scope.withoutGradient()) {
            Posterior posterior = new Posterior(
                    Tensor.create(new double[] {0, 1, 0}, 1, 3), Tensor.create(new double[] {0, 0, Math.log(4)}, 1, 3));
            assertThat(TinyCritic.doubles(KullbackLeibler.perUnit(posterior)))
                    .containsExactly(new double[] {0, 0.5, 0.8068528194400546}, within(1e-12));
            assertThat(KullbackLeibler.mean(posterior, 0).item_double()).isCloseTo(1.3068528194400546, within(1e-12));
        }
    }

    @Test
    void freeBitsChargeAtLeastTheirPriceAndDoNotPushBelowIt() {
        try (Scope scope = Scope.open()) {
            Tensor mean = Tensor.create(new double[] {0.1, 2}, 1, 2).requires_grad_(true);
            Posterior posterior = new Posterior(mean, Tensor.create(new double[] {0, 0}, 1, 2));
            Tensor divergence = KullbackLeibler.mean(posterior, 0.5);
            assertThat(divergence.item_double()).isCloseTo(0.5 + 2, within(1e-12));
            assertThat(TinyCritic.gradient(divergence, List.of(mean)))
                    .containsExactly(new double[] {0, 2}, within(1e-12));
        }
    }

    @Test
    void freeBitsAreCountedPictureByPicture() {
        try (Scope scope = Scope.withoutGradient()) {
            // Divergences of 0.02 and 2; their mean lies above the price of 0.5, which the first pays all the same.
            Posterior posterior =
                    new Posterior(Tensor.create(new double[] {0.2, 2}, 2, 1), Tensor.create(new double[] {0, 0}, 2, 1));
            assertThat(KullbackLeibler.mean(posterior, 0.5).item_double()).isCloseTo((0.5 + 2) / 2, within(1e-12));
        }
    }

    @Test
    void likelihoodsOfPicturesAreSumsOverTheirValues() {
        try (Scope scope = Scope.withoutGradient()) {
            // On [0,1] the errors are 0.25 and 0, then 0.1 and 0.2.
            Tensor target = Tensor.create(new double[] {0.5, -1, 1, -1}, 2, 1, 1, 2);
            Tensor decoded = Tensor.create(new double[] {0, -1, 0.8, -0.6}, 2, 1, 1, 2);
            double variance = 0.04;
            double constant = Math.log(2 * Math.PI * variance);
            assertThat(TinyCritic.doubles(Likelihood.GAUSSIAN.logProbability(target, decoded, variance)))
                    .containsExactly(
                            new double[] {-0.0625 / 2 / variance - constant, -(0.01 + 0.04) / 2 / variance - constant},
                            within(1e-12));
            // A logistic of that variance on [0,1] has twice the deviation on [-1,1]: scale 2 sqrt(3 variance)/pi.
            double scale = 2 * Math.sqrt(3 * variance) / Math.PI;
            double[] expected = new double[2];
            for (int i = 0; i < 4; i++) {
                double x = TinyCritic.doubles(target)[i];
                double centre = TinyCritic.doubles(decoded)[i];
                double upper = x == 1 ? 1 : sigmoid((x + 1 / 255.0 - centre) / scale);
                double lower = x == -1 ? 0 : sigmoid((x - 1 / 255.0 - centre) / scale);
                expected[i / 2] += Math.log(upper - lower);
            }
            assertThat(TinyCritic.doubles(Likelihood.LOGISTIC.logProbability(target, decoded, variance)))
                    .containsExactly(expected, within(1e-9));
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void theRatioOfADrawIsTheDifferenceOfTheTwoLogDensities() {
        try (Scope scope = Scope.withoutGradient()) {
            Posterior posterior = new Posterior(
                    Tensor.create(new double[] {0.5, -1}, 1, 2),
                    Tensor.create(new double[] {Math.log(0.25), 0.3}, 1, 2));
            Tensor noise = Tensor.create(new double[] {2, -0.7}, 1, 2);
            Tensor draw = KullbackLeibler.draw(posterior, noise);
            double expected = 0;
            for (int i = 0; i < 2; i++) {
                double z = TinyCritic.doubles(draw)[i];
                double mean = TinyCritic.doubles(posterior.mean())[i];
                double variance = Math.exp(TinyCritic.doubles(posterior.logVariance())[i]);
                expected += -z * z / 2 + (z - mean) * (z - mean) / 2 / variance + Math.log(variance) / 2;
            }
            assertThat(TinyCritic.doubles(KullbackLeibler.logRatio(posterior, noise, draw)))
                    .containsExactly(new double[] {expected}, within(1e-12));
        }
    }

    @Test
    void theDivergenceIsTheSameInUnitsOfThePrior() {
        try (Scope scope = Scope.withoutGradient()) {
            // z = 3 + 0.5 e: a posterior over e and the one over z that it stands for.
            Posterior overNoise =
                    new Posterior(Tensor.create(new double[] {0.8}, 1, 1), Tensor.create(new double[] {-1.2}, 1, 1));
            Posterior overLatents = new Posterior(
                    Tensor.create(new double[] {3 + 0.5 * 0.8}, 1, 1),
                    Tensor.create(new double[] {-1.2 + Math.log(0.25)}, 1, 1));
            Posterior prior = new Posterior(
                    Tensor.create(new double[] {3}, 1, 1), Tensor.create(new double[] {Math.log(0.25)}, 1, 1));
            assertThat(KullbackLeibler.perUnit(overLatents, prior).item_double())
                    .isCloseTo(KullbackLeibler.perUnit(overNoise).item_double(), within(1e-12));
        }
    }
}
