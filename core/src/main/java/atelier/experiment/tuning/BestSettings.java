package atelier.experiment.tuning;

import atelier.data.DataOptions;
import atelier.data.Fit;
import atelier.experiment.Protocol;
import atelier.experiment.RunFolder;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DurableFile;
import atelier.provenance.Exit;
import atelier.provenance.ShellWord;
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
    private final Protocol protocol;
    private final String metric;

    BestSettings(Path out, Protocol protocol, String metric) {
        this.out = out;
        this.protocol = protocol;
        this.metric = metric;
    }

    /**
     * Writes {@code best.yaml} and {@code best-MODEL.yaml}.
     *
     * @param models the entries of tuning.json's {@code models}
     */
    void write(JsonNode models) {
        List<String> all = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonNode model : models) {
            String name = model.path("name").asText();
            if (!model.path("best").isObject()) {
                continue;
            }
            List<String> own = lines(name, model.path("best"));
            write(name, List.of(name), own);
            all.addAll(own);
            names.add(name);
        }
        if (!names.isEmpty()) {
            write(null, names, all);
        }
    }

    private void write(@Nullable String only, List<String> names, List<String> body) {
        Path file = out.resolve(only == null ? "best.yaml" : "best-" + only + ".yaml");
        String use = only == null
                ? "./atelier compare " + pictures() + " --models " + String.join(",", names)
                : "./atelier train " + only + " " + pictures();
        List<String> lines = new ArrayList<>();
        lines.add("# Found by: " + protocol.command());
        lines.add("# To use it: " + use + " --config " + ShellWord.of(file));
        lines.addAll(body);
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            DurableFile.write(Disk.SYSTEM, file, stream -> stream.write(text));
        } catch (IOException problem) {
            throw new AtelierException(Exit.DISK, file + " cannot be written: " + problem + ".", problem);
        }
    }

    /** The pictures as arguments of a command that reads them as they were read here. */
    private String pictures() {
        DataOptions options = protocol.dataOptions();
        StringBuilder text = new StringBuilder(ShellWord.of(protocol.data()));
        if (options.size() != null) {
            text.append(" --size ").append(options.size());
        }
        if (options.fit() != Fit.CROP) {
            text.append(" --fit ").append(options.fit().name().toLowerCase(Locale.ROOT));
        }
        if (options.backgroundRgb() != DataOptions.DEFAULT_BACKGROUND) {
            text.append(String.format(Locale.ROOT, " --background '#%06x'", options.backgroundRgb()));
        }
        if (protocol.unconditional()) {
            text.append(" --unconditional");
        }
        return text.toString();
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
            for (String setting : range.settings()) {
                JsonNode value = setting.startsWith(TRAINING)
                        ? stored.path("training").path(setting.substring(TRAINING.length()))
                        : stored.path("model").path(setting);
                node.set(model + "." + setting, value);
            }
        }
        return node;
    }
}
