package atelier.experiment;

import atelier.data.DataOptions;
import atelier.data.DataProvenance;
import atelier.data.Fit;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import atelier.torch.Device;
import atelier.training.Trainer;
import atelier.training.TrainingSettings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** run.json: resolved settings, provenance and how far the run is, written and read. Unknown fields are ignored. */
final class RunDocument {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private RunDocument() {}

    /** A new run's document. */
    static ObjectNode of(RunPlan<?> plan, Protocol protocol, DataProvenance data) {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", 1);
        node.put("model", plan.type().name());
        ObjectNode settings = node.putObject("settings");
        settings.set("training", settings(plan));
        settings.set("model", JSON.valueToTree(plan.modelSettings()));
        node.set("shape", shape(plan.shape()));
        ObjectNode dataNode = JSON.valueToTree(data);
        dataNode.put("given", protocol.data());
        ObjectNode options = dataNode.putObject("read");
        Integer size = protocol.dataOptions().size();
        options.put("size", size == null ? plan.shape().size() : size);
        options.put("fit", protocol.dataOptions().fit().name());
        options.put("backgroundRgb", protocol.dataOptions().backgroundRgb());
        node.set("data", dataNode);
        node.put("seed", plan.training().seed());
        node.put("status", "running");
        node.putNull("failure");
        node.put("imagesSeen", 0);
        node.put("trainingSeconds", 0.0);
        node.put("cpuSeconds", 0.0);
        node.put("waitingForDataSeconds", 0.0);
        if (protocol.budget() != null) {
            node.put("budgetSeconds", protocol.budget().toMillis() / 1000.0);
        }
        node.put("device", plan.device().label());
        node.put("command", protocol.command());
        node.put("created", Instant.now().toString());
        node.put("codeVersion", Host.codeVersion());
        node.set("host", Host.describe());
        return node;
    }

    /** How many parameters the network has: in all, by group, and of those that generating pictures needs. */
    static void putParameters(ObjectNode document, Trainer trainer) {
        ObjectNode node = document.putObject("parameters");
        node.put("total", trainer.store().length());
        long generator = 0;
        for (String group : trainer.store().groups()) {
            long length = trainer.store().group(group).length();
            node.put(group, length);
            generator += trainer.generatorGroups().contains(group) ? length : 0;
        }
        node.put("generator", generator);
    }

    /** How far the run is, and what it has taken so far. */
    static void putState(ObjectNode document, Trainer trainer, Clock clock, String status) {
        document.put("status", status);
        document.putNull("failure");
        document.put("imagesSeen", trainer.control().images());
        document.put("rollbacks", trainer.control().rollbacks());
        document.put("trainingSeconds", clock.seconds());
        document.put("cpuSeconds", clock.cpuSeconds());
        document.put("waitingForDataSeconds", clock.dataSeconds());
        long peak = Host.peakMemoryBytes();
        if (peak >= 0) {
            document.put(
                    "peakMemoryBytes",
                    Math.max(peak, document.path("peakMemoryBytes").asLong()));
        }
    }

    /** The training settings as they are stored. */
    static ObjectNode settings(RunPlan<?> plan) {
        return JSON.valueToTree(plan.training());
    }

    private static ObjectNode shape(ImageShape shape) {
        return JSON.createObjectNode()
                .put("size", shape.size())
                .put("channels", shape.channels())
                .put("labels", shape.labels());
    }

    /** The plan that a document records. */
    static RunPlan<?> plan(ObjectNode node, RunFolder folder) {
        return plan(Models.named(node.path("model").asText()), node, folder);
    }

    private static <S extends Record> RunPlan<S> plan(ModelType<S> type, ObjectNode node, RunFolder folder) {
        try {
            JsonNode shape = node.path("shape");
            JsonNode settings = node.path("settings");
            return new RunPlan<>(
                    type,
                    JSON.treeToValue(settings.path("model"), type.settingsType()),
                    new ImageShape(
                            shape.path("size").asInt(),
                            shape.path("channels").asInt(),
                            shape.path("labels").asInt()),
                    JSON.treeToValue(settings.path("training"), TrainingSettings.class),
                    Device.named(node.path("device").asText("cpu")));
        } catch (JsonProcessingException | IllegalArgumentException problem) {
            throw new AtelierException(
                    Exit.INPUT,
                    folder.runFile() + " does not hold a run's settings: " + problem.getMessage()
                            + ". Restore the file or train again.",
                    problem);
        }
    }

    /** How the run read its data. */
    static DataOptions dataOptions(ObjectNode node, DataOptions defaults) {
        JsonNode read = node.path("data").path("read");
        return defaults.withSize(read.path("size").asInt())
                .withFit(Fit.valueOf(read.path("fit").asText(Fit.CROP.name())))
                .withBackground(read.path("backgroundRgb").asInt(DataOptions.DEFAULT_BACKGROUND));
    }
}
