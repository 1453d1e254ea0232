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
    void groupNormalisationGivesEightChannelsAtATimeMeanZeroAndVarianceOne() {
        GroupNorm layer = new GroupNorm(parameters.group("g"), 16);
        giveMemory();
        try (Scope scope = Scope.withoutGradient()) {
            Tensor input = Torch.fromFloats(normals(2 * 16 * 9), 2, 16, 3, 3)
                    .mul(Torch.scalar(3))
                    .add(Torch.scalar(5));
            float[] values = Torch.toFloats(input);
            float[] got = Torch.toFloats(layer.forward(input));
            for (int group = 0; group < 4; group++) {
                double sum = 0;
                double squares = 0;
                for (int i = 72 * group; i < 72 * (group + 1); i++) {
                    sum += values[i];
                    squares += (double) values[i] * values[i];
                }
                double mean = sum / 72;
                double deviation = Math.sqrt(squares / 72 - mean * mean);
                for (int i = 72 * group; i < 72 * (group + 1); i++) {
                    assertThat(got[i]).isCloseTo((float) ((values[i] - mean) / deviation), within(1e-3f));
                }
            }
        }
    }

    @Test
    void attentionMixesThePlacesByTheSoftmaxOfTheirProducts() {
        SelfAttention layer = new SelfAttention(parameters.group("g"), 2);
        giveMemory();
        float[] input = {1, -2, 0.5f, 3, 0, 1, -1, 2};
        try (Scope scope = Scope.withoutGradient()) {
            // As many places as 2x2, two channels that are one group.
            float[] mixing = Torch.toFloats(parameter("g.mixing.weight"));
            float[] output = Torch.toFloats(parameter("g.output.weight"));
            float[] got = Torch.toFloats(layer.forward(Torch.fromFloats(input, 1, 2, 2, 2)));
            double[][] rows = normalised(input);
            for (int place = 0; place < 4; place++) {
                double[] mixed = attended(rows, mixing, place);
                for (int c = 0; c < 2; c++) {
                    double expected = input[c * 4 + place] + output[2 * c] * mixed[0] + output[2 * c + 1] * mixed[1];
                    assertThat(got[c * 4 + place]).isCloseTo((float) expected, within(1e-5f));
                }
            }
        }
    }

    private Tensor parameter(String name) {
        return parameters.all().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .tensor();
    }

    /** Channels first to rows of places, of mean zero and variance one altogether. */
    private static double[][] normalised(float[] input) {
        double mean = 0;
        double squares = 0;
        for (float value : input) {
            mean += value / input.length;
            squares += (double) value * value / input.length;
        }
        double deviation = Math.sqrt(squares - mean * mean + 1e-5);
        double[][] rows = new double[4][2];
        for (int i = 0; i < input.length; i++) {
            rows[i % 4][i / 4] = (input[i] - mean) / deviation;
        }
        return rows;
    }

    private static double[] attended(double[][] rows, float[] mixing, int place) {
        double[] weights = new double[rows.length];
        double sum = 0;
        for (int other = 0; other < rows.length; other++) {
            double product = 0;
            for (int c = 0; c < 2; c++) {
                product += times(mixing, c, rows[place]) * times(mixing, 2 + c, rows[other]);
            }
            weights[other] = Math.exp(product / Math.sqrt(2));
            sum += weights[other];
        }
        double[] result = new double[2];
        for (int other = 0; other < rows.length; other++) {
            for (int c = 0; c < 2; c++) {
                result[c] += weights[other] / sum * times(mixing, 4 + c, rows[other]);
            }
        }
        return result;
    }

    private static double times(float[] mixing, int row, double[] values) {
        return mixing[2 * row] * values[0] + mixing[2 * row + 1] * values[1];
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
