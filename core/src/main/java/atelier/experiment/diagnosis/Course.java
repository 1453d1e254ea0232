package atelier.experiment.diagnosis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A run so far, as its log.jsonl tells it.
 *
 * @param totalImages that the run will see
 * @param losses means between two lines of the log
 * @param signs what was measured at checks, see {@link Signs}
 * @param metrics what a comparison measured at checks
 * @param rollbacks when the run went back
 * @param found names of the diagnoses that were made before
 * @param samplers scores of the finished run by sampler and metric; empty before there are any
 */
public record Course(
        long totalImages,
        List<Entry> losses,
        List<Entry> signs,
        List<Entry> metrics,
        List<Rollback> rollbacks,
        Set<String> found,
        Map<String, Map<String, Interval>> samplers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Numbers by name after so many images. */
    public record Entry(long images, Map<String, Double> values) {}

    /**
     * The run went back to its last good state.
     *
     * @param cause of what kind it was: the name of the diagnosis that tells it
     * @param reason in words
     */
    public record Rollback(String cause, String reason) {}

    /** A score with its 95 % interval. */
    public record Interval(double value, double low, double high) {}

    /** Reads a log; a line that a crash has torn is passed over. */
    public static Course read(Path log, long totalImages) throws IOException {
        Course course = new Course(
                totalImages,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashSet<>(),
                Map.of());
        if (Files.exists(log)) {
            for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
                course.add(line);
            }
        }
        return course;
    }

    /** A finished run of which only scores are known. */
    public static Course finished(Map<String, Map<String, Interval>> samplers) {
        return new Course(1, List.of(), List.of(), List.of(), List.of(), Set.of(), samplers);
    }

    private void add(String text) {
        JsonNode line;
        try {
            line = JSON.readTree(text);
        } catch (JsonProcessingException torn) {
            return;
        }
        collect(line, "losses", losses);
        collect(line, "signs", signs);
        collect(line, "metrics", metrics);
        if (line.has("rolledBack")) {
            // Logs that were written before spikes were looked for name no cause.
            String cause = line.path("cause").asText(NotFinite.NAME);
            rollbacks.add(new Rollback(cause, line.path("rolledBack").asText()));
        }
        if (line.has("finding")) {
            found.add(line.path("finding").path("name").asText());
        }
    }

    private static void collect(JsonNode line, String kind, List<Entry> into) {
        if (line.path(kind).isObject()) {
            Map<String, Double> values = new LinkedHashMap<>();
            line.path(kind).properties().forEach(field -> {
                if (field.getValue().isNumber()) {
                    values.put(field.getKey(), field.getValue().doubleValue());
                }
            });
            into.add(new Entry(line.path("images").asLong(), values));
        }
    }

    /** Part of the run that is done, by the last line of the log. */
    public double fraction() {
        long images = 0;
        for (List<Entry> entries : List.of(losses, signs)) {
            images = Math.max(
                    images,
                    entries.isEmpty() ? 0 : entries.get(entries.size() - 1).images());
        }
        return images / (double) totalImages;
    }

    /** Mean of a loss after {@code from} and up to {@code to} images; empty where it was not reported there. */
    public OptionalDouble meanLoss(String name, double from, double to) {
        return losses.stream()
                .filter(entry -> entry.images() > from && entry.images() <= to)
                .filter(entry -> entry.values().containsKey(name))
                .mapToDouble(entry -> entry.values().get(name))
                .average();
    }

    /** The first reason of a kind to go back, if there was one. */
    Optional<String> firstRollback(String cause) {
        return rollbacks.stream()
                .filter(rollback -> rollback.cause().equals(cause))
                .map(Rollback::reason)
                .findFirst();
    }

    /** A sign's values in order, of the checks where it could be measured. */
    public double[] sign(String name) {
        return values(signs, name);
    }

    /** A metric's values in order, of the checks where it was measured. */
    public double[] metric(String name) {
        return values(metrics, name);
    }

    private static double[] values(List<Entry> entries, String name) {
        return entries.stream()
                .filter(entry -> entry.values().containsKey(name))
                .mapToDouble(entry -> entry.values().get(name))
                .toArray();
    }

    /** The largest of all but the last value; 0 where there is none. */
    static double bestBefore(double[] values) {
        double best = 0;
        for (int i = 0; i < values.length - 1; i++) {
            best = Math.max(best, values[i]);
        }
        return best;
    }

    static double last(double[] values) {
        return values.length == 0 ? Double.NaN : values[values.length - 1];
    }
}
