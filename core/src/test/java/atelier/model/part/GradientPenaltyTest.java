package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On D(x) = w/2 |x|^2, whose gradient is w x and whose penalty is w^2 |x|^2. */
class GradientPenaltyTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static Tensor logits(Tensor weight, Tensor images) {
        return images.square().sum(1, 2, 3).mul(weight).mul(Torch.scalar(0.5));
    }

    @Test
    void isTheSquaredNormOfEachPicturesOwnGradient() {
        try (Scope scope = Scope.open()) {
            Tensor weight = Tensor.create(new double[] {3}, 1).requires_grad_(true);
            Tensor images = Tensor.create(new double[] {1, 2, 0, 4}, 2, 1, 1, 2).requires_grad_(true);
            Tensor logits = logits(weight, images);
            assertThat(TinyCritic.doubles(GradientPenalty.squaredNorm(images, logits)))
                    .containsExactly(9 * 5, 9 * 16);
            assertThat(GradientPenalty.mean(images, logits, 0.5).item_double())
                    .isCloseTo(0.25 * 9 * 10.5, within(1e-12));
        }
    }

    @Test
    void canBeDifferentiatedByTheWeights() {
        try (Scope scope = Scope.open()) {
            Tensor weight = Tensor.create(new double[] {3}, 1).requires_grad_(true);
            Tensor images = Tensor.create(new double[] {1, 2, 0, 4}, 2, 1, 1, 2).requires_grad_(true);
            Tensor penalty =
                    GradientPenalty.squaredNorm(images, logits(weight, images)).sum();
            assertThat(TinyCritic.gradient(penalty, List.of(weight))).containsExactly(2 * 3 * 21);
        }
    }
}
