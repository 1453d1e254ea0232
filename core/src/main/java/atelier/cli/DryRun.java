package atelier.cli;

import atelier.data.ImageDataset;
import atelier.experiment.Estimate;
import atelier.experiment.Protocol;
import atelier.experiment.RunPlan;
import atelier.model.ModelType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code --dry-run}: the settings that would be used, and what the work would take. */
final class DryRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 1;

    private final Protocol protocol;
    private final ImageDataset data;

    DryRun(Protocol protocol, ImageDataset data) {
        this.protocol = protocol;
        this.data = data;
    }

    /** Prints what {@code seeds} runs of each model would be. */
    void print(List<ModelType<?>> types, int seeds, boolean json, PrintWriter out) {
        ObjectNode document = JSON.createObjectNode();
        document.set("data", JSON.valueToTree(data.provenance()));
        document.put("runsPerModel", seeds);
        double seconds = 0;
        long disk = 0;
        long memory = -1;
        for (ModelType<?> type : types) {
            Estimate estimate = Estimate.of(protocol, type, data, SEED);
            seconds += seeds * estimate.trainingSeconds();
            disk += seeds * estimate.diskBytes();
            memory = Math.max(memory, estimate.memoryBytes());
            document.withArray("runs").add(run(estimate));
        }
        document.put("trainingSeconds", seconds);
        document.put("memoryBytes", memory);
        document.put("diskBytes", disk);
        if (json) {
            JsonText.print(document, out);
        } else {
            print(document, out);
        }
    }

    /** What one run would be, and its settings. */
    static ObjectNode run(Estimate estimate) {
        RunPlan<?> plan = estimate.plan();
        ObjectNode run = JSON.createObjectNode();
        run.put("model", plan.type().name());
        run.put("parameters", estimate.parameters());
        run.put("imagesPerSecond", estimate.imagesPerSecond());
        run.put("trainingSeconds", estimate.trainingSeconds());
        ObjectNode settings = run.putObject("settings");
        settings.set("training", JSON.valueToTree(plan.training()));
        settings.set("model", JSON.valueToTree(plan.modelSettings()));
        return run;
    }

    private void print(ObjectNode document, PrintWriter out) {
        out.println(about(data));
        printRuns(document, data, out);
        printSums(document, out);
    }

    /** The pictures in a line. */
    static String about(ImageDataset data) {
        return "data: " + data.name() + ", " + data.train().count() + " training, "
                + data.validation().count() + " validation, " + data.test().count() + " test pictures, " + data.size()
                + "x" + data.size() + "x" + data.channels();
    }

    /** Every run's size, speed and settings. */
    static void printRuns(ObjectNode document, ImageDataset data, PrintWriter out) {
        for (JsonNode run : document.path("runs")) {
            out.println();
            long images =
                    run.path("settings").path("training").path("totalImages").asLong();
            double passes = images / (double) data.train().count();
            out.printf(
                    Locale.ROOT,
                    "%s: %,d parameters, %.0f images/s, training %s%s%n",
                    run.path("model").asText(),
                    run.path("parameters").asLong(),
                    run.path("imagesPerSecond").asDouble(),
                    time(run.path("trainingSeconds").asDouble()),
                    passes < 1 ? ", which is less than one pass through the pictures" : "");
            TextTable table = new TextTable();
            for (Map.Entry<String, JsonNode> group : run.path("settings").properties()) {
                for (Map.Entry<String, JsonNode> setting : group.getValue().properties()) {
                    table.row(
                            "  " + group.getKey() + "." + setting.getKey(),
                            setting.getValue().asText());
                }
            }
            table.print(out);
        }
    }

    /** Time, memory and disk of all runs together. */
    static void printSums(ObjectNode document, PrintWriter out) {
        out.println();
        long memory = document.path("memoryBytes").asLong();
        out.println("in all: training " + time(document.path("trainingSeconds").asDouble()) + ", memory "
                + (memory < 0 ? "unknown" : SizeText.of(memory)) + ", disk "
                + SizeText.of(document.path("diskBytes").asLong()) + " and some pictures");
    }

    private static String time(double seconds) {
        return DurationText.of(Duration.ofSeconds(Math.max(1, Math.round(seconds))));
    }
}
