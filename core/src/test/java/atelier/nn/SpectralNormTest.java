package atelier.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The largest singular value from squarings, against libtorch's singular value decomposition. */
class SpectralNormTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static Tensor weight(long... shape) {
        int count = 1;
        for (long side : shape) {
            count *= (int) side;
        }
        float[] values = new float[count];
        RandomStream.of(4, "weight", count).fillNormal(values, 0, count);
        return Torch.fromFloats(values, shape);
    }

    private static double exact(Tensor weight) {
        return torch.linalg_svdvals(weight.flatten(1, -1)).max().item_double();
    }

    @ParameterizedTest
    @CsvSource({"1, 40, 1", "12, 5, 1", "24, 16, 4", "64, 32, 3"})
    void theLargestSingularValueAgreesWithTheDecomposition(long outputs, long inputs, long kernel) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor weight = weight(outputs, inputs, kernel, kernel);
            double exact = exact(weight);
            assertThat(SpectralNorm.largest(weight).item_double()).isCloseTo(exact, within(0.005 * exact));
            assertThat(exact(SpectralNorm.normalize(weight))).isCloseTo(1, within(0.005));
        }
    }

    @Test
    void theScaleOfAWeightDoesNotMatter() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor weight = weight(8, 6);
            float[] expected = Torch.toFloats(SpectralNorm.normalize(weight));
            for (double factor : new double[] {1e-6, 1e6}) {
                float[] got = Torch.toFloats(SpectralNorm.normalize(weight.mul(Torch.scalar(factor))));
                assertThat(got).containsExactly(expected, within(1e-4f));
            }
        }
    }

    @Test
    void itsGradientIsThatOfTheSingularVectorsHeldFixed() {
        try (Scope scope = Scope.open()) {
            Tensor weight = weight(3, 2).requires_grad_(true);
            Tensor gradient = torch.grad(new TensorVector(SpectralNorm.largest(weight)), new TensorVector(weight))
                    .get(0);
            // The gradient of the largest singular value is u v': of norm 1, and its product with the weight the value.
            assertThat(gradient.norm().item_double()).isCloseTo(1, within(1e-4));
            double product = gradient.mul(weight.detach()).sum().item_double();
            assertThat(product).isCloseTo(exact(weight.detach()), within(1e-3));
        }
    }
}
