package atelier.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.Device;
import atelier.torch.Initializer;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layers against values by hand and plain loops. */
class LayersTest {
    private final Parameters parameters = new Parameters();
    private ParameterStore store;

    private void giveMemory() {
        store = ParameterStore.create(parameters, 1, Device.CPU);
        store.bindFrozen(parameters, store.values());
    }

    @AfterEach
    void close() {
        parameters.close();
        if (store != null) {
            store.close();
        }
    }

    private static float[] normals(int count) {
        float[] values = new float[count];
        RandomStream.of(3, "values", 0).fillNormal(values, 0, count);
        return values;
    }

    @Test
    void aConvolutionIsTheSumOverItsWindow() {
        Conv2d layer = new Conv2d(parameters.group("g"), 2, 3, 3, 2, Initializer.normal(1));
        giveMemory();
        float[] input = normals(2 * 5 * 5);
        try (Scope scope = Scope.withoutGradient()) {
            Tensor output = layer.forward(Torch.fromFloats(input, 1, 2, 5, 5));
            assertThat(output.sizes().vec().get()).containsExactly(1, 3, 3, 3);
            float[] weight = Torch.toFloats(parameters.all().get(0).tensor());
            float[] got = Torch.toFloats(output);
            for (int o = 0; o < 3; o++) {
                for (int y = 0; y < 3; y++) {
                    for (int x = 0; x < 3; x++) {
                        assertThat(got[(o * 3 + y) * 3 + x])
                                .isCloseTo(window(input, weight, o, 2 * y, 2 * x), within(1e-4f));
                    }
                }
            }
        }
    }

    private static float window(float[] input, float[] weight, int output, int y, int x) {
        float sum = 0;
        for (int channel = 0; channel < 2; channel++) {
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    boolean inside = y + dy >= 0 && y + dy < 5 && x + dx >= 0 && x + dx < 5;
                    if (inside) {
                        sum += input[(channel * 5 + y + dy) * 5 + x + dx]
                                * weight[((output * 2 + channel) * 3 + dy + 1) * 3 + dx + 1];
                    }
                }
            }
        }
        return sum;
    }

    @Test
    void aLinearLayerStartsWithoutBias() {
        Linear layer = new Linear(parameters.group("g"), 2, 1, Initializer.ONE);
        giveMemory();
        try (Scope scope = Scope.withoutGradient()) {
            assertThat(Torch.toFloats(layer.forward(Torch.fromFloats(new float[] {1, 2, -3, 4}, 2, 2))))
                    .containsExactly(3, 1);
        }
    }

    @Test
    void aResidualBlockStartsAsTheIdentity() {
        ResidualBlock block = new ResidualBlock(parameters.group("g"), 4);
        giveMemory();
        float[] input = normals(4 * 6 * 6);
        try (Scope scope = Scope.withoutGradient()) {
            assertThat(Torch.toFloats(block.forward(Torch.fromFloats(input, 1, 4, 6, 6))))
                    .isEqualTo(input);
        }
    }

    @Test
    void heInitialisationKeepsTheVarianceThroughAConvolutionAndItsActivation() {
        Conv2d layer = Conv2d.same(parameters.group("g"), 16, 64);
        giveMemory();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor input = Activation.leakyRelu(Torch.fromFloats(normals(4 * 16 * 12 * 12), 4, 16, 12, 12));
            double variance = layer.forward(input)
                    .narrow(2, 1, 10)
                    .narrow(3, 1, 10)
                    .square()
                    .mean()
                    .item_double();
            assertThat(variance).isCloseTo(1, within(0.15));
        }
    }

    @Test
    void anEmbeddingLooksRowsUp() {
        Embedding layer = new Embedding(parameters.group("g"), 3, 2, Initializer.normal(1));
        giveMemory();
        try (Scope scope = Scope.withoutGradient()) {
            float[] rows = Torch.toFloats(store.values());
            assertThat(Torch.toFloats(layer.forward(Torch.fromLongs(new long[] {2, 0}, 2))))
                    .containsExactly(rows[4], rows[5], rows[0], rows[1]);
        }
    }

    @Test
    void bilinearResizingAlignsPixelsAtTheirHalves() {
        Torch.load();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor row = Torch.fromFloats(new float[] {0, 4, 0, 4}, 1, 1, 2, 2);
            float[] doubled = Torch.toFloats(Resize.bilinear(row, 4));
            assertThat(doubled)
                    .containsExactly(new float[] {0, 1, 3, 4, 0, 1, 3, 4, 0, 1, 3, 4, 0, 1, 3, 4}, within(1e-6f));
        }
    }

    @Test
    void halvingRoundsUpAndTheTransposedConvolutionGoesBack() {
        Conv2d odd = Conv2d.halving(parameters.group("odd"), 2, 3, 7);
        Conv2d even = Conv2d.halving(parameters.group("even"), 2, 3, 8);
        ConvTranspose2d toOdd = new ConvTranspose2d(parameters.group("to odd"), 3, 2, 7);
        ConvTranspose2d toEven = new ConvTranspose2d(parameters.group("to even"), 3, 2, 8);
        giveMemory();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor fromOdd = odd.forward(Torch.fromFloats(normals(2 * 49), 1, 2, 7, 7));
            Tensor fromEven = even.forward(Torch.fromFloats(normals(2 * 64), 1, 2, 8, 8));
            assertThat(fromOdd.sizes().vec().get()).containsExactly(1, 3, 4, 4);
            assertThat(fromEven.sizes().vec().get()).containsExactly(1, 3, 4, 4);
            assertThat(toOdd.forward(fromOdd).sizes().vec().get()).containsExactly(1, 2, 7, 7);
            assertThat(toEven.forward(fromOdd).sizes().vec().get()).containsExactly(1, 2, 8, 8);
        }
    }

    @Test
    void groupNormalisationKnowsOnlyItsOwnPicture() {
        GroupNorm norm = new GroupNorm(parameters.group("g"), 1, 4);
        giveMemory();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor two = Torch.fromFloats(normals(2 * 4 * 9), 2, 4, 3, 3);
            Tensor both = norm.forward(two);
            assertThat(Torch.toFloats(norm.forward(two.narrow(0, 1, 1))))
                    .containsExactly(Torch.toFloats(both.narrow(0, 1, 1)), within(1e-5f));
            assertThat(both.narrow(0, 0, 1).mean().item_double()).isCloseTo(0, within(1e-5));
            assertThat(both.narrow(0, 0, 1).square().mean().item_double()).isCloseTo(1, within(1e-3));
        }
    }
}
