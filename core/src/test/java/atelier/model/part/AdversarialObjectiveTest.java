package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Values by hand: logits 2 and -1 of real pictures, 0.5 and 1 of generated ones. */
class AdversarialObjectiveTest {
    @ParameterizedTest
    @CsvSource({
        "RELATIVISTIC, 1.1641706445, 0.9141706445",
        "BCE, 1.8637641851, 0.3936693358",
        "LEAST_SQUARES, 1.5625, 0.0625"
    })
    void bothLossesHaveTheValuesOfTheirFormulas(AdversarialObjective objective, double critic, double generator) {
        Torch.load();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor real = Tensor.create(new double[] {2, -1}, 2);
            Tensor fake = Tensor.create(new double[] {0.5, 1}, 2);
            assertThat(objective.critic(real, fake).item_double()).isCloseTo(critic, within(1e-9));
            assertThat(objective.generator(real, fake).item_double()).isCloseTo(generator, within(1e-9));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hugeLogitsGiveFiniteLosses(AdversarialObjective objective) {
        Torch.load();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor real = Torch.fromFloats(new float[] {-1e4f, 1e4f}, 2);
            Tensor fake = Torch.fromFloats(new float[] {1e4f, -1e4f}, 2);
            assertThat(objective.critic(real, fake).item_double()).isFinite();
            assertThat(objective.generator(real, fake).item_double()).isFinite();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCriticGainsByTellingApartAndTheGeneratorByHiding(AdversarialObjective objective) {
        Torch.load();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor high = Torch.fromFloats(new float[] {1, 1}, 2);
            Tensor low = Torch.fromFloats(new float[] {0, 0}, 2);
            assertThat(objective.critic(high, low).item_double())
                    .isLessThan(objective.critic(low, high).item_double());
            assertThat(objective.generator(low, high).item_double())
                    .isLessThan(objective.generator(high, low).item_double());
        }
    }
}
