package atelier.nn.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import atelier.evaluation.FormulaFiller;
import atelier.evaluation.Golden;
import atelier.torch.Npy;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Feature networks and resizers against the golden vectors, one check per entry. */
class FeatureNetworkGoldenTest {
    private interface Check {
        void run(Golden golden, JsonNode entry);
    }

    private static final Map<String, Check> CHECKS = new LinkedHashMap<>();

    static {
        CHECKS.put("resize.", ResizeChecks::check);
        CHECKS.put("inception_v3_fid.", FeatureNetworkGoldenTest::inception);
        CHECKS.put("dinov2.", FeatureNetworkGoldenTest::dino);
        CHECKS.put("lpips_formula.", FeatureNetworkGoldenTest::formulaDistance);
        CHECKS.put("lpips_squeeze.", FeatureNetworkGoldenTest::distance);
        CHECKS.put("squeezenet11.", FeatureNetworkGoldenTest::squeezeNet);
        CHECKS.put("mobilenetv2.", FeatureNetworkGoldenTest::mobileNet);
    }

    @TestFactory
    Stream<DynamicTest> everyEntryAgreesWithinItsTolerance() {
        Golden golden = Golden.find().orElse(null);
        if (golden == null) {
            return Stream.of(dynamicTest(
                    "no golden vectors", () -> abort("give their folder with -Datelier.golden=DIR to run this test")));
        }
        Torch.load();
        return golden.entries().stream()
                .filter(entry ->
                        CHECKS.keySet().stream().anyMatch(entry.get("id").asText()::startsWith))
                .map(entry -> dynamicTest(entry.get("id").asText(), () -> check(golden, entry)));
    }

    private static void check(Golden golden, JsonNode entry) {
        String id = entry.get("id").asText();
        try (Scope scope = Scope.withoutGradient()) {
            for (Map.Entry<String, Check> check : CHECKS.entrySet()) {
                if (id.startsWith(check.getKey())) {
                    check.getValue().run(golden, entry);
                }
            }
        }
    }

    private static void inception(Golden golden, JsonNode entry) {
        try (InceptionV3 network = new InceptionV3(weights(entry, Map.of()))) {
            Tensor image = picture(entry.get("inputs"), "formula_image");
            InceptionV3.Features features = network.maps(InceptionV3.prepared(image));
            golden.check(entry, "full_vectors.64", doubles(features.first64()));
            golden.check(entry, "full_vectors.192", doubles(features.second192()));
            golden.check(entry, "full_vectors.768", doubles(features.third768()));
            golden.check(entry, "full_vectors.2048", doubles(features.pooled()));
            golden.check(entry, "full_vectors.2048", doubles(network.extract(image)));
            golden.check(entry, "full_vectors.logits_unbiased", doubles(network.logits(features.pooled())));
            golden.check(entry, "full_vectors.logits", doubles(network.biasedLogits(features.pooled())));
        }
    }

    private static void dino(Golden golden, JsonNode entry) {
        Map<String, long[]> known = new HashMap<>();
        JsonNode params = entry.get("params");
        int width = params.get("embed_dim").asInt();
        known.put("cls_token", new long[] {1, 1, width});
        known.put("pos_embed", new long[] {1, params.get("pos_embed_rows").asLong(), width});
        for (int i = 0; i < params.get("depth").asInt(); i++) {
            known.put("blocks." + i + ".norm1.weight", new long[] {width});
        }
        NamedWeights weights = weights(entry, known);
        Tensor image = picture(entry.get("inputs"), "formula_image");
        try (DinoV2 network = new DinoV2(weights, params.get("heads").asInt())) {
            Tensor tokens = network.embedded(network.prepared(image));
            tokens(golden, entry, "tokens_after_embedding", tokens);
            tokens(golden, entry, "after_block0", network.afterBlock(0, tokens));
            golden.check(entry, "cls", doubles(network.extract(image)));
            if (entry.get("expected").has("cls_hf")) {
                // The other library's grid of positions in the place of the original's.
                Tensor others = tokens.sub(PositionGrid.resampled(weights, "", width, 16, PositionGrid.ORIGINAL_OFFSET))
                        .add(PositionGrid.resampled(weights, "", width, 16, 0));
                golden.check(entry, "cls_hf", doubles(network.classTokens(others)));
            }
        }
    }

    private static void tokens(Golden golden, JsonNode entry, String key, Tensor tokens) {
        double tolerance = entry.get("tolerance").get("abs_tokens").asDouble();
        JsonNode expected = entry.get("expected").get(key);
        assertThat(expected.size()).isPositive();
        expected.fieldNames().forEachRemaining(name -> {
            int row = name.startsWith("cls") ? 0 : 1 + Integer.parseInt(name.replaceAll("patch(\\d+)_.*", "$1"));
            double[] got = doubles(tokens.select(1, row));
            for (int i = 0; i < expected.get(name).size(); i++) {
                double want = expected.get(name).get(i).asDouble();
                assertThat(Math.abs(got[i] - want))
                        .as("%s.%s[%d]: got %s, want %s", key, name, i, got[i], want)
                        .isLessThanOrEqualTo(tolerance);
            }
        });
    }

