package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.model.part.TokenRanks.Sampling;
import atelier.nn.Weights;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transformer over codes: what a position may see, and that drawing with caches is the same as all at once. */
class TokenPriorTest {
    private static final int CODES = 40;
    private static final int POSITIONS = 9;
    private static final int LABELS = 3;
    private static final Sampling PLAIN = new Sampling(1, CODES, 1);

    private final Parameters parameters = new Parameters();
    private TokenPrior prior;
    private ParameterStore store;

    @BeforeEach
    void fillWithNoise() {
        prior = new TokenPrior(parameters.group("prior"), CODES, POSITIONS, LABELS, 64, 2);
        store = ParameterStore.create(parameters, 5, Device.CPU);
        try (Scope scope = Scope.withoutGradient()) {
            // Layers that start at zero would hide those before them.
            float[] noise = new float[(int) store.length()];
            RandomStream.of(7, "weights", 0).fillNormal(noise, 0, noise.length);
            store.values().add_(Torch.fromFloats(noise, noise.length).mul(Torch.scalar(0.1)));
        }
        store.bindFrozen(parameters, store.values());
    }

    @AfterEach
    void free() {
        parameters.close();
        store.close();
    }

    private static Tensor maps(int count) {
        RandomStream stream = RandomStream.of(9, "codes", 0);
        long[] codes = new long[count * POSITIONS];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = stream.nextInt(CODES);
        }
        return Torch.fromLongs(codes, count, POSITIONS);
    }

    private static Tensor labels(int count) {
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % LABELS;
        }
        return Torch.fromLongs(labels, count);
    }

    @ParameterizedTest
    @CsvSource({"1, 40, 1", "0.8, 40, 1", "1, 5, 1", "1, 40, 0.5"})
    void codesComeBackFromTheirLatentsPositionByPositionWhateverIsDrawnOf(double temperature, int topK, double topP) {
        Sampling sampling = new Sampling(temperature, topK, topP);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor maps = maps(70);
            Tensor latents = prior.latents(maps, labels(70), sampling);
            assertThat(Torch.toFloats(prior.codes(latents, labels(70), sampling)))
                    .isEqualTo(Torch.toFloats(maps));
        }
    }

    @Test
    void aMapIsTheSameWhateverIsDrawnBesideIt() {
        try (Scope scope = Scope.withoutGradient()) {
            float[] normals = new float[20 * POSITIONS];
            RandomStream.of(13, "latents", 0).fillNormal(normals, 0, normals.length);
            Tensor latents = Torch.fromFloats(normals, 20, POSITIONS);
            Tensor together = prior.codes(latents, labels(20), PLAIN);
            for (int i = 0; i < 20; i++) {
                Tensor alone = prior.codes(latents.narrow(0, i, 1), labels(20).narrow(0, i, 1), PLAIN);
                assertThat(Torch.toFloats(alone)).isEqualTo(Torch.toFloats(together.narrow(0, i, 1)));
            }
        }
    }

    @Test
    void noPositionSeesItsOwnCodeOrThoseAfterIt() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor maps = maps(1);
            Tensor changed = maps.clone();
            changed.narrow(1, 4, 1)
                    .copy_(changed.narrow(1, 4, 1).add(Torch.scalar(1)).remainder(Torch.scalar(CODES)));
            Tensor before = prior.logits(maps, labels(1), Weights.PLAIN);
            Tensor after = prior.logits(changed, labels(1), Weights.PLAIN);
            assertThat(Torch.toFloats(after.narrow(1, 0, 5))).isEqualTo(Torch.toFloats(before.narrow(1, 0, 5)));
            for (int position = 5; position < POSITIONS; position++) {
                assertThat(Torch.toFloats(after.select(1, position)))
                        .as("position %d sees position 4", position)
                        .isNotEqualTo(Torch.toFloats(before.select(1, position)));
            }
        }
    }

    @Test
    void theLossIsTheMeanNegativeLogProbabilityOfTheCodes() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor maps = maps(2);
            float[] logits = Torch.toFloats(prior.logits(maps, labels(2), Weights.PLAIN));
            float[] codes = Torch.toFloats(maps);
            double sum = 0;
            for (int row = 0; row < codes.length; row++) {
                double total = 0;
                for (int code = 0; code < CODES; code++) {
                    total += Math.exp(logits[row * CODES + code]);
                }
                sum += Math.log(total) - logits[row * CODES + (int) codes[row]];
            }
            assertThat(prior.loss(maps, labels(2)).item_double()).isCloseTo(sum / codes.length, within(1e-4));
        }
    }

    @Test
    void classesAreNeededWhereThereAreSome() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor maps = maps(2);
            assertThatThrownBy(() -> prior.loss(maps, null)).hasMessageContainingAll("label", "none");
        }
    }

    @Test
    void aWidthThatHeadsDoNotDivideIsRefused() {
        assertThatThrownBy(() -> new TokenPrior(new Parameters().group("prior"), 4, 4, 0, 40, 1))
                .hasMessageContainingAll("40", "multiple of 32");
    }
}
