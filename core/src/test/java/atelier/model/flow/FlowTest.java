package atelier.model.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.part.StagePlan;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What flow matching promises beyond the contract of all models. */
class FlowTest {
    private static final ImageShape CLASSES = new ImageShape(16, 1, 3);

    private final Parameters parameters = new Parameters();
    private @Nullable ParameterStore store;

    @AfterEach
    void close() {
        parameters.close();
        if (store != null) {
            store.close();
        }
    }

    private static Flow.Settings settings(int steps, Solver solver, double guidance) {
        return new Flow.Settings(8, 1, 0.5, 1, 0.1, steps, solver, guidance);
    }

    private GenerativeModel model(Flow.Settings settings, ImageShape shape) {
        GenerativeModel model = Flow.TYPE.build(settings, shape, parameters);
        store = ParameterStore.create(parameters, 1, Device.CPU);
        store.bindFrozen(parameters, store.values());
        return model;
    }

    private static Tensor noise(int count, int size) {
        float[] values = new float[count * size];
        RandomStream.of(1, "noise", 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, count, size);
    }

    private static Tensor labels(long... labels) {
        return Torch.fromLongs(labels, labels.length);
    }

    @Test
    void theLossIsTheSquaredErrorOfTheVelocityFromNoiseToPicture() {
        GenerativeModel model = model(settings(1, Solver.EULER, 1), new ImageShape(16, 1, 0));
        try (Scope scope = Scope.withoutGradient()) {
            parameters.all().forEach(parameter -> parameter.tensor().zero_());
            Tensor pictures = noise(3, 256).mul(Torch.scalar(0.1)).view(3, 1, 16, 16);
            Progress progress = new Progress(0, 0, 100);
            StepContext step = new StepContext(pictures, null, progress, 7, 20, Device.CPU, 1, share -> share);
            double loss = Torch.toDouble(model.phases(progress).get(0).loss().of(step));
            // A network that answers zero is wrong by picture minus noise.
            Tensor velocity = pictures.view(3, 256).sub(step.normal("noise", 256));
            assertThat(loss).isCloseTo(Torch.toDouble(velocity.square().mean()), within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1, 0, 0.5", "0.5, 1, 1.0986123, 0.75", "0.5, 2, -0.54930614, 0.25", "0.25, 1, 0, 0.25"})
    void timesAreLogitNormalAroundTheirMedian(double median, double spread, double normal, double time) {
        assertThat(Flow.logitNormal(median, spread, normal)).isCloseTo(time, within(1e-6));
    }

    @Test
    void withoutGuidanceTheClassIsFollowedAndWithGuidanceZeroItIsNot() {
        GenerativeModel model = model(settings(2, Solver.EULER, 0), CLASSES);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor noise = noise(2, 256);
            assertThat(Torch.toFloats(model.decode(noise, labels(0, 0))))
                    .isEqualTo(Torch.toFloats(model.decode(noise, labels(1, 2))));
        }
    }

    @Test
    void guidanceGoesOnAlongTheLineFromAnyClassToTheClass() {
        try (Scope scope = Scope.withoutGradient()) {
            float[][] pictures = new float[3][];
            for (int guidance = 0; guidance < 3; guidance++) {
                try (Parameters own = new Parameters()) {
                    GenerativeModel model = Flow.TYPE.build(settings(1, Solver.EULER, guidance), CLASSES, own);
                    try (ParameterStore values = ParameterStore.create(own, 1, Device.CPU)) {
                        values.bindFrozen(own, values.values());
                        pictures[guidance] = Torch.toFloats(model.decode(noise(1, 256), labels(1)));
                    }
                }
            }
            assertThat(pictures[0]).isNotEqualTo(pictures[1]);
            for (int i = 0; i < pictures[0].length; i++) {
                // In one step from the same noise, pictures are on a line as velocities are.
                assertThat(pictures[2][i]).isCloseTo(2 * pictures[1][i] - pictures[0][i], within(1e-4f));
            }
        }
    }

    @Test
    void picturesDoNotDependOnHowManyAreMadeAtATime() {
        GenerativeModel model = model(settings(2, Solver.HEUN, 1), new ImageShape(32, 3, 0));
        try (Scope scope = Scope.withoutGradient()) {
            Tensor noise = noise(150, 3_072);
            float[] together = Torch.toFloats(model.decode(noise, null));
            float[] last = Torch.toFloats(model.decode(noise.narrow(0, 149, 1), null));
            for (int i = 0; i < last.length; i++) {
                assertThat(together[149 * 3_072 + i]).isCloseTo(last[i], within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "16, 1, 2, '[8]', '[96]'",
        "28, 1, 2, '[7, 14]', '[96, 48]'",
        "32, 3, 2, '[8, 16]', '[96, 48]'",
        "29, 1, 1, '[8, 15, 29]', '[96, 48, 24]'",
        "64, 3, 2, '[8, 16, 32]', '[96, 48, 24]'",
        "100, 3, 4, '[7, 13, 25]', '[96, 48, 48]'",
        "128, 3, 4, '[8, 16, 32]', '[96, 48, 48]'",
        "256, 3, 4, '[8, 16, 32, 64]', '[96, 48, 48, 48]'"
    })
    void picturesAreFoldedBeforeTheLargestStage(int size, int channels, int fold, String sides, String widths) {
        StagePlan plan = UNet.plan(new ImageShape(size, channels, 0), 96);
        assertThat(plan.fold()).isEqualTo(fold);
        assertThat(plan.sides()).hasToString(sides);
        assertThat(plan.channels()).hasToString(widths);
    }

    @ParameterizedTest
    @CsvSource({"17, 1", "29, 3", "100, 3", "256, 3"})
    void everySizeDecodes(int size, int channels) {
        GenerativeModel model = model(settings(1, Solver.EULER, 1), new ImageShape(size, channels, 0));
        try (Scope scope = Scope.withoutGradient()) {
            Tensor picture = model.decode(noise(1, size * size * channels), null);
            assertThat(picture.sizes().vec().get()).containsExactly(1, channels, size, size);
            assertThat(picture.isfinite().all().item_bool()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0.1, 10, medianTime", "0.5, 1, 1.5, 10, labelDropout", "0.5, 1, 0.1, 200, steps"})
    void settingsOutOfTheirRangeAreRefused(double median, double spread, double dropout, int steps, String named) {
        assertThatThrownBy(() -> new Flow.Settings(8, 1, median, spread, dropout, steps, Solver.HEUN, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
