package atelier.experiment;

import atelier.model.GenerativeModel;
import atelier.model.ImageGenerator;
import atelier.model.ImageShape;
import atelier.model.InferenceModel;
import atelier.model.LatentSampler;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.model.part.GaussianMixture;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.Checkpoints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A finished run's model, read from RUN/model.
 *
 * @param name the model's name in the catalogue
 * @param generator the network with the sampler that was fitted to it
 * @param labelNames names of the classes; empty for unconditional models
 */
public record TrainedModel(String name, ImageGenerator generator, List<String> labelNames) implements AutoCloseable {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** Reads the model of a run. */
    public static TrainedModel load(RunFolder folder, Device device) {
        return load(folder, device, List.of());
    }

    /**
     * Reads the model of a run to make pictures in another way than was set when it was trained.
     *
     * @param overrides some of the model's {@link ModelType#samplingSettings}
     */
    public static TrainedModel load(RunFolder folder, Device device, List<SettingOverride> overrides) {
        Path file = folder.model().resolve("model.safetensors");
        if (!Files.isRegularFile(file)) {
            throw new AtelierException(
                    Exit.INPUT,
                    folder.path() + " has no trained model yet (its status is '"
                            + folder.read().path("status").asText() + "'). Finish it: './atelier resume "
                            + folder.path() + "'.");
        }
        ObjectNode config = RunFolder.read(folder.model().resolve("config.json"));
        try {
            JsonNode shapeNode = config.path("shape");
            ImageShape shape = new ImageShape(
                    shapeNode.path("size").asInt(),
                    shapeNode.path("channels").asInt(),
                    shapeNode.path("labels").asInt());
            SafeTensors.Content content = SafeTensors.read(file);
            ModelType<?> type = Models.named(config.path("model").asText());
            InferenceModel network =
                    InferenceModel.load(content.tensors(), build(type, config, shape, overrides), device);
            int size = network.model().latentSize();
            LatentSampler sampler = config.path("sampler").asText().equals("gmm")
                    ? GaussianMixture.load(content.tensors(), size)
                    : LatentSampler.normal(size);
            List<String> names = new ArrayList<>();
            config.path("labelNames").forEach(name -> names.add(name.asText()));
            double[] weights = new double[config.path("labelWeights").size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = config.path("labelWeights").get(i).asDouble();
            }
            return new TrainedModel(type.name(), new ImageGenerator(network, sampler, weights), names);
        } catch (IOException | IllegalArgumentException problem) {
            throw new AtelierException(
                    Exit.INPUT,
                    "the model in " + folder.model() + " cannot be read: " + problem.getMessage()
                            + ". Train again, or restore the folder from a copy.",
                    problem);
        }
    }

    /**
     * The network of a run that is still being trained, as its newest checkpoint has it: the moving average of the weights.
     * Latents come from the standard normal, since no sampler is fitted yet, and all classes are equally frequent.
     */
    public static TrainedModel ofNewestCheckpoint(RunFolder folder, Device device) {
        ObjectNode document = folder.read();
        RunPlan<?> plan = RunDocument.plan(document, folder);
        float[] average = new Checkpoints(folder.checkpoints(), 1, Disk.SYSTEM)
                .newest("average")
                .orElseThrow(() -> new AtelierException(
                        Exit.INPUT, folder.path() + " has no whole checkpoint yet. Wait for its first check."));
        Parameters layout = new Parameters();
        GenerativeModel unused = plan.build().apply(layout);
        try (ParameterStore store = ParameterStore.create(layout, 0, Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            if (average.length != store.length()) {
                throw new AtelierException(
                        Exit.CORRUPT,
                        "the newest checkpoint of " + folder.path() + " has " + average.length
                                + " weights, the network of its run.json " + store.length() + ".");
            }
            InferenceModel network = InferenceModel.load(
                    store.export(Torch.fromFloats(average, average.length), store.groups()), plan.build(), device);
            int labels = plan.shape().labels();
            double[] weights = new double[labels];
            Arrays.fill(weights, 1.0 / Math.max(1, labels));
            List<String> names = new ArrayList<>();
            if (labels > 0) {
                document.path("data").path("labelNames").forEach(name -> names.add(name.asText()));
            }
            LatentSampler normal = LatentSampler.normal(network.model().latentSize());
            return new TrainedModel(plan.type().name(), new ImageGenerator(network, normal, weights), names);
        }
    }

    private static <S extends Record> Function<Parameters, GenerativeModel> build(
            ModelType<S> type, ObjectNode config, ImageShape shape, List<SettingOverride> overrides)
            throws IOException {
        SettingsResolver resolver = new SettingsResolver(overrides);
        resolver.requireSampling(type);
        S settings = resolver.model(type, JSON.treeToValue(config.path("settings"), type.settingsType()));
        return parameters -> type.build(settings, shape, parameters);
    }

    @Override
    public void close() {
        generator.network().close();
    }
}
