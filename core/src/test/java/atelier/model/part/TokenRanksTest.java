package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.model.part.TokenRanks.Sampling;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Latents become tokens as often as the distribution says, and tokens become latents that stand for them. */
class TokenRanksTest {
    private static final Sampling PLAIN = new Sampling(1, 100, 1);
    private static final double[] PARTS = {0.1, 0.45, 0.05, 0.4};
    private static final int DRAWS = 20_000;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    /** How often each of the four tokens comes out of standard normal latents. */
    private static double[] frequencies(Sampling sampling) {
        double[] count = new double[PARTS.length];
        try (Scope scope = Scope.withoutGradient()) {
            float[] normals = new float[DRAWS];
            RandomStream.of(11, "latents", 0).fillNormal(normals, 0, DRAWS);
            Tensor logits = Tensor.create(PARTS).log().unsqueeze(0).expand(DRAWS, PARTS.length);
            Tensor latents = Torch.fromFloats(normals, DRAWS).to(ScalarType.Double);
            for (float token : Torch.toFloats(new TokenRanks(logits, sampling).tokens(latents))) {
                count[(int) token] += 1.0 / DRAWS;
            }
        }
        return count;
    }

    @Test
    void standardNormalLatentsDrawEachTokenAsOftenAsItIsProbable() {
        double[] found = frequencies(PLAIN);
        for (int token = 0; token < PARTS.length; token++) {
            double deviation = Math.sqrt(PARTS[token] * (1 - PARTS[token]) / DRAWS);
            assertThat(found[token]).as("token %d", token).isCloseTo(PARTS[token], within(4 * deviation));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1", "1, 100, 0.6"})
    void onlyTheLikeliestTokensAreDrawnAndInTheirProportion(double temperature, int topK, double topP) {
        double[] found = frequencies(new Sampling(temperature, topK, topP));
        assertThat(found[0]).isZero();
        assertThat(found[2]).isZero();
        assertThat(found[1]).isCloseTo(0.45 / 0.85, within(0.015));
    }

    @Test
    void temperatureRaisesProbabilitiesToItsInverse() {
        double sum = 0.1 * 0.1 + 0.45 * 0.45 + 0.05 * 0.05 + 0.4 * 0.4;
        assertThat(frequencies(new Sampling(0.5, 100, 1))[1]).isCloseTo(0.45 * 0.45 / sum, within(0.015));
    }

    @Test
    void theMiddleOfTheNormalIsTheLikeliestTokenAndItsTailTheUnlikeliest() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor logits = Tensor.create(PARTS).log().unsqueeze(0).expand(4, PARTS.length);
            // |Z| is below 0.5978 in 45 % of draws, below 1.4395 in 85 %, below 1.96 in 95 %.
            Tensor latents = Tensor.create(new double[] {0.59, -0.6, 1.45, -1.97});
            assertThat(Torch.toFloats(new TokenRanks(logits, PLAIN).tokens(latents)))
                    .containsExactly(1, 3, 0, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1000, 1", "0.7, 1000, 1", "1, 3, 1", "1, 1000, 0.9"})
    void everyTokenHasAFloat32LatentThatStandsForItEvenIfItIsNotDrawnOtherwise(
            double temperature, int topK, double topP) {
        int count = 600;
        double[] logits = new double[count];
        RandomStream stream = RandomStream.of(3, "logits", 0);
        for (int i = 0; i < count; i++) {
            logits[i] = 8 * stream.nextNormal();
        }
        try (Scope scope = Scope.withoutGradient()) {
            Tensor rows = Tensor.create(logits).unsqueeze(0).expand(count, count);
            TokenRanks ranks = new TokenRanks(rows, new Sampling(temperature, topK, topP));
            long[] all = new long[count];
            for (int i = 0; i < count; i++) {
                all[i] = i;
            }
            Tensor stored = ranks.latents(Torch.fromLongs(all, count)).to(ScalarType.Float);
            float[] back = Torch.toFloats(ranks.tokens(stored.to(ScalarType.Double)));
            for (int i = 0; i < count; i++) {
                assertThat(back[i]).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "1, 1, 1.5"})
    void settingsThatLeaveNoTokenAreRefused(double temperature, int topK, double topP) {
        assertThatThrownBy(() -> new Sampling(temperature, topK, topP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("temperature", "topK", "topP");
    }
}
