package atelier.bench.gallery;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A row as a recipe: the settings that were run and what came of them, so that no recipe is there that was not run. */
final class RecipeFile {
    /** What the models follow; a model that is not named here has no recipe yet. */
    private static final Map<String, String> PAPERS = Map.ofEntries(
            Map.entry("vae", "Kingma and Welling 2013, arXiv 1312.6114"),
            Map.entry("rae", "Ghosh et al. 2020, arXiv 1903.12436"),
            Map.entry("iwae", "Burda et al. 2015, arXiv 1509.00519; Tucker et al. 2018, arXiv 1810.04152"),
            Map.entry("vae-flow", "Chen et al. 2016, arXiv 1611.02731"),
            Map.entry("hvae", "Child 2021, arXiv 2011.10650"),
            Map.entry("gan", "Huang et al. 2024, arXiv 2501.05441"),
            Map.entry("dcgan", "Radford et al. 2015, arXiv 1511.06434"),
            Map.entry("lsgan", "Mao et al. 2017, arXiv 1611.04076"),
            Map.entry("wgan-gp", "Gulrajani et al. 2017, arXiv 1704.00028"),
            Map.entry("sngan", "Miyato et al. 2018, arXiv 1802.05957"),
            Map.entry("stylegan", "Karras et al. 2019, arXiv 1812.04948; Karras et al. 2020, arXiv 1912.04958"),
            Map.entry("vaegan", "Larsen et al. 2016, arXiv 1512.09300"),
            Map.entry("vqvae", "van den Oord et al. 2017, arXiv 1711.00937"),
            Map.entry("vqgan", "Esser et al. 2021, arXiv 2012.09841"),
            Map.entry("flow", "Lipman et al. 2023, arXiv 2210.02747"));

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
        String paper = PAPERS.get(row.model());
        if (paper == null) {
            throw new AtelierException(
                    Exit.USAGE, row.name() + " cannot be a recipe: RecipeFile names no paper for " + row.model() + ".");
        }
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