    private static void formulaDistance(Golden golden, JsonNode entry) {
        PerceptualNetwork network =
                entry.get("id").asText().contains(".vgg.") ? PerceptualNetwork.VGG : PerceptualNetwork.SQUEEZE;
        NamedWeights weights = weights(entry, Map.of());
        try (PerceptualDistance distance = new PerceptualDistance(network, weights, weights)) {
            JsonNode inputs = entry.get("inputs");
            Tensor first = picture(inputs, "formula_image_a");
            Tensor second = picture(inputs, "formula_image_b");
            if (inputs.path("mix").asBoolean()) {
                second = mixed(first, second, 4);
            }
            check(golden, entry, distance, first, second);
        }
    }

    private static void distance(Golden golden, JsonNode entry) {
        FeatureNetworks.Options options = new FeatureNetworks.Options(Golden.features(), null);
        PerceptualDistance found = PerceptualDistance.find(options);
        assumeTrue(found != null, "no weights of SqueezeNet and of LPIPS under " + Golden.features());
        String[] parts = entry.get("id").asText().replaceFirst("^.*\\.", "").split("_");
        boolean large = parts[parts.length - 1].equals("64");
        Tensor pictures = signed(golden.input(entry, large ? "images64" : "cifar"));
        int first = parts[0].equals("identical") ? 0 : Integer.parseInt(parts[0].substring(5));
        Tensor left = pictures.narrow(0, first, 1);
        Tensor right =
                switch (parts[1].replaceAll("\\d", "")) {
                    case "cifar" -> pictures.narrow(0, Integer.parseInt(parts[1].substring(5)), 1);
                    case "noisy" -> mixed(left, picture("lpips_noise", 32, 32), 8);
                    default -> left;
                };
        try (PerceptualDistance distance = found) {
            check(golden, entry, distance, left, right);
        }
    }

    private static void check(Golden golden, JsonNode entry, PerceptualDistance distance, Tensor first, Tensor second) {
        golden.check(entry, "value", doubles(distance.distance(first, second)));
        List<Tensor> parts = distance.perMap(first, second);
        golden.check(entry, "per_tap", doubles(torch.cat(Torch.list(parts), 0)));
    }

    private static void squeezeNet(Golden golden, JsonNode entry) {
        Path folder = folder("squeezenet1.1_nchw/weights");
        try (SqueezeNet network = new SqueezeNet(folder, 224)) {
            Tensor prepared = bicubic(golden, entry);
            Tensor logits = network.logits(prepared);
            golden.check(entry, "logits", doubles(logits));
            golden.check(entry, "pooled512", doubles(network.pooled(prepared)));
            golden.check(entry, "argmax", doubles(logits.argmax(new org.bytedeco.pytorch.LongOptional(1), false)));
        }
    }

    private static void mobileNet(Golden golden, JsonNode entry) {
        String id = entry.get("id").asText();
        Path folder = folder("mobilenetv2_nchw/weights");
        try (MobileNetV2 network = new MobileNetV2(folder, id.endsWith("native32") ? 32 : 224)) {
            Tensor features = id.endsWith("bicubic")
                    ? network.pooled(bicubic(golden, entry))
                    : network.extract(signed(golden.input(entry, "cifar")));
            golden.check(entry, "features", doubles(features));
        }
    }

    /** The entry's pictures at 224 pixels, resized in float and normalised. */
    private static Tensor bicubic(Golden golden, JsonNode entry) {
        JsonNode inputs = entry.get("inputs");
        Tensor images = inputs.has("cifar") ? signed(golden.input(entry, "cifar")) : picture(inputs, "formula_image");
        return Normalization.imageNet().apply(PictureResize.BICUBIC.levels(images, 224));
    }

    private static Path folder(String name) {
        Path folder = Golden.features().resolve(name);
        assumeTrue(
                Files.isDirectory(folder),
                "weights not found: " + folder + "; name their folder with" + " -Datelier.features=DIR");
        return folder;
    }

    private static NamedWeights weights(JsonNode entry, Map<String, long[]> known) {
        JsonNode params = entry.get("params");
        return new FormulaWeights(
                params.get("prefix").asText(), params.get("gain").asDouble(), known);
    }

    private static Tensor picture(JsonNode inputs, String name) {
        return picture(
                inputs.get(name).asText(),
                inputs.get("height").asInt(),
                inputs.get("width").asInt());
    }

    /** [1,3,H,W] float32 in [-1,1]. */
    static Tensor picture(String name, int height, int width) {
        int[] pixels = FormulaFiller.image(name, height, width);
        float[] values = new float[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i] / 127.5f - 1;
        }
        return Torch.fromFloats(values, 1, 3, height, width);
    }

    /** ((parts - 1) a + b)/parts on 8-bit values, rounded down. */
    private static Tensor mixed(Tensor first, Tensor second, int parts) {
        Tensor sum = levels(first).mul(Torch.scalar(parts - 1)).add(levels(second));
        return sum.div(Torch.scalar(parts)).floor().div(Torch.scalar(127.5)).sub(Torch.scalar(1));
    }

    private static Tensor levels(Tensor signed) {
        return signed.add(Torch.scalar(1)).mul(Torch.scalar(127.5)).round();
    }

    /** [N,3,H,W] float32 in [-1,1] of uint8. */
    static Tensor signed(Npy array) {
        double[] values = array.doubles();
        float[] signed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            signed[i] = (float) (values[i] / 127.5 - 1);
        }
        return Torch.fromFloats(signed, array.shape());
    }

    static double[] doubles(Tensor tensor) {
        float[] floats = Torch.toFloats(tensor);
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }
}
