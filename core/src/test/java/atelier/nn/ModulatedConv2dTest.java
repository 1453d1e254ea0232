package atelier.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The layer against weights of each picture's own, computed in double loops as the paper's equations say. */
class ModulatedConv2dTest {
    private static final int COUNT = 2;
    private static final int STYLE = 3;
    private static final int INPUTS = 4;
    private static final int OUTPUTS = 5;
    private static final int SIDE = 6;

    private final Parameters parameters = new Parameters();
    private ParameterStore store;

    @AfterEach
    void close() {
        parameters.close();
        store.close();
    }

    private ModulatedConv2d layer(int kernel, boolean demodulated) {
        ModulatedConv2d layer = new ModulatedConv2d(parameters.group("g"), STYLE, INPUTS, OUTPUTS, kernel, demodulated);
        store = ParameterStore.create(parameters, 1, Device.CPU);
        store.bindFrozen(parameters, store.values());
        return layer;
    }

    private static float[] normals(String name, int count) {
        float[] values = new float[count];
        RandomStream.of(3, name, 0).fillNormal(values, 0, count);
        return values;
    }

    @Test
    void aDemodulatedLayerIsAConvolutionWithWeightsOfEachPicturesOwn() {
        ModulatedConv2d layer = layer(3, true);
        float[] input = normals("input", COUNT * INPUTS * SIDE * SIDE);
        float[] styles = normals("styles", COUNT * STYLE);
        assertEqual(layer, input, COUNT, styles, 3, true);
    }

    @Test
    void withoutDemodulationOnlyTheInputsAreScaled() {
        ModulatedConv2d layer = layer(1, false);
        float[] input = normals("input", COUNT * INPUTS * SIDE * SIDE);
        float[] styles = normals("styles", COUNT * STYLE);
        assertEqual(layer, input, COUNT, styles, 1, false);
    }

    @Test
    void oneInputServesAllPictures() {
        ModulatedConv2d layer = layer(3, true);
        float[] input = normals("input", INPUTS * SIDE * SIDE);
        float[] styles = normals("styles", COUNT * STYLE);
        assertEqual(layer, input, 1, styles, 3, true);
    }

    @Test
    void aStyleThatScalesAllInputsAlikeChangesNothingAfterDemodulation() {
        ModulatedConv2d layer = layer(3, true);
        float[] affine = new float[INPUTS * STYLE];
        try (Scope scope = Scope.withoutGradient()) {
            for (int i = 0; i < INPUTS; i++) {
                affine[i * STYLE] = 1;
            }
            layer.affineWeight().tensor().copy_(Torch.fromFloats(affine, INPUTS, STYLE));
            Tensor input = Torch.fromFloats(normals("input", INPUTS * SIDE * SIDE), 1, INPUTS, SIDE, SIDE);
            float[] once = Torch.toFloats(layer.forward(input, Torch.fromFloats(new float[] {0, 0, 0}, 1, STYLE)));
            float[] thrice = Torch.toFloats(layer.forward(input, Torch.fromFloats(new float[] {2, 0, 0}, 1, STYLE)));
            assertThat(thrice).containsExactly(once, within(1e-4f));
        }
    }

    private void assertEqual(
            ModulatedConv2d layer, float[] input, int inputCount, float[] styles, int kernel, boolean demodulated) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor output = layer.forward(
                    Torch.fromFloats(input, inputCount, INPUTS, SIDE, SIDE), Torch.fromFloats(styles, COUNT, STYLE));
            assertThat(output.sizes().vec().get()).containsExactly(COUNT, OUTPUTS, SIDE, SIDE);
            float[] got = Torch.toFloats(output);
            for (int n = 0; n < COUNT; n++) {
                double[] weight = weight(styles, n, kernel, demodulated);
                int from = inputCount == 1 ? 0 : n * INPUTS * SIDE * SIDE;
                for (int o = 0; o < OUTPUTS; o++) {
                    for (int y = 0; y < SIDE; y++) {
                        for (int x = 0; x < SIDE; x++) {
                            assertThat((double) got[((n * OUTPUTS + o) * SIDE + y) * SIDE + x])
                                    .isCloseTo(window(input, from, weight, o, y, x, kernel), within(1e-4));
                        }
                    }
                }
            }
        }
    }

    /** w'' of picture n, [O,I,K,K]. */
    private double[] weight(float[] styles, int n, int kernel, boolean demodulated) {
        float[] weight = Torch.toFloats(parameters.all().get(0).tensor());
        float[] affine = Torch.toFloats(parameters.all().get(1).tensor());
        int area = kernel * kernel;
        double[] own = new double[weight.length];
        for (int o = 0; o < OUTPUTS; o++) {
            double squares = 1e-8;
            for (int i = 0; i < INPUTS; i++) {
                double factor = 1;
                for (int s = 0; s < STYLE; s++) {
                    factor += affine[i * STYLE + s] * (double) styles[n * STYLE + s];
                }
                for (int k = 0; k < area; k++) {
                    int at = (o * INPUTS + i) * area + k;
                    own[at] = factor * weight[at];
                    squares += own[at] * own[at];
                }
            }
            for (int at = o * INPUTS * area; demodulated && at < (o + 1) * INPUTS * area; at++) {
                own[at] /= Math.sqrt(squares);
            }
        }
        return own;
    }

    private static double window(float[] input, int from, double[] weight, int o, int y, int x, int kernel) {
        int half = kernel / 2;
        double sum = 0;
        for (int i = 0; i < INPUTS; i++) {
            for (int dy = -half; dy <= half; dy++) {
                for (int dx = -half; dx <= half; dx++) {
                    boolean inside = y + dy >= 0 && y + dy < SIDE && x + dx >= 0 && x + dx < SIDE;
                    if (inside) {
                        sum += input[from + (i * SIDE + y + dy) * SIDE + x + dx]
                                * weight[((o * INPUTS + i) * kernel + dy + half) * kernel + dx + half];
                    }
                }
            }
        }
        return sum;
    }
}
