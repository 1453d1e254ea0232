package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.Pixels;
import atelier.data.Shapes;
import atelier.nn.features.Atelier32;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ControlsTest {
    private static final int COUNT = 400;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static Tensor shapes(int first) {
        byte[] pixels = new byte[COUNT * 32 * 32 * 3];
        for (int i = 0; i < COUNT; i++) {
            System.arraycopy(Shapes.draw(first + i, 32), 0, pixels, i * 32 * 32 * 3, 32 * 32 * 3);
        }
        return Pixels.toFloat(pixels, COUNT, 32, 3);
    }

    @Test
    void theBuiltInFeaturesOrderEveryControl() {
        try (FeatureNetwork network = new Atelier32();
                Scope scope = Scope.withoutGradient()) {
            List<String> metrics = Metrics.ofFeatures().stream()
                    .map(Metric::name)
                    .filter(name -> !name.equals("fd-infinity"))
                    .toList();
            List<ControlResult> results =
                    Controls.run(new FeatureExtraction(network, 1), shapes(0), shapes(5000), metrics, 1);
            assertThat(results.stream().map(ControlResult::name).distinct())
                    .containsExactly("blurred", "noisy", "single-mode", "memorised");
            assertThat(results)
                    .allSatisfy(result ->
                            assertThat(result.passed()).as(result.toString()).isTrue());
        }
    }

    @Test
    void controlsKeepShapeAndRange() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor real = shapes(0);
            for (String name : List.of("blurred", "noisy", "single-mode")) {
                Tensor made = Controls.make(name, real, 1);
                assertThat(made.shape()).isEqualTo(real.shape());
                assertThat(made.abs().max().item_double()).isLessThanOrEqualTo(1.0001);
            }
        }
    }
}
