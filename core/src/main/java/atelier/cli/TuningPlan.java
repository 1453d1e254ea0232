package atelier.cli;

import atelier.data.ImageDataset;
import atelier.experiment.Estimate;
import atelier.experiment.Protocol;
import atelier.experiment.tuning.Halving;
import atelier.experiment.tuning.SearchSpace;
import atelier.experiment.tuning.Tuning;
import atelier.model.ModelType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** {@code tune --dry-run}: rounds, ranges, the settings that the ranges are factors on, and what all trials would take. */
final class TuningPlan {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 1;

    private final Tuning.Request request;
    private final Protocol protocol;
    private final ImageDataset data;
    private final List<Halving.Round> rounds;

    TuningPlan(Tuning.Request request, Protocol protocol, ImageDataset data) {
        this.request = request;
        this.protocol = protocol;
        this.data = data;
        rounds = Tuning.rounds(request, protocol);
    }

    void print(boolean json, PrintWriter out) {
        ObjectNode document = document();
        if (json) {
            JsonText.print(document, out);
        } else {
            print(document, out);
        }
    }

    private ObjectNode document() {
        boolean timed = protocol.budget() != null;
        ObjectNode document = JSON.createObjectNode();
        document.set("data", JSON.valueToTree(data.provenance()));
        ArrayNode steps = document.putArray("rounds");
        for (Halving.Round round : rounds) {
            steps.addObject().put("trialsPerModel", round.trials()).put(timed ? "seconds" : "images", round.share());
        }
        ArrayNode ranges = document.putArray("ranges");
        double seconds = 0;
        long disk = 0;
        long memory = -1;
        for (ModelType<?> type : request.models()) {
            // The last round's runs are the longest, and the settings of one are what the best trial is compared with.
            double share = rounds.get(rounds.size() - 1).share();
            Estimate estimate = Estimate.of(Tuning.lasting(protocol, share).concerning(type), type, data, SEED);
            document.withArray("runs").add(DryRun.run(estimate));
            for (SearchSpace.Range range : SearchSpace.of(type, protocol.overrides())) {
                ranges.add(range(type, range));
            }
            for (Halving.Round round : rounds) {
                double each = timed ? round.share() : round.share() / estimate.imagesPerSecond();
                seconds += round.trials() * each;
                disk += round.trials() * estimate.diskBytes();
            }
            memory = Math.max(memory, estimate.memoryBytes());
        }
        document.put("trainingSeconds", seconds);
        document.put("memoryBytes", memory);
        document.put("diskBytes", disk);
        return document;
    }

    private static ObjectNode range(ModelType<?> type, SearchSpace.Range range) {
        ObjectNode node = JSON.createObjectNode().put("model", type.name());
        range.settings().forEach(setting -> node.withArray("settings").add(setting));
        if (range.values().isEmpty()) {
            return node.put("low", range.low()).put("high", range.high());
        }
        range.values().forEach(value -> node.withArray("values").add(value));
        return node;
    }

    private void print(ObjectNode document, PrintWriter out) {
        out.println(DryRun.about(data));
        out.println();
        TextTable steps = new TextTable();
        int number = 1;
        for (JsonNode round : document.path("rounds")) {
            steps.row(
                    "round " + number++,
                    round.path("trialsPerModel").asInt() + " trials per model",
                    round.has("seconds")
                            ? DurationText.of(Duration.ofSeconds(
                                            Math.round(round.path("seconds").asDouble())))
                                    + " each"
                            : Math.round(round.path("images").asDouble()) + " images each");
        }
        steps.print(out);
        for (ModelType<?> model : request.models()) {
            out.println();
            out.println(model.name() + ", drawn as times the default:");
            TextTable drawn = new TextTable();
            for (SearchSpace.Range range : SearchSpace.of(model, protocol.overrides())) {
                drawn.row(
                        "  " + String.join(", ", range.settings()),
                        range.values().isEmpty()
                                ? range.low() + " to " + range.high()
                                : "one of " + String.join(", ", range.values()));
            }
            drawn.print(out);
        }
        out.println();
        out.println("the defaults in the last round:");
        DryRun.printRuns(document, data, out);
        DryRun.printSums(document, out);
    }
}
