package atelier.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Made-up numbers behind the scores of {@link ComparisonFixture}: classes, sizes, the data card. */
final class FixtureDetails {
    private FixtureDetails() {}

    static void card(ObjectNode into) {
        ArrayNode classes = into.putArray("classes");
        for (String name : ComparisonFixture.CLASSES) {
            classes.addObject()
                    .put("name", name)
                    .put("train", 4000)
                    .put("validation", 500)
                    .put("test", 1000);
        }
        ObjectNode source = into.putObject("source").put("images", 22000).put("otherFiles", 3);
        source.put("undecodableCount", 2);
        source.putArray("undecodable").addObject().put("file", "star/torn.png").put("reason", "the file ends too soon");
        source.putArray("sizes").addObject().put("width", 48).put("height", 40).put("count", 21990);
        source.put("differentSizes", 4).put("grey", 0).put("transparent", 12).put("duplicates", 7);
    }

    static void perClass(ObjectNode into, int model) {
        ComparisonFixture.CLASSES.forEach(into.putArray("classes")::add);
        ArrayNode measures = into.putArray("measures");
        for (String metric : List.of("coverage", "label-agreement")) {
            ObjectNode measure = measures.addObject().put("metric", metric).put("convention", "share of a class");
            ArrayNode values = measure.putArray("values");
            for (int label = 0; label < ComparisonFixture.CLASSES.size(); label++) {
                double value = 0.9 - 0.15 * label - 0.1 * model;
                values.addObject()
                        .put("value", value)
                        .put("low", value - 0.04)
                        .put("high", value + 0.04)
                        .put("floor", 0.95)
                        .put("count", 1000);
            }
        }
    }

    static void distances(ObjectNode into, int model) {
        line(into.putObject("generated"), new double[] {170, 90, 120}[model], 9000);
        line(into.putObject("floor"), 1.5, 8000);
    }

    private static void line(ObjectNode into, double intercept, double slope) {
        into.put("metric", "frechet-distance").put("convention", "parts that share no row");
        ArrayNode points = into.putArray("points");
        for (int divisor = 1; divisor <= 5; divisor++) {
            int count = 4000 / divisor;
            points.addObject().put("count", count).put("value", intercept + slope / count);
        }
        into.put("intercept", intercept).put("slope", slope);
    }

    /**
     * Adds another run of a model that has one of seed 0.
     *
     * @param worse what the Fréchet distance is multiplied with, in the scores and on the way
     */
    static void addSeed(Path folder, String model, int seed, double worse) throws IOException {
        Path from = folder.resolve("runs/" + model + "-0");
        Path to = folder.resolve("runs/" + model + "-" + seed);
        Files.createDirectories(to.resolve("pictures"));
        Path samples = from.resolve("pictures/samples.png");
        if (Files.exists(samples)) {
            Files.copy(samples, to.resolve("pictures/samples.png"));
        }
        ObjectNode manifest = read(from.resolve("run.json")).put("seed", seed);
        Files.writeString(to.resolve("run.json"), manifest.toString());
        ObjectNode scores = read(from.resolve("scores.json"));
        scale((ObjectNode) scores.path("scores").path("frechet-distance"), worse, "value", "low", "high");
        Files.writeString(to.resolve("scores.json"), scores.toString());
        StringBuilder log = new StringBuilder();
        for (String line : Files.readAllLines(from.resolve("log.jsonl"))) {
            if (line.contains("metrics")) {
                ObjectNode measured = (ObjectNode) Stored.JSON.readTree(line);
                scale((ObjectNode) measured.path("metrics"), worse, "frechet-distance");
                log.append(measured).append('\n');
            }
        }
        Files.writeString(to.resolve("log.jsonl"), log);
    }

    private static ObjectNode read(Path file) throws IOException {
        return (ObjectNode) Stored.JSON.readTree(file.toFile());
    }

    private static void scale(ObjectNode node, double factor, String... fields) {
        for (String field : fields) {
            node.put(field, node.path(field).asDouble() * factor);
        }
    }
}
