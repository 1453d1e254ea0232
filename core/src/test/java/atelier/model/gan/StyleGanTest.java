package atelier.model.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.StyleSpace;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StyleGanTest {
    private static final ImageShape SHAPE = new ImageShape(16, 1, 2);
    private static final int COUNT = 4;
    private static final int SIZE = 6;

    private final Parameters parameters = new Parameters();
    private ParameterStore store;
    private Tensor gradient;

    @AfterEach
    void close() {
        parameters.close();
        if (store != null) {
            Scope.free(gradient);
            store.close();
        }
    }

    private GenerativeModel model(double mixing, double penalty) {
        StyleGan.Settings settings = new StyleGan.Settings(8, 1, SIZE, 2, mixing, penalty, 3, 0, 0);
        GenerativeModel model = StyleGan.TYPE.build(settings, SHAPE, parameters);
        store = ParameterStore.create(parameters, 1, Device.CPU);
        gradient = store.newGradient();
        store.bind(parameters, gradient);
        return model;
    }

    private static Tensor normals(String name, int rows, int columns) {
        float[] values = new float[rows * columns];
        RandomStream.of(3, name, 0).fillNormal(values, 0, values.length);
        return Torch.fromFloats(values, rows, columns);
    }

    private static Tensor labels() {
        return Torch.fromLongs(new long[] {0, 1, 1, 0}, COUNT);
    }

    private static StepContext step(long number) {
        Tensor images = normals("images", COUNT, SHAPE.values()).view(COUNT, 1, 16, 16);
        return new StepContext(images, labels(), new Progress(number, 0, 100), 1, 0, Device.CPU, 1, mean -> mean);
    }

    @Test
    void thePenaltyIsR1OfRealPicturesEveryThirdStepWithThriceItsWeight() {
        GenerativeModel model = model(0.5, 0.8);
        double[] losses = new double[4];
        double[] penalties = new double[4];
        for (int number = 0; number < 4; number++) {
            try (Scope scope = Scope.open()) {
                StepContext step = step(number);
                Phase critic = model.phases(step.progress()).get(0);
                losses[number] = critic.loss().of(step).item_double();
                Double penalty = step.reported().get("penalty");
                penalties[number] = penalty == null ? 0 : penalty;
            }
        }
        assertThat(penalties[0]).isPositive().isEqualTo(penalties[3]);
        assertThat(penalties[1]).isZero();
        assertThat(penalties[2]).isZero();
        assertThat(losses[0] - penalties[0]).isCloseTo(losses[1], within(1e-5));
    }

    @Test
    void truncationGoesStraightToTheMiddleOfTheClass() {
        GenerativeModel model = model(0.5, 1);
        StyleSpace space = model.styles();
        assertThat(space).isNotNull();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor latents = normals("latents", COUNT, SIZE);
            Tensor many = normals("many", 4000, SIZE);
            float[] middle = new float[COUNT * SIZE];
            for (int label = 0; label < 2; label++) {
                long[] same = new long[4000];
                Arrays.fill(same, label);
                float[] mean = Torch.toFloats(
                        space.map(many, Torch.fromLongs(same, 4000)).mean(0));
                for (int row = 0; row < COUNT; row++) {
                    if ((row == 1 || row == 2) == (label == 1)) {
                        System.arraycopy(mean, 0, middle, row * SIZE, SIZE);
                    }
                }
            }
            Tensor own = space.map(latents, labels());
            float[] styles = Torch.toFloats(own);
            float[] none = Torch.toFloats(space.truncate(own, labels(), SIZE, 0));
            float[] half = Torch.toFloats(space.truncate(own, labels(), SIZE, 0.5));
            for (int i = 0; i < styles.length; i++) {
                // Means over 1,000 and over 4,000 other draws.
                assertThat(none[i]).isCloseTo(middle[i], within(0.15f));
                assertThat(half[i]).isCloseTo((none[i] + styles[i]) / 2, within(1e-5f));
            }
            float[] pictures = Torch.toFloats(model.decode(latents, labels(), 0));
            int values = SHAPE.values();
            assertThat(Arrays.copyOfRange(pictures, 0, values))
                    .containsExactly(Arrays.copyOfRange(pictures, 3 * values, 4 * values), within(1e-5f));
            assertThat(Arrays.copyOfRange(pictures, 0, values))
                    .isNotEqualTo(Arrays.copyOfRange(pictures, values, 2 * values));
            assertThat(Torch.toFloats(model.decode(latents, labels(), 1)))
                    .isEqualTo(Torch.toFloats(model.decode(latents, labels())));
        }
    }

    @Test
    void inTrainingPicturesAreMixedAndNoisyAndAfterwardsNeither() {
        GenerativeModel model = model(1, 0);
        try (Scope scope = Scope.open()) {
            StepContext step = step(1);
            model.phases(step.progress()).get(0).loss().of(step);
            // What the first phase made is what the second is judged by.
            Tensor made = step.remember("fakes", () -> {
                throw new AssertionError("the first phase makes the pictures");
            });
            Tensor latents = step.normal("latent", SIZE);
            Tensor plain = model.decode(latents, labels());
            assertThat(Torch.toFloats(made)).isNotEqualTo(Torch.toFloats(plain));
            assertThat(Torch.toFloats(model.decode(latents, labels()))).isEqualTo(Torch.toFloats(plain));
        }
    }

    @Test
    void withoutMixingAndBeforeNoiseHasStrengthTrainingDrawsThePictureOfTheLatent() {
        GenerativeModel model = model(0, 0);
        try (Scope scope = Scope.open()) {
            StepContext step = step(1);
            model.phases(step.progress()).get(0).loss().of(step);
            Tensor made = step.remember("fakes", () -> {
                throw new AssertionError("the first phase makes the pictures");
            });
            assertThat(Torch.toFloats(made))
                    .containsExactly(
                            Torch.toFloats(model.decode(step.normal("latent", SIZE), labels())), within(1e-5f));
        }
    }
}
