package atelier.model.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.model.ImageShape;
import atelier.torch.Device;
import atelier.torch.Parameter;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mapping and the synthesis of a style-based generator. */
class StyleSynthesisTest {
    private static final ImageShape SHAPE = new ImageShape(16, 3, 2);
    private static final int SIZE = 6;

    private final Parameters parameters = new Parameters();
    private final Parameters group = parameters.group("g");
    private final StyleMapping mapping = new StyleMapping(group.child("mapping"), 2, 4, SIZE, 2);
    private final StyleSynthesis synthesis = new StyleSynthesis(group.child("synthesis"), SHAPE, SIZE, 8);
    private ParameterStore store;

    @BeforeEach
    void giveMemory() {
        store = ParameterStore.create(parameters, 1, Device.CPU);
        store.bindFrozen(parameters, store.values());
    }

    @AfterEach
    void close() {
        parameters.close();
        store.close();
    }

    private static Tensor normals(String name, long... shape) {
        int count = 1;
        for (long side : shape) {
            count *= (int) side;
        }
        float[] values = new float[count];
        RandomStream.of(3, name, 0).fillNormal(values, 0, count);
        return Torch.fromFloats(values, shape);
    }

    private Tensor parameter(String name) {
        return parameters.all().stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::tensor)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLatentIsDividedByItsRootMeanSquare() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor latents = Torch.fromFloats(new float[] {3, 4, 0, 0, 1, -1, 1, -1}, 2, 4);
            assertThat(Torch.toFloats(StyleMapping.normalized(latents)))
                    .containsExactly(new float[] {1.2f, 1.6f, 0, 0, 1, -1, 1, -1}, within(1e-5f));
        }
    }

    @Test
    void aStyleKnowsTheDirectionOfItsLatentAndItsClassButNoLength() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor latents = normals("latents", 2, 4);
            Tensor labels = Torch.fromLongs(new long[] {0, 1}, 2);
            float[] styles = Torch.toFloats(mapping.forward(latents, labels));
            float[] longer = Torch.toFloats(mapping.forward(latents.mul(Torch.scalar(5)), labels));
            assertThat(longer).containsExactly(styles, within(1e-4f));
            float[] other = Torch.toFloats(mapping.forward(latents, Torch.fromLongs(new long[] {1, 1}, 2)));
            assertThat(other).isNotEqualTo(styles);
        }
    }

    @Test
    void thereAreTwoStylesPerStageAndEachChangesThePicture() {
        // 16 pixels: stages of 8 and 16.
        assertThat(synthesis.styles()).isEqualTo(4);
        assertThat(synthesis.noiseSize()).isEqualTo(8 * 8 + 2 * 16 * 16);
        assertThat(synthesis.affineWeights()).hasSize(4);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor styles = normals("styles", 1, 4, SIZE);
            float[] picture = picture(styles);
            for (int layer = 0; layer < 4; layer++) {
                Tensor changed = styles.clone();
                changed.select(1, layer).add_(Torch.scalar(1));
                assertThat(picture(changed)).as("style %d", layer).isNotEqualTo(picture);
            }
        }
    }

    @Test
    void theLastStyleOnlySaysHowTheLastStageIsPainted() {
        try (Scope scope = Scope.withoutGradient()) {
            // Without the last painter's weight and bias its style has nothing to say, all others have.
            parameter("g.synthesis.stage1.paint.weight").zero_();
            Tensor styles = normals("styles", 1, 4, SIZE);
            float[] picture = picture(styles);
            for (int layer = 0; layer < 4; layer++) {
                Tensor changed = styles.clone();
                changed.select(1, layer).add_(Torch.scalar(1));
                // Stage 1 is then invisible altogether: only stage 0's convolution and painter remain.
                assertThat(java.util.Arrays.equals(picture(changed), picture))
                        .as("style %d", layer)
                        .isEqualTo(layer > 1);
            }
        }
    }

    @Test
    void noiseBeginsWithoutStrengthAndCountsOnceItHasSome() {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor styles = normals("styles", 1, 4, SIZE);
            Tensor noise = normals("noise", 1, synthesis.noiseSize());
            float[] quiet = Torch.toFloats(synthesis.forward(styles, noise));
            assertThat(picture(styles)).isEqualTo(quiet);
            parameter("g.synthesis.stage1.second.strength").fill_(Torch.scalar(0.5));
            assertThat(Torch.toFloats(synthesis.forward(styles, noise))).isNotEqualTo(quiet);
            assertThat(picture(styles))
                    .isNotEqualTo(quiet)
                    .isNotEqualTo(Torch.toFloats(synthesis.forward(styles, noise)))
                    .isEqualTo(picture(styles));
        }
    }

    private float[] picture(Tensor styles) {
        return Torch.toFloats(synthesis.forward(styles, synthesis.fixedNoise(styles)));
    }
}
