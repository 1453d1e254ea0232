package atelier.bench.gallery;

import atelier.model.Models;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A row as a recipe: the settings that were run and what came of them, so that no recipe is there that was not run. */
final class RecipeFile {
    /** Settings that say what a run is, not how a model is trained. */
    private static final List<String> LEFT_OUT = List.of(
            "seed",
            "totalImages",
            "replicas",
            "precision",
            "checkpointImages",
            "earlierEnds",
            "firstTotal",
            "firstTotalUntil");

    private RecipeFile() {}

    /** The name: the row's, and its budget. */
    static String name(GalleryRow row) {
        return row.name() + "-" + length(row);
    }

    /** The file's text. */
    static String text(GalleryRow row) {
        JsonNode document = row.document();
        String paper = Models.named(row.model()).paper();
        JsonNode score = document.path("metrics").path(GalleryRow.DISTANCE);
        JsonNode host = document.path("host");
        String machine =
                host.path("cpu").asText() + " with " + host.path("cores").asInt() + " cores";
        List<String> lines = new ArrayList<>();
        lines.add("# Paper: " + paper);
        lines.add("# Hardware: " + machine);
        lines.add(String.format(
                Locale.ROOT,
                "# Time: %.0f s (%.0f s of processor time), %,d images",
                document.path("trainingSeconds").asDouble(),
                document.path("cpuSeconds").asDouble(),
                document.path("imagesSeen").asLong()));
        lines.add(String.format(
                Locale.ROOT,
                "# Expected: %s %.3g (%.3g to %.3g; floor %.3g), %s, %,d pictures",
                GalleryRow.DISTANCE,
                score.path("value").asDouble(),
                score.path("low").asDouble(),
                score.path("high").asDouble(),
                score.path("floor").asDouble(),
                document.path("features").asText(),
                score.path("count").asInt()));
        lines.add("# Command: ./atelier train " + row.model() + " " + data(row) + " --recipe " + name(row));
        lines.add("recipe:");
        fact(lines, "model", row.model());
        fact(lines, "data", row.set());
        fact(lines, "size", document.path("shape").path("size").asText());
        fact(lines, "channels", document.path("shape").path("channels").asText());
        fact(lines, "pictures", document.path("data").path("trainCount").asText());
        fact(lines, "budgetSeconds", Long.toString(seconds(row)));
        fact(lines, "images", document.path("imagesSeen").asText());
        fact(lines, "metric", GalleryRow.DISTANCE);
        fact(lines, "features", "'" + document.path("features").asText() + "'");
        fact(lines, "score", score.path("value").asText());
        fact(lines, "low", score.path("low").asText());
        fact(lines, "high", score.path("high").asText());
        fact(lines, "floor", score.path("floor").asText());
        fact(lines, "count", score.path("count").asText());
        fact(lines, "machine", "'" + machine.replace("'", "''") + "'");
        fact(lines, "paper", "'" + paper + "'");
        lines.add(row.model() + ":");
        settings(lines, "  ", document.path("settings").path("model"));
        lines.add("  training:");
        settings(lines, "    ", document.path("settings").path("training"));
        return String.join("\n", lines) + "\n";
    }

    /** As it is typed, with its options. */
    private static String data(GalleryRow row) {
        return GalleryUnit.sets().stream()
                .filter(set -> set.name().equals(row.set()))
                .map(set -> String.join(
                        " ",
                        Stream.concat(Stream.of(set.data()), set.options().stream())
                                .toList()))
                .findFirst()
                .orElse(row.set());
    }

    private static void fact(List<String> lines, String key, String value) {
        lines.add("  " + key + ": " + value);
    }

    private static void settings(List<String> lines, String indent, JsonNode settings) {
        settings.properties().forEach(entry -> {
            if (!LEFT_OUT.contains(entry.getKey())) {
                JsonNode value = entry.getValue();
                String text = value.isTextual()
                        ? value.asText().toLowerCase(Locale.ROOT).replace('_', '-')
                        : value.asText();
                lines.add(indent + entry.getKey() + ": " + text);
            }
        });
    }

    /** The budget, or for a run of so many images the time that they took. */
    private static long seconds(GalleryRow row) {
        JsonNode budget = row.document().path("budgetSeconds");
        return (long) Math.ceil(
                budget.isNumber()
                        ? budget.asDouble()
                        : row.document().path("trainingSeconds").asDouble());
    }

    private static String length(GalleryRow row) {
        if (row.document().path("budgetSeconds").isNumber()) {
            Duration time = Duration.ofSeconds(seconds(row));
            return time.toSeconds() % 60 == 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
        }
        long images = row.document().path("imagesSeen").asLong();
        return images % 1_000 == 0 ? images / 1_000 + "k" : Long.toString(images);
    }

    /** Where the recipe of a row belongs. */
    static Path file(Path root, GalleryRow row) {
        return root.resolve("core/src/main/resources/atelier/recipes").resolve(name(row) + ".yaml");
    }
}
