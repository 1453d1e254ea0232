package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The critic's fast step, one pass over real and generated pictures together, against the plain formula. */
class AdversarialStepTest {
    private static final ImageShape SHAPE = new ImageShape(16, 1, 2);
    private static final int COUNT = 4;
    private static final AdaptiveAugmentation NONE = augmentation(0);

    private final Parameters parameters = new Parameters();
    private final Discriminator discriminator = new Discriminator(parameters.group("discriminator"), SHAPE, 8, 1);
    private ParameterStore store;
    private Tensor gradient;

    @BeforeEach
    void giveMemory() {
        store = ParameterStore.create(parameters, 1, Device.CPU);
        gradient = store.newGradient();
        store.bind(parameters, gradient);
    }

    @AfterEach
    void free() {
        parameters.close();
        Scope.free(gradient);
        store.close();
    }

    @Test
    void thePenaltyComesEveryThirdStepWithThriceItsWeight() {
        assertThat(criticLoss(0, 0, 0.8)).isCloseTo(plainLoss(3 * 0.8), within(1e-4));
        assertThat(criticLoss(1, 0, 0.8)).isCloseTo(plainLoss(0), within(1e-5));
        assertThat(criticLoss(2, 0, 0.8)).isCloseTo(plainLoss(0), within(1e-5));
        assertThat(criticLoss(3, 0, 0.8)).isCloseTo(plainLoss(3 * 0.8), within(1e-4));
    }

    @Test
    void itsWeightMovesGeometricallyOverTheRun() {
        assertThat(criticLoss(0, 50, 0.2)).isCloseTo(plainLoss(3 * 0.4), within(1e-4));
        assertThat(criticLoss(0, 100, 0.2)).isCloseTo(plainLoss(3 * 0.2), within(1e-4));
    }

    @Test
    void withoutAPenaltyThereIsNone() {
        try (Scope scope = Scope.open()) {
            AdversarialStep game =
                    new AdversarialStep(discriminator, AdversarialObjective.RELATIVISTIC, 0, 0, 1, true, NONE);
            assertThat(game.critic(step(0, 0), fakes()).item_double()).isCloseTo(plainLoss(0), within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"RELATIVISTIC, 0", "RELATIVISTIC, 1", "BCE, 0", "BCE, 1", "LEAST_SQUARES, 1"})
    void movingBothAtOnceGivesTheGeneratorNearlyTheGradientOfItsOwnPass(AdversarialObjective objective, long step) {
        float[] alternating = generatorGradient(objective, step, true, 0);
        float[] atOnce = generatorGradient(objective, step, false, 0);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < alternating.length; i++) {
            error += Math.pow(alternating[i] - atOnce[i], 2);
            norm += Math.pow(alternating[i], 2);
        }
        assertThat(norm).isPositive();
        // Equal but for what the pictures of a group, judged by how they differ, do to each other.
        assertThat(Math.sqrt(error / norm)).isLessThan(0.05);
    }

    @Test
    void bothPlayersSeeAugmentedPicturesAndGradientsFlowThrough() {
        float[] plain = generatorGradient(AdversarialObjective.BCE, 1, true, 0);
        float[] augmented = generatorGradient(AdversarialObjective.BCE, 1, true, 1);
        // Covered pixels still count in the mean that contrast is changed around, so none is exactly zero.
        assertThat(nearlyZero(plain)).isLessThan(plain.length / 10);
        assertThat(nearlyZero(augmented)).isBetween(plain.length / 8, plain.length / 2);
    }

    private static AdaptiveAugmentation augmentation(double strength) {
        return new AdaptiveAugmentation(new Parameters().group("discriminator"), strength, 0);
    }

    /** How many values are small beside the others. */
    private static int nearlyZero(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += value * value;
        }
        double small = 0.05 * Math.sqrt(squares / values.length);
        int count = 0;
        for (float value : values) {
            count += Math.abs(value) < small ? 1 : 0;
        }
        return count;
    }

    /** Gradient of the generator's loss by its pictures; the discriminator does not move in between. */
    private float[] generatorGradient(
            AdversarialObjective objective, long number, boolean alternating, double augment) {
        double weight = 0.5;
        try (Scope scope = Scope.open()) {
            AdversarialStep game =
                    new AdversarialStep(discriminator, objective, 0.8, 0.8, 3, alternating, augmentation(augment));
            StepContext step = new StepContext(
                    pictures("real"), labels(), new Progress(number, 0, 100), 1, 0, Device.CPU, weight, mean -> mean);
            Tensor made = fakes().requires_grad_(true);
            game.critic(step, made).mul(Torch.scalar(weight)).backward();
            game.generator(step, made).backward();
            return Torch.toFloats(made.grad());
        }
    }

    private double criticLoss(long step, long images, double penaltyEnd) {
        try (Scope scope = Scope.open()) {
            AdversarialStep game = new AdversarialStep(
                    discriminator, AdversarialObjective.RELATIVISTIC, 0.8, penaltyEnd, 3, true, NONE);
            return game.critic(step(step, images), fakes()).item_double();
        }
    }

    /** softplus(fake - real) + gamma/2 (R1 + R2), each set of pictures on its own. */
    private double plainLoss(double gamma) {
        try (Scope scope = Scope.open()) {
            Tensor real = pictures("real").requires_grad_(true);
            Tensor fake = fakes().requires_grad_(true);
            Tensor realLogits = discriminator.forward(real, labels());
            Tensor fakeLogits = discriminator.forward(fake, labels());
            double loss = AdversarialObjective.RELATIVISTIC
                    .critic(realLogits, fakeLogits)
                    .item_double();
            double r1 = GradientPenalty.squaredNorm(real, realLogits).mean().item_double();
            double r2 = GradientPenalty.squaredNorm(fake, fakeLogits).mean().item_double();
            return loss + gamma / 2 * (r1 + r2);
        }
    }

    private static StepContext step(long step, long images) {
        return new StepContext(
                pictures("real"), labels(), new Progress(step, images, 100), 1, 0, Device.CPU, 1, mean -> mean);
    }

    private static Tensor fakes() {
        return pictures("fake");
    }

    private static Tensor labels() {
        return Torch.fromLongs(new long[] {0, 1, 1, 0}, COUNT);
    }

    private static Tensor pictures(String name) {
        float[] values = new float[COUNT * SHAPE.values()];
        RandomStream.of(2, name, 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, COUNT, SHAPE.channels(), SHAPE.size(), SHAPE.size());
    }
}
