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
import atelier.provenance.CloseNames;
import atelier.provenance.Disk;
import atelier.provenance.Exit;
import atelier.provenance.ShellWord;
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
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A run's model at work: that of a finished run from RUN/model, or what a run has reached so far from its checkpoint.
 *
 * @param name the model's name in the catalogue
 * @param generator the network with the sampler that was fitted to it
 * @param labelNames names of the classes; empty for unconditional models
 */
public record TrainedModel(String name, ImageGenerator generator, List<String> labelNames) implements AutoCloseable {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final List<String> SAMPLERS = List.of("normal", "gmm");

    /** Reads the model of a run. */
    public static TrainedModel load(RunFolder folder, Device device) {
        return load(folder, device, List.of(), null);
    }

    /**
     * Reads the model of a run to make pictures in another way than was set when it was trained.
     *
     * @param overrides some of the model's {@link ModelType#samplingSettings}
     * @param sampler where latents are drawn from, {@code normal} or {@code gmm}; null for the mixture where one was
     *     fitted, else the standard normal
     * @throws AtelierException with {@link Exit#USAGE} where the model has no such setting or sampler
     */
    public static TrainedModel load(
            RunFolder folder, Device device, List<SettingOverride> overrides, @Nullable String sampler) {
        requireSampler(sampler);
        Path file = folder.model().resolve("model.safetensors");
        if (!Files.isRegularFile(file)) {
            throw new AtelierException(
                    Exit.INPUT,
                    folder.path() + " has no trained model yet (its status is '"
                            + folder.read().path("status").asText() + "'). Look at what it makes so far: ./atelier"
                            + " sample " + ShellWord.of(folder.path()) + " --checkpoint --out now.png; or finish it:"
                            + " ./atelier resume " + ShellWord.of(folder.path()));
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
            boolean mixture = requireFitted(type, config, sampler);
            InferenceModel network =
                    InferenceModel.load(content.tensors(), build(type, config, shape, overrides), device);
            int size = network.model().latentSize();
            LatentSampler latents =
                    mixture ? GaussianMixture.load(content.tensors(), size) : LatentSampler.normal(size);
            List<String> names = new ArrayList<>();
            config.path("labelNames").forEach(name -> names.add(name.asText()));
            double[] weights = new double[config.path("labelWeights").size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = config.path("labelWeights").get(i).asDouble();
            }
            return new TrainedModel(type.name(), new ImageGenerator(network, latents, weights), names);
        } catch (IOException | IllegalArgumentException problem) {
            throw new AtelierException(
                    Exit.INPUT,
                    "the model in " + folder.model() + " cannot be read: " + problem.getMessage()
                            + ". Train again, or restore the folder from a copy.",
                    problem);
        }
    }

    private static void requireSampler(@Nullable String sampler) {
        if (sampler != null && !SAMPLERS.contains(sampler)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "there is no sampler '" + sampler + "'; expected " + String.join(" or ", SAMPLERS) + "."
                            + CloseNames.question(sampler, SAMPLERS));
        }
    }

    /** Whether latents are to be drawn from the mixture that is stored with the model. */
    private static boolean requireFitted(ModelType<?> type, ObjectNode config, @Nullable String wanted) {
        boolean fitted = config.path("sampler").asText().equals("gmm");
        if (!fitted && "gmm".equals(wanted)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "this " + type.name() + " has no sampler 'gmm': its latents are of the standard normal, and no"
                            + " mixture was fitted to it. Leave --sampler out, or take a run of a model with an"
                            + " encoder, such as vae.");
        }
        return fitted && !"normal".equals(wanted);
    }

    /**
     * The model as it was at a run's newest whole checkpoint, also while the run goes on in another process: averaged
     * weights, latents from the standard normal since no sampler is fitted before the end, classes equally often.
     *
     * @throws AtelierException with {@link Exit#INPUT} where the run has no whole checkpoint
     */
    public static TrainedModel atCheckpoint(RunFolder folder, Device device) {
        ObjectNode document = folder.read();
        float[] average = new Checkpoints(folder.checkpoints(), 1, Disk.SYSTEM)
                .newest("average")
                .orElseThrow(() -> new AtelierException(
                        Exit.INPUT,
                        folder.path() + " has no whole checkpoint yet (its status is '"
                                + document.path("status").asText() + "', images seen: "
                                + document.path("imagesSeen").asLong()
                                + "). Wait for the first one, or train it: ./atelier resume "
                                + ShellWord.of(folder.path())));
        RunPlan<?> plan = RunDocument.plan(document, folder);
        InferenceModel network = InferenceModel.load(weights(plan, average, folder), plan.build(), device);
        double[] classes = new double[plan.shape().labels()];
        Arrays.fill(classes, classes.length == 0 ? 0 : 1.0 / classes.length);
        List<String> names = new ArrayList<>();
        if (classes.length > 0) {
            document.path("data").path("labelNames").forEach(name -> names.add(name.asText()));
        }
        LatentSampler sampler = LatentSampler.normal(network.model().latentSize());
        return new TrainedModel(plan.type().name(), new ImageGenerator(network, sampler, classes), names);
    }

    /** By name, what a checkpoint holds as one flat tensor. */
    private static Map<String, SafeTensors.Entry> weights(RunPlan<?> plan, float[] flat, RunFolder folder) {
        Parameters parameters = new Parameters();
        GenerativeModel unused = plan.build().apply(parameters);
        try (ParameterStore store = ParameterStore.create(parameters, 0, Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            float[] values = store.inLayout(flat);
            Tensor source = Torch.fromFloats(values, values.length);
            return store.export(source, store.groups());
        } catch (IllegalArgumentException otherLength) {
            throw new AtelierException(
                    Exit.CORRUPT,
                    "the checkpoint in " + folder.checkpoints() + " holds " + otherLength.getMessage()
                            + " by the settings in run.json.",
                    otherLength);
        } finally {
            parameters.close();
        }
    }

    private static <S extends Record> Function<Parameters, GenerativeModel> build(
            ModelType<S> type, ObjectNode config, ImageShape shape, List<SettingOverride> overrides)
            throws IOException {
        SettingsResolver resolver = new SettingsResolver(overrides);
        resolver.requireSampling(type);
        S settings = resolver.model(type, JSON.treeToValue(config.path("settings"), type.settingsType()), shape);
        return parameters -> type.build(settings, shape, parameters);
    }

    @Override
    public void close() {
        generator.network().close();
    }
}
