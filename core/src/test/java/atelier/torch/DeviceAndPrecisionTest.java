package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeviceAndPrecisionTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    @Test
    void theProcessorIsFoundByItsName() {
        assertThat(Device.named("cpu")).isEqualTo(Device.CPU);
        assertThat(Device.CPU.label()).isEqualTo("cpu");
        assertThat(Device.CPU.isCuda()).isFalse();
    }

    @Test
    void anUnknownDeviceListsTheKnownOnes() {
        assertThatThrownBy(() -> Device.named("tpu"))
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                .satisfies(problem -> assertThat(problem).hasMessageContainingAll("tpu", "cpu", "cuda"));
    }

    @Test
    void aDeviceThatThisMachineLacksIsRefusedWithWhatToDo() {
        assumeFalse(Torch.cudaAvailable(), "this machine has CUDA");
        assertThatThrownBy(() -> Device.named("cuda"))
                .isInstanceOf(AtelierException.class)
                .hasMessageContainingAll("cuda is not available", "--device cpu");
    }

    @Test
    void theProcessorLeavesTensorsWhereTheyAre() {
        try (Scope scope = Scope.open()) {
            Tensor tensor = Torch.fromFloats(new float[] {1}, 1);
            assertThat(Device.CPU.place(tensor)).isSameAs(tensor);
        }
    }

    @Test
    void bf16AppliesToMatrixProductsOfThisThreadUntilTheHandleCloses() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor matrix = Torch.fromFloats(new float[] {1, 2, 3, 4}, 2, 2);
            try (Precision.Autocast low = Precision.BF16.onThisThread(Device.CPU)) {
                assertThat(matrix.matmul(matrix).element_size()).isEqualTo(2);
                try (Precision.Autocast full = Precision.FLOAT32.onThisThread(Device.CPU)) {
                    assertThat(matrix.matmul(matrix).element_size()).isEqualTo(4);
                }
                assertThat(matrix.matmul(matrix).element_size()).isEqualTo(2);
            }
            assertThat(matrix.matmul(matrix).element_size()).isEqualTo(4);
            assertThat(torch.is_autocast_enabled(torch.DeviceType.CPU)).isFalse();
        }
    }

    @Test
    void theFasterPrecisionIsOneOfTheTwo() {
        assertThat(Precision.fastest(Device.CPU)).isIn(Precision.FLOAT32, Precision.BF16);
    }

    @Test
    void arraysOfTheWrongLengthAreRefusedWithBothCounts() {
        assertThatThrownBy(() -> Torch.fromFloats(new float[5], 2, 3)).hasMessageContainingAll("5", "[2, 3]", "6");
    }

    @Test
    void stridedTensorsAreCopiedInTheirVisibleOrder() {
        try (Scope scope = Scope.open()) {
            Tensor matrix = Torch.fromFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
            assertThat(Torch.toFloats(matrix.t())).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(Torch.toFloats(matrix.narrow(1, 1, 1))).containsExactly(2, 5);
        }
    }
}
