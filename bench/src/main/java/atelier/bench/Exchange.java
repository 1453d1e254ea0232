package atelier.bench;

import atelier.data.ImageSet;
import atelier.model.ImageShape;
import atelier.model.part.StagePlan;
import atelier.torch.Npy;
import atelier.torch.SafeTensors;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder through which both sides have the same weights, pictures and random numbers: {@code .npy} arrays and
 * {@code settings.json}, which is written last and so says that the folder is complete.
 */
final class Exchange {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String SETTINGS = "settings.json";

    private Exchange() {}

    static ObjectNode settings(Path exchange) throws IOException {
        return (ObjectNode) JSON.readTree(exchange.resolve(SETTINGS).toFile());
    }

    static void writeSettings(Path exchange, ObjectNode settings) throws IOException {
        Path file = exchange.resolve(SETTINGS);
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(settings) + "\n");
    }

    /** Describes the stages of a convolutional network. */
    static void putPlan(ObjectNode settings, StagePlan plan, ImageShape shape) {
        ObjectNode node = settings.putObject("plan");
        node.put("fold", plan.fold());
        node.set("sides", JSON.valueToTree(plan.sides()));
        node.set("channels", JSON.valueToTree(plan.channels()));
        node.put("pictureChannels", plan.foldedChannels(shape));
    }

    /** Every weight in a file of its own, {@code weights/NAME.npy}. */
    static void writeWeights(Path exchange, Map<String, SafeTensors.Entry> weights) throws IOException {
        Path folder = Files.createDirectories(exchange.resolve("weights"));
        weights.forEach((name, entry) -> Npy.write(folder.resolve(name + ".npy"), entry.values(), entry.shape()));
    }

    /** The pictures of a set as [N,H,W,C] uint8 in {@code pixels.npy}. */
    static void writePixels(Path exchange, ImageSet images) {
        int imageBytes = images.images().imageBytes();
        byte[] pixels = new byte[Math.multiplyExact(images.count(), imageBytes)];
        for (int i = 0; i < images.count(); i++) {
            images.copyImage(i, pixels, i * imageBytes);
        }
        Npy.write(
                exchange.resolve("pixels.npy"),
                pixels,
                images.count(),
                images.size(),
                images.size(),
                images.channels());
    }
}
