package atelier.evaluation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.nn.features.MobileNetV2;
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
    }

    private static void mobileNet(Golden golden, JsonNode entry, int size) {
        Path folder = Golden.features().resolve("mobilenetv2_nchw/weights");
        assumeTrue(Files.isDirectory(folder), "weights not found: " + folder);
        try (MobileNetV2 network = new MobileNetV2(folder, size)) {
            Tensor features = network.extract(signed(golden.input(entry, "cifar")));
            golden.check(entry, "features", PairwiseDistances.toArray(features));
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
