package atelier.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The run's log.jsonl: one JSON object a line. Losses are means since the last line; lines that carry
 * metrics have no losses.
 */
public final class RunLog implements TrainingListener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final long interval;
    private final java.util.function.DoubleSupplier trainingSeconds;
    private final Map<String, double[]> sums = new LinkedHashMap<>();
    private long lastImages;
    private double lastSeconds;

    /**
     * Appends to {@code file}.
     *
     * @param interval images between two lines
     * @param trainingSeconds clock of the run, without pauses for evaluation
     */
    public RunLog(Path file, long interval, long imagesSoFar, java.util.function.DoubleSupplier trainingSeconds) {
        this.file = file;
        this.interval = Math.max(1, interval);
        this.trainingSeconds = trainingSeconds;
        lastImages = imagesSoFar;
        lastSeconds = trainingSeconds.getAsDouble();
    }

    @Override
    public void stepped(Trainer trainer, StepReport report) {
        report.losses().forEach((name, value) -> {
            double[] sum = sums.computeIfAbsent(name, key -> new double[2]);
            sum[0] += value;
            sum[1]++;
        });
        if (report.images() - lastImages < interval) {
            return;
        }
        double seconds = trainingSeconds.getAsDouble();
        ObjectNode line = line(report.images(), seconds);
        ObjectNode losses = line.putObject("losses");
        sums.forEach((name, sum) -> losses.put(name, sum[0] / sum[1]));
        ObjectNode rates = line.putObject("rates");
        rates.put("imagesPerSecond", (report.images() - lastImages) / Math.max(1e-9, seconds - lastSeconds));
        rates.put("learningRate", report.learningRate());
        append(line);
        sums.clear();
        lastImages = report.images();
        lastSeconds = seconds;
    }

    @Override
    public void rolledBack(Trainer trainer, String reason) {
        sums.clear();
        lastImages = trainer.control().images();
        ObjectNode line = line(lastImages, trainingSeconds.getAsDouble());
        line.put("rolledBack", reason);
        line.put("rateFactor", trainer.control().rateFactor());
        append(line);
    }

    /** Adds a line of metrics. */
    public void metrics(long images, Map<String, Double> values) {
        ObjectNode line = line(images, trainingSeconds.getAsDouble());
        ObjectNode metrics = line.putObject("metrics");
        values.forEach(metrics::put);
        append(line);
    }

    private static ObjectNode line(long images, double seconds) {
        return JSON.createObjectNode().put("images", images).put("seconds", seconds);
    }

    private void append(ObjectNode line) {
        try {
            Files.writeString(
                    file,
                    JSON.writeValueAsString(line) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Drops lines beyond {@code images} and a torn last line, before a run is resumed. */
    public static void truncate(Path file, long images) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        List<String> whole = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .filter(line -> belongs(line, images))
                .toList();
        Files.write(file, whole, StandardCharsets.UTF_8);
    }

    private static boolean belongs(String line, long images) {
        try {
            return JSON.readTree(line).path("images").asLong(Long.MAX_VALUE) <= images;
        } catch (IOException torn) {
            return false;
        }
    }
}
