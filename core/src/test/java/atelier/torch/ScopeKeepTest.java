package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ScopeKeepTest {
    @Test
    void aKeptTensorOutlivesItsScope() {
        Tensor kept;
        try (Scope outer = Scope.open()) {
            try (Scope scope = Scope.open()) {
                kept = Scope.keep(Torch.fromFloats(new float[] {1, 2}, 2));
            }
        }
        assertThat(Torch.toFloats(kept)).containsExactly(1, 2);
        Scope.free(kept);
        assertThat(kept.isNull()).isTrue();
    }

    @Test
    void gradientsAreRecordedAsTheInnermostScopeSays() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor x = Torch.fromFloats(new float[] {3}, 1).requires_grad_(true);
            assertThat(x.square().requires_grad()).isFalse();
            try (Scope inner = Scope.withGradient()) {
                x.square().sum().backward();
                assertThat(Torch.toFloats(x.grad())).containsExactly(6);
            }
            assertThat(x.square().requires_grad()).isFalse();
        }
    }

    @Test
    void anAdoptedTensorEndsWithItsNewScope() {
        Tensor kept;
        try (Scope scope = Scope.open()) {
            kept = Scope.keep(Torch.fromFloats(new float[] {1, 2}, 2));
        }
        try (Scope scope = Scope.open()) {
            Scope.adopt(kept);
        }
        assertThat(kept.isNull()).isTrue();
    }
}
