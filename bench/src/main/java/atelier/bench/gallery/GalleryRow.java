package atelier.bench.gallery;

import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one run came to, as {@code docs/gallery/NAME.json} holds it: the run's facts and settings, and its scores.
 *
 * @param document the file's content
 */
record GalleryRow(ObjectNode document) {
    static final String DISTANCE = "frechet-distance";

    /** What is measured of every row. */
    static final List<String> METRICS =
            List.of(DISTANCE, "precision", "recall", "density", "coverage", "label-agreement");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The row of a finished run.
     *
     * @param run run.json
     * @param scores what {@code evaluate --json} printed, once per feature network; the first one orders the page
     */
    static GalleryRow of(String set, JsonNode run, List<JsonNode> scores) {
        if (!run.path("status").asText().equals("finished")) {
            throw new AtelierException(
                    Exit.INPUT,
                    "the run has the status '" + run.path("status").asText()
                            + "', expected 'finished'; finish it with './atelier resume'.");
        }
        for (JsonNode score : scores) {
            if (!score.path("metrics").path(DISTANCE).path("value").isNumber()) {
                throw new AtelierException(
                        Exit.INPUT,
                        "the scores have no " + DISTANCE + ", expected what './atelier evaluate RUN --json' prints.");
            }
        }
        ObjectNode row = JSON.createObjectNode();
        row.put("version", 1);
        row.put("set", set);
        row.put("model", run.path("model").asText());
        for (String key : List.of(
                "budgetSeconds",
                "imagesSeen",
                "trainingSeconds",
                "cpuSeconds",
                "shape",
                "parameters",
                "settings",
                "codeVersion",
                "created",
                "host")) {
            row.set(key, run.path(key).isMissingNode() ? row.nullNode() : run.path(key));
        }
        ObjectNode data = row.putObject("data");
        for (String key : List.of("name", "trainCount", "testCount", "licence", "url", "contentHash")) {
            data.set(key, run.path("data").path(key));
        }
        put(row, scores.get(0));
        ArrayNode others = row.putArray("others");
        scores.subList(1, scores.size()).forEach(other -> put(others.addObject(), other));
        return new GalleryRow(row);
    }

    private static void put(ObjectNode target, JsonNode scores) {
        target.put("features", scores.path("features").asText());
        ObjectNode metrics = target.putObject("metrics");
        scores.path("metrics").properties().forEach(metric -> {
            if (metric.getValue().path("value").isNumber()) {
                ObjectNode kept = metrics.putObject(metric.getKey());
                for (String key : List.of("value", "low", "high", "floor", "count")) {
                    kept.set(key, metric.getValue().path(key));
                }
            }
        });
    }

    /** All rows of a folder, in the order of their names. */
    static List<GalleryRow> read(Path folder) throws IOException {
        List<GalleryRow> rows = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(name -> name.toString().endsWith(".json"))
                        .sorted()
                        .toList()) {
                    rows.add(new GalleryRow((ObjectNode) JSON.readTree(file.toFile())));
                }
            }
        }
        return rows;
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(name() + ".json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n",
                StandardCharsets.UTF_8);
    }

    String set() {
        return document.path("set").asText();
    }

    String model() {
        return document.path("model").asText();
    }

    String family() {
        return Models.named(model()).family();
    }

    /** As in {@link GalleryUnit#name}. */
    String name() {
        return set() + "-" + model();
    }

    /** The Fréchet distance in other features than the row's own, as a score with its interval; missing where there is none. */
    JsonNode distance(String features) {
        for (JsonNode other : document.path("others")) {
            if (other.path("features").asText().equals(features)) {
                return other.path("metrics").path(DISTANCE);
            }
        }
        return MissingNode.getInstance();
    }

    /** The names of those other features. */
    List<String> otherFeatures() {
        List<String> names = new ArrayList<>();
        document.path("others")
                .forEach(other -> names.add(other.path("features").asText()));
        return names;
    }

    /** The Fréchet distance; NaN where there is none. */
    double distance() {
        return document.path("metrics").path(DISTANCE).path("value").asDouble(Double.NaN);
    }
}
