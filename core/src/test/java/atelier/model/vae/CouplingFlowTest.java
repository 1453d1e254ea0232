package atelier.model.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flow is what its definition says: invertible, with the determinant of its Jacobian. */
class CouplingFlowTest {
    private final Parameters parameters = new Parameters();
    private @Nullable ParameterStore store;

    @AfterEach
    void close() {
        parameters.close();
        if (store != null) {
            store.close();
        }
    }

    private CouplingFlow flow(int size, int labels, double deviation) {
        CouplingFlow flow = new CouplingFlow(parameters.group("prior"), size, labels, 3, 16);
        store = ParameterStore.create(parameters, 1, Device.CPU);
        float[] values = new float[(int) store.length()];
        RandomStream.of(2, "weights", 0).fillNormal(values, 0, values.length);
        try (Scope scope = Scope.withoutGradient()) {
            if (deviation > 0) {
                store.values().add_(Torch.fromFloats(values, values.length).mul(Torch.scalar(deviation)));
            }
        }
        store.bindFrozen(parameters, store.values());
        return flow;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 8})
    void whatIsMadeOfNoiseIsMadeIntoThatNoiseAgain(int size) {
        CouplingFlow flow = flow(size, 3, 0.3);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor noise = TinyModel.normal(6, size);
            Tensor labels = Torch.fromLongs(new long[] {0, 1, 2, 0, 1, 2}, 6);
            Tensor vectors = flow.vectors(noise, labels);
            assertThat(Torch.toFloats(flow.normalize(vectors, labels).noise()))
                    .containsExactly(Torch.toFloats(noise), within(1e-4f));
            assertThat(vectors.sub(noise).abs().mean().item_double()).isGreaterThan(0.1);
        }
    }

    @Test
    void theDensityCountsTheJacobianOfTheMap() {
        int size = 5;
        CouplingFlow flow = flow(size, 0, 0.3);
        try (Scope scope = Scope.open()) {
            Tensor vectors = TinyModel.normal(1, size).requires_grad_(true);
            CouplingFlow.Normalized normalized = flow.normalize(vectors, null);
            Tensor[] rows = new Tensor[size];
            for (int i = 0; i < size; i++) {
                Tensor output = normalized.noise().select(1, i).sum();
                rows[i] = torch.grad(
                                new TensorVector(output),
                                new TensorVector(vectors),
                                new TensorVector(),
                                new org.bytedeco.pytorch.BoolOptional(true),
                                false,
                                false)
                        .get(0)
                        .squeeze(0);
            }
            double determinant =
                    torch.det(torch.stack(Torch.list(rows), 0)).abs().item_double();
            assertThat(normalized.logDeterminant().item_double()).isCloseTo(Math.log(determinant), within(1e-4));
            double squares = normalized.noise().square().sum().item_double();
            assertThat(flow.logDensity(vectors, null).item_double())
                    .isCloseTo(Math.log(determinant) - squares / 2 - size * Math.log(2 * Math.PI) / 2, within(1e-4));
        }
    }

    @Test
    void itStartsAsTheStandardNormal() {
        CouplingFlow flow = flow(4, 0, 0);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor vectors = TinyModel.normal(3, 4);
            Tensor expected = vectors.square()
                    .add(Torch.scalar(Math.log(2 * Math.PI)))
                    .sum(1)
                    .mul(Torch.scalar(-0.5));
            assertThat(Torch.toFloats(flow.logDensity(vectors, null)))
                    .containsExactly(Torch.toFloats(expected), within(1e-5f));
        }
    }

    @Test
    void oneNumberCannotBeSplit() {
        assertThatThrownBy(() -> new CouplingFlow(parameters.group("prior"), 1, 0, 3, 16))
                .hasMessageContainingAll("1 numbers", "at least 2");
    }
}
