package atelier.evaluation;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.nn.features.MobileNetV2;
import atelier.nn.features.PerceptualDistance;
import atelier.torch.Npy;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;

/** How each golden entry of a feature network is computed. */
final class FeatureNetworkChecks {
    private FeatureNetworkChecks() {}

    static void register(BiConsumer<String, BiConsumer<Golden, JsonNode>> register) {
        register.accept("mobilenetv2.features.bilinear", (golden, entry) -> mobileNet(golden, entry, 224));
        register.accept("mobilenetv2.features.native32", (golden, entry) -> mobileNet(golden, entry, 32));
        register.accept("lpips_squeeze.", FeatureNetworkChecks::perceptual);
    }

    private static void mobileNet(Golden golden, JsonNode entry, int size) {
        Path folder = Golden.features().resolve("mobilenetv2_nchw/weights");
        assumeTrue(Files.isDirectory(folder), "weights not found: " + folder);
        try (MobileNetV2 network = new MobileNetV2(folder, size)) {
            Tensor features = network.extract(signed(golden.input(entry, "cifar")));
            golden.check(entry, "features", PairwiseDistances.toArray(features));
        }
    }

    private static void perceptual(Golden golden, JsonNode entry) {
        Path weights = Golden.features();
        assumeTrue(Files.isDirectory(weights.resolve("squeezenet1.1_nchw")), "weights not found under " + weights);
        assumeTrue(Files.isDirectory(weights.resolve("lpips-heads")), "heads not found under " + weights);
        String id = entry.path("id").asText();
        assumeFalse(id.contains("noisy"), "the noise of this entry is drawn by a formula that is not implemented");
        String[] parts = id.substring(id.indexOf('.') + 1).split("_");
        boolean large = parts[parts.length - 1].equals("64");
        Tensor pictures = signed(golden.input(entry, large ? "images64" : "cifar"));
        long first = large || parts[0].equals("identical") ? 0 : Long.parseLong(parts[0].substring(5));
        long second = parts[0].equals("identical") ? first : large ? 1 : Long.parseLong(parts[1].substring(5));
        try (PerceptualDistance distance = new PerceptualDistance(weights)) {
            Tensor value = distance.distance(pictures.narrow(0, first, 1), pictures.narrow(0, second, 1));
            golden.check(entry, "value", PairwiseDistances.toArray(value));
        }
    }

    /** [N,3,H,W] float32 in [-1,1] of uint8. */
    static Tensor signed(Npy array) {
        double[] values = array.doubles();
        float[] signed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            signed[i] = (float) (values[i] / 127.5 - 1);
        }
        return Tensor.create(signed, array.shape());
    }
}
