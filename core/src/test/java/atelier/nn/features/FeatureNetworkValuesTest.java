package atelier.nn.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Feature networks with weights from a formula against values that reference implementations gave, for a checkout
 * without the folder of golden vectors: torch-fidelity (Inception), the original DINOv2 and LPIPS.
 */
class FeatureNetworkValuesTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    @Test
    void inceptionInTheConventionOfTheFid() {
        try (Scope scope = Scope.withoutGradient();
                InceptionV3 network = new InceptionV3(new FormulaWeights("fid-inception-v3/", 6, Map.of()))) {
            double[] features = FeatureNetworkGoldenTest.doubles(network.extract(picture("inception2", 32)));
            double[] want = {0.09463109, 0.11529787, 0.01784727, 0.0};
            for (int i = 0; i < want.length; i++) {
                assertThat(features[i]).isCloseTo(want[i], within(1e-5));
            }
            assertThat(Math.sqrt(Arrays.stream(features).map(f -> f * f).sum()))
                    .isCloseTo(6.422519097249148, within(1e-5 * 6));
        }
    }

    @Test
    void dinoV2() {
        Map<String, long[]> known = Map.of(
                "cls_token", new long[] {1, 1, 96},
                "pos_embed", new long[] {1, 257, 96},
                "blocks.0.norm1.weight", new long[] {96},
                "blocks.1.norm1.weight", new long[] {96});
        try (Scope scope = Scope.withoutGradient();
                DinoV2 network = new DinoV2(new FormulaWeights("dinov2-tiny_grid16/", 3, known), 3)) {
            double[] features = FeatureNetworkGoldenTest.doubles(network.extract(picture("dino0", 224)));
            double[] want = {0.52409406, 1.09069823, 1.42880894, -0.45035022};
            for (int i = 0; i < want.length; i++) {
                assertThat(features[i]).isCloseTo(want[i], within(1e-4));
            }
            assertThat(Math.sqrt(Arrays.stream(features).map(f -> f * f).sum()))
                    .isCloseTo(9.753910141767706, within(1e-4 * 10));
        }
    }

    @Test
    void perceptualDistances() {
        distance(PerceptualNetwork.VGG, "vgg16-lpips/", 1.062020284391666);
        distance(PerceptualNetwork.SQUEEZE, "squeezenet-lpips/", 0.9733193171957305);
    }

    private static void distance(PerceptualNetwork network, String prefix, double want) {
        NamedWeights weights = new FormulaWeights(prefix, 6, Map.of());
        try (Scope scope = Scope.withoutGradient();
                PerceptualDistance distance = new PerceptualDistance(network, weights, weights)) {
            double got = Torch.toDouble(distance.distance(picture("lpips_a0", 64), picture("lpips_b0", 64)));
            assertThat(got).isCloseTo(want, within(5e-5 * want));
        }
    }

    @Test
    void mapsOfAlexNetHaveTheSizesOfThePaperInOneColumn() {
        try (Scope scope = Scope.withoutGradient();
                AlexNet network = new AlexNet(new FormulaWeights("alexnet/", 6, Map.of()))) {
            List<Tensor> taps = network.taps(picture("lpips_a0", 64));
            long[][] sizes = {{64, 15}, {192, 7}, {384, 3}, {256, 3}, {256, 3}};
            assertThat(taps).hasSameSizeAs(sizes);
            for (int i = 0; i < sizes.length; i++) {
                assertThat(taps.get(i).shape()).containsExactly(1, sizes[i][0], sizes[i][1], sizes[i][1]);
            }
            assertThat(PerceptualNetwork.ALEX.channels()).containsExactly(64, 192, 384, 256, 256);
        }
    }

    @Test
    void resizersAgreeWithHandComputation() {
        try (Scope scope = Scope.withoutGradient()) {
            // Levels 0 and 200, side by side.
            Tensor pair = Torch.fromFloats(new float[] {-1, 200 / 127.5f - 1}, 1, 1, 1, 2);
            Tensor tall = pair.expand(1, 1, 2, 2);
            assertThat(row(PictureResize.TF1_BILINEAR, tall)).containsExactly(0, 100, 200, 200);
            assertThat(row(PictureResize.BILINEAR, tall)).containsExactly(new float[] {0, 50, 150, 200}, within(1e-3f));
            // Keys' kernel with a = -0.5 at 0.25, 0.75 and 1.25: 0.8672, 0.2266 and -0.0703.
            float[] bicubic = row(PictureResize.BICUBIC, tall);
            float outer = 200 * (-0.0703125f) / (0.8671875f - 0.0703125f);
            float inner = 200 * 0.2265625f / (0.2265625f + 0.8671875f);
            assertThat(bicubic)
                    .containsExactly(
                            new float[] {Math.max(0, outer), inner, 200 - inner, Math.min(255, 200 - outer)},
                            within(1e-3f));
            float[] rounded = row(PictureResize.BICUBIC_8BIT, tall);
            for (int i = 0; i < 4; i++) {
                assertThat(rounded[i]).isEqualTo(Math.round(bicubic[i]));
            }
        }
    }

    /** The first row of the first channel at 4 x 4. */
    private static float[] row(PictureResize resize, Tensor images) {
        Tensor levels = resize.levels(images, 4);
        assertThat(levels.shape()).containsExactly(1, 3, 4, 4);
        return Torch.toFloats(levels.narrow(1, 0, 1).narrow(2, 0, 1));
    }

    private static Tensor picture(String name, int side) {
        return FeatureNetworkGoldenTest.picture(name, side, side);
    }
}
