package atelier.experiment.tuning;

import atelier.experiment.RunFolder;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DurableFile;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what was found as settings files: one for all models, which compare takes, and one for each, for train. */
final class BestSettings {
    private static final String TRAINING = "training.";

    private final Path out;
    private final String data;
    private final String metric;

    BestSettings(Path out, String data, String metric) {
        this.out = out;
        this.data = data;
        this.metric = metric;
    }

    /**
     * Writes {@code best.yaml} and {@code best-MODEL.yaml}.
     *
     * @param models the entries of tuning.json's {@code models}
     */
    void write(String command, JsonNode models) {
        List<String> all = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonNode model : models) {
            String name = model.path("name").asText();
            if (!model.path("best").isObject()) {
                continue;
            }
            List<String> own = lines(name, model.path("best"));
            write(name, List.of(name), command, own);
            all.addAll(own);
            names.add(name);
        }
        if (!names.isEmpty()) {
            write(null, names, command, all);
        }
    }

    private void write(@Nullable String only, List<String> names, String command, List<String> body) {
        Path file = out.resolve(only == null ? "best.yaml" : "best-" + only + ".yaml");
        String use = only == null
                ? "./atelier compare " + data + " --models " + String.join(",", names) + " --config " + file
                : "./atelier train " + only + " " + data + " --config " + file;
        List<String> lines = new ArrayList<>();
        lines.add("# Found by: " + command);
        lines.add("# To use it: " + use);
        lines.addAll(body);
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            DurableFile.write(Disk.SYSTEM, file, stream -> stream.write(text));
        } catch (IOException problem) {
            throw new AtelierException(Exit.DISK, file + " cannot be written: " + problem + ".", problem);
        }
    }

    private List<String> lines(String name, JsonNode best) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "# %s: %s %.4g after %,d images, trial %d; the defaults came to %s in the first round, it to %.4g",
                name,
                metric,
                best.path("score").asDouble(),
                best.path("images").asLong(),
                best.path("trial").asInt(),
                best.path("defaultsFirst").isNumber()
                        ? String.format(
                                Locale.ROOT, "%.4g", best.path("defaultsFirst").asDouble())
                        : "nothing",
                best.path("first").asDouble()));
        lines.add(name + ":");
        JsonNode settings = best.path("settings");
        List<String> training = new ArrayList<>();
        settings.properties().forEach(entry -> {
            String key = entry.getKey().substring(name.length() + 1);
            if (key.startsWith(TRAINING)) {
                training.add("    " + key.substring(TRAINING.length()) + ": "
                        + entry.getValue().asText());
            } else {
                lines.add("  " + key + ": " + entry.getValue().asText());
            }
        });
        if (!training.isEmpty()) {
            lines.add("  training:");
            lines.addAll(training);
        }
        return lines;
    }

    /** What a run resolved for the settings that were searched, by {@code MODEL.NAME}. */
    static ObjectNode resolved(RunFolder folder, String model, List<SearchSpace.Range> ranges) {
        JsonNode stored = folder.read().path("settings");
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (SearchSpace.Range range : ranges) {
            JsonNode value = range.setting().startsWith(TRAINING)
                    ? stored.path("training").path(range.setting().substring(TRAINING.length()))
                    : stored.path("model").path(range.setting());
            node.set(model + "." + range.setting(), value);
        }
        return node;
    }
}
