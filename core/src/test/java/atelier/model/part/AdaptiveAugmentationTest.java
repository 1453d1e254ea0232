package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.model.ImageShape;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What moves the strength, and that nothing else moves with it. */
class AdaptiveAugmentationTest {
    private static final ImageShape SHAPE = new ImageShape(16, 1, 0);
    private static final int COUNT = 8;
    private static final double AIM = 0.88;

    /** The slope of everything the discriminator has, its strength last, and what it told. */
    private record Slopes(float[] network, double strength, double told) {}

    @Test
    void itsSlopeIsHowFarTheDiscriminatorIsFromItsAimAndTheNetworkDoesNotFeelIt() {
        Slopes still = slopes(0.5, 0);
        Slopes following = slopes(0.5, AIM);
        assertThat(following.told()).isEqualTo(still.told()).isBetween(0.0, 1.0);
        assertThat(following.strength()).isCloseTo(AIM - following.told(), within(1e-6));
        assertThat(following.network()).containsExactly(still.network());
    }

    @Test
    void atAnEndItDoesNotGoOn() {
        Slopes none = slopes(0, AIM);
        Slopes full = slopes(1, AIM);
        // Told less than the aim it would fall, told more it would rise.
        assertThat(none.strength()).isCloseTo(Math.min(0, AIM - none.told()), within(1e-6));
        assertThat(full.strength()).isCloseTo(Math.max(0, AIM - full.told()), within(1e-6));
        assertThat(none.told()).isNotEqualTo(AIM);
        assertThat(Arrays.asList(none.strength(), full.strength())).contains(0.0);
    }

    @Test
    void theStrengthIsTheParametersWithinItsBounds() {
        Parameters parameters = new Parameters();
        AdaptiveAugmentation augmentation = new AdaptiveAugmentation(parameters.group("discriminator"), 0.25, AIM);
        try (ParameterStore store = ParameterStore.create(parameters, 1, Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            store.bindFrozen(parameters, store.values());
            assertThat(augmentation.now().strength()).isEqualTo(0.25);
            store.values().add_(Torch.scalar(-0.5));
            assertThat(augmentation.now().strength()).isZero();
            store.values().add_(Torch.scalar(2));
            assertThat(augmentation.now().strength()).isEqualTo(1);
        } finally {
            parameters.close();
        }
    }

    @Test
    void withoutAnAimThereIsNothingToLearn() {
        Parameters parameters = new Parameters();
        new AdaptiveAugmentation(parameters.group("discriminator"), 1, 0);
        assertThat(parameters.all()).isEmpty();
    }

    /** Logits that are normal around plus and minus m, with real ones above zero in 8 of 10 cases. */
    @Test
    void thePapersAimIsThisShareOfPairs() {
        RandomStream random = RandomStream.of(1, "logits", 0);
        int above = 0;
        int told = 0;
        int count = 200_000;
        float[] noise = new float[2 * count];
        random.fillNormal(noise, 0, noise.length);
        for (int i = 0; i < count; i++) {
            double real = noise[2 * i] + 0.8416;
            double fake = noise[2 * i + 1] - 0.8416;
            above += real > 0 ? 1 : 0;
            told += real > fake ? 1 : 0;
        }
        assertThat(above / (double) count).isCloseTo(0.8, within(0.005));
        assertThat(told / (double) count).isCloseTo(AdaptiveAugmentation.PAPERS_AIM, within(0.005));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.5, 1, Double.NaN})
    void anAimThatIsNoneIsRefused(double aim) {
        assertThatThrownBy(() -> AdaptiveAugmentation.require(0, aim))
                .hasMessageContaining("adapt is " + aim)
                .hasMessageContaining("0.88");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.88", "0.5, 0.51"})
    void othersAreTaken(double first, double aim) {
        AdaptiveAugmentation.require(first, aim);
    }

    private static Slopes slopes(double strength, double aim) {
        Parameters parameters = new Parameters();
        Discriminator discriminator = new Discriminator(parameters.group("discriminator"), SHAPE, 8, 1);
        AdaptiveAugmentation augmentation = new AdaptiveAugmentation(parameters.group("discriminator"), strength, aim);
        ParameterStore store = ParameterStore.create(parameters, 1, Device.CPU);
        Tensor gradient = store.newGradient();
        store.bind(parameters, gradient);
        try (Scope scope = Scope.open()) {
            AdversarialStep game =
                    AdversarialStep.withoutPenalty(discriminator, AdversarialObjective.BCE, augmentation);
            StepContext step =
                    new StepContext(pictures("real"), null, new Progress(0, 0, 100), 1, 0, Device.CPU, 1, mean -> mean);
            game.critic(step, pictures("fake")).backward();
            float[] all = Torch.toFloats(gradient);
            boolean follows = aim > 0;
            return new Slopes(
                    follows ? Arrays.copyOf(all, all.length - 1) : all,
                    follows ? all[all.length - 1] : 0,
                    step.reported().get("told"));
        } finally {
            parameters.close();
            Scope.free(gradient);
            store.close();
        }
    }

    private static Tensor pictures(String purpose) {
        float[] values = new float[COUNT * SHAPE.values()];
        RandomStream.of(3, purpose, 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, COUNT, 1, SHAPE.size(), SHAPE.size()).tanh();
    }
}
