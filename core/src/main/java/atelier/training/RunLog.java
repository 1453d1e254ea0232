package atelier.training;

import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DiskFailure;
import atelier.provenance.DurableFile;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The run's log.jsonl: one JSON object a line. Losses are means since the last line, and so is the part of the time that
 * training waited for its pictures; lines that carry metrics have neither. Lines come at fixed numbers of images, and a
 * checkpoint knows how long the log was and which losses had not been written yet, so that a resumed run's log is that of a
 * run that was never stopped, but for the times.
 */
public final class RunLog implements TrainingListener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final long interval;
    private final DoubleSupplier trainingSeconds;
    private final Disk disk;
    private final Map<String, double[]> sums = new LinkedHashMap<>();
    private final StringBuilder unwritten = new StringBuilder();
    private long bytes;
    private long lastImages;
    private long timedImages;
    private double timedSeconds;
    private double dataSeconds;

    /**
     * Where a log stands.
     *
     * @param bytes its length
     * @param pending by name, the sum and number of losses since the last line
     */
    public record Mark(long bytes, Map<String, double[]> pending) {}

    /**
     * Goes on with {@code file} from its present end.
     *
     * @param interval images between two lines
     * @param imagesSoFar images seen at this moment
     * @param trainingSeconds clock of the run, without pauses for evaluation
     * @param disk what it is written through
     */
    public RunLog(Path file, long interval, long imagesSoFar, DoubleSupplier trainingSeconds, Disk disk) {
        this.file = file;
        this.interval = Math.max(1, interval);
        this.trainingSeconds = trainingSeconds;
        this.disk = disk;
        lastImages = imagesSoFar;
        timedImages = imagesSoFar;
        timedSeconds = trainingSeconds.getAsDouble();
        try {
            bytes = Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException failure) {
            throw DiskFailure.ofRun(disk, file, 0, failure);
        }
    }

    /** Goes back to where the log stood at a checkpoint; what a torn or later line holds is overwritten. */
    public void goBack(Mark mark) {
        bytes = Math.min(bytes, mark.bytes());
        sums.clear();
        mark.pending().forEach((name, sum) -> sums.put(name, sum.clone()));
        if (Files.exists(file)) {
            write(new byte[0]);
        }
    }

    /** Puts what was written on the disk and returns where the log stands. */
    public Mark mark() {
        flush();
        try {
            if (bytes > 0) {
                disk.force(file);
                disk.forceFolder(folder());
            }
        } catch (IOException failure) {
            throw DiskFailure.ofRun(disk, file, 0, failure);
        }
        Map<String, double[]> pending = new LinkedHashMap<>();
        sums.forEach((name, sum) -> pending.put(name, sum.clone()));
        return new Mark(bytes, pending);
    }

    @Override
    public void stepped(Trainer trainer, StepReport report) {
        dataSeconds += report.dataSeconds();
        report.losses().forEach((name, value) -> {
            double[] sum = sums.computeIfAbsent(name, key -> new double[2]);
            sum[0] += value;
            sum[1]++;
        });
        boolean due = report.images() / interval > lastImages / interval;
        lastImages = report.images();
        if (!due) {
            return;
        }
        double seconds = trainingSeconds.getAsDouble();
        ObjectNode line = line(report.images(), seconds);
        ObjectNode losses = line.putObject("losses");
        sums.forEach((name, sum) -> losses.put(name, sum[0] / sum[1]));
        ObjectNode rates = line.putObject("rates");
        double elapsed = Math.max(1e-9, seconds - timedSeconds);
        rates.put("imagesPerSecond", (report.images() - timedImages) / elapsed);
        rates.put("waitingForData", dataSeconds / elapsed);
        rates.put("learningRate", report.learningRate());
        sums.clear();
        timedImages = report.images();
        timedSeconds = seconds;
        dataSeconds = 0;
        append(line);
    }

    @Override
    public void rolledBack(Trainer trainer, Setback why) {
        sums.clear();
        lastImages = trainer.control().images();
        timedImages = lastImages;
        timedSeconds = trainingSeconds.getAsDouble();
        dataSeconds = 0;
        ObjectNode line = line(lastImages, timedSeconds);
        line.put("rolledBack", why.reason());
        line.put("cause", why.cause().label());
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

    /** Adds a line of signs of how the run fares, which are no losses: see {@code atelier.experiment.diagnosis}. */
    public void signs(long images, Map<String, Double> values) {
        ObjectNode line = line(images, trainingSeconds.getAsDouble());
        ObjectNode signs = line.putObject("signs");
        values.forEach(signs::put);
        append(line);
    }

    /** Adds a line that says what went wrong. */
    public void finding(long images, ObjectNode finding) {
        ObjectNode line = line(images, trainingSeconds.getAsDouble());
        line.set("finding", finding);
        append(line);
    }

    private static ObjectNode line(long images, double seconds) {
        return JSON.createObjectNode().put("images", images).put("seconds", seconds);
    }

    private void append(ObjectNode line) {
        unwritten.append(line).append('\n');
        flush();
    }

    /**
     * Writes what an earlier call could not.
     *
     * @throws AtelierException with {@link Exit#DISK}; the lines are then kept for the next call
     */
    public void flush() {
        byte[] text = unwritten.toString().getBytes(StandardCharsets.UTF_8);
        if (text.length > 0) {
            write(text);
            unwritten.setLength(0);
        }
    }

    private void write(byte[] text) {
        try {
            disk.append(file, bytes, text);
            bytes += text.length;
        } catch (IOException failure) {
            throw DiskFailure.ofRun(disk, file, text.length, failure);
        }
    }

    private Path folder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is not a file name");
        }
        return folder;
    }

    /** Drops lines beyond {@code images} and a torn last line; for checkpoints that do not say how long the log was. */
    public static void truncate(Disk disk, Path file, long images) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        StringBuilder kept = new StringBuilder();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (belongs(line, images)) {
                kept.append(line).append('\n');
            }
        }
        byte[] whole = kept.toString().getBytes(StandardCharsets.UTF_8);
        if (whole.length != Files.size(file)) {
            DurableFile.write(disk, file, stream -> stream.write(whole));
        }
    }

    private static boolean belongs(String line, long images) {
        try {
            return JSON.readTree(line).path("images").asLong(Long.MAX_VALUE) <= images;
        } catch (IOException torn) {
            return false;
        }
    }
}
