package atelier.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a run's {@code log.jsonl} into curves of losses and of metrics. A line cut short by a crash is passed over. */
final class LogReader {
    private final Map<String, List<double[]>> losses = new LinkedHashMap<>();
    private final Map<String, List<double[]>> metrics = new LinkedHashMap<>();
    private final List<JsonNode> findings = new ArrayList<>();

    static LogReader read(Path file) {
        LogReader log = new LogReader();
        if (!Files.isRegularFile(file)) {
            return log;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            // What was read before the damage is still worth a curve.
        }
        return log;
    }

    List<Curve> losses() {
        return curves(losses);
    }

    List<Curve> metrics() {
        return curves(metrics);
    }

    /** What went wrong: {@code {"images", "name", "evidence", "text"}}. */
    List<JsonNode> findings() {
        return findings;
    }

    private void add(String line) {
        JsonNode node;
        try {
            node = Stored.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return;
        }
        Double images = Stored.number(node, "images");
        Double seconds = Stored.number(node, "seconds");
        if (images == null || seconds == null) {
            return;
        }
        collect(node.path("losses"), images, seconds, losses);
        collect(node.path("metrics"), images, seconds, metrics);
        if (node.path("finding") instanceof ObjectNode finding) {
            findings.add(finding.put("images", images));
        }
    }

    private static void collect(JsonNode named, double images, double seconds, Map<String, List<double[]>> into) {
        for (Map.Entry<String, JsonNode> entry : Stored.fields(named).entrySet()) {
            JsonNode value = entry.getValue();
            // A metric may be logged as a bare number or as a whole score.
            Double number = value.isObject() ? Stored.number(value, "value") : Stored.number(named, entry.getKey());
            if (number != null) {
                into.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                        .add(new double[] {images, seconds, number});
            }
        }
    }

    private static List<Curve> curves(Map<String, List<double[]>> points) {
        List<Curve> curves = new ArrayList<>();
        points.forEach((name, rows) -> curves.add(new Curve(name, column(rows, 0), column(rows, 1), column(rows, 2))));
        return curves;
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }
}
