package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.Pixels;
import atelier.data.Shapes;
import atelier.nn.features.Atelier32;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
                    .containsExactly("held-out", "perturbed", "blurred", "noisy", "single-mode", "memorised");
            assertThat(results)
                    .filteredOn(result ->
                            !(result.metric().equals("realism") && result.name().equals("blurred")))
                    .as("the mean of ratios hardly moves when so few pictures are blurred; it decides nothing")
                    .allSatisfy(result ->
                            assertThat(result.passed()).as(result.toString()).isTrue());
        }
    }

    @Test
    void controlsKeepShapeAndRange() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor real = shapes(0);
            for (String name : List.of("perturbed", "blurred", "noisy", "single-mode")) {
                Tensor made = Controls.make(name, real, 1);
                assertThat(made.shape()).isEqualTo(real.shape());
                assertThat(made.abs().max().item_double()).isLessThanOrEqualTo(1.0001);
            }
        }
    }

    /** Precision asks for 4 pictures at least: of 12 there are halves and no quarters. */
    @Test
    void whereThereAreTooFewPicturesForQuartersNoControlIsCalledBetter() {
        // The second set that is asked for are the training pictures.
        try (FeatureNetwork network = new Blind(2);
                Scope scope = Scope.withoutGradient()) {
            Tensor some = shapes(0).narrow(0, 0, 12);
            ControlResult perturbed =
                    Controls.run(new FeatureExtraction(network, 1), some, some, List.of("precision"), 1).stream()
                            .filter(result -> result.name().equals("perturbed"))
                            .findFirst()
                            .orElseThrow();
            assertThat(perturbed.control()).isGreaterThan(perturbed.real() + 0.02);
            assertThat(perturbed.passed()).isTrue();
        }
    }

    @Test
    void greyPicturesAreCompressedAsGreyOnes() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor grey = shapes(0).narrow(1, 0, 1);
            Tensor made = Controls.make("perturbed", grey, 1);
            assertThat(made.shape()).isEqualTo(grey.shape());
            double error = made.sub(grey).abs().mean().item_double();
            assertThat(error).as("changed, but the same pictures").isBetween(0.005, 0.2);
        }
    }

    /** Features that are noise have no order: a distance between them is chance, and chance does not pass. */
    @Test
    void ofANetworkThatSeesNothingNoDistanceIsBelieved() {
        try (FeatureNetwork blind = new Blind(0);
                Scope scope = Scope.withoutGradient()) {
            List<ControlResult> results = Controls.run(
                    new FeatureExtraction(blind, 1),
                    shapes(0),
                    shapes(5000),
                    List.of("precision", "recall", "kid", "cmmd"),
                    1);
            assertThat(results)
                    .filteredOn(result -> List.of("kid", "cmmd").contains(result.metric()))
                    .filteredOn(result -> List.of("blurred", "noisy").contains(result.name()))
                    .hasSize(4)
                    .noneMatch(ControlResult::passed);
            assertThat(results)
                    .filteredOn(result -> List.of("held-out", "perturbed").contains(result.name()))
                    .as("and nothing real is called bad")
                    .allMatch(ControlResult::passed);
        }
    }

    /** Features that have nothing to do with the pictures; those of one call lie far from all others. */
    private static final class Blind implements FeatureNetwork {
        private final AtomicLong next = new AtomicLong();
        private final long far;

        /** @param far which call, from 1 on; 0 for none */
        Blind(long far) {
            this.far = far;
        }

        @Override
        public String name() {
            return "blind";
        }

        @Override
        public int dimensions() {
            return 8;
        }

        @Override
        public String convention() {
            return "blind";
        }

        @Override
        public Tensor extract(Tensor images) {
            float[] rows = new float[Math.toIntExact(images.size(0)) * dimensions()];
            long call = next.incrementAndGet();
            RandomStream.of(1, "blind", call).fillNormal(rows, 0, rows.length);
            for (int i = 0; call == far && i < rows.length; i++) {
                rows[i] += 100;
            }
            return Torch.fromFloats(rows, images.size(0), dimensions());
        }

        @Override
        public void close() {}
    }
}
