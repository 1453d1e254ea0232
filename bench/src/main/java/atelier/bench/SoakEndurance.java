package atelier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Lets a comparison train and evaluate for long while another process draws pictures from its checkpoints, and watches what
 * both hold: memory, heap, threads and open files must not grow. In the end SIGTERM must save and end the training.
 *
 * <pre>
 * SoakEndurance OUT MINUTES
 * </pre>
 *
 * Linux only. What was seen goes to OUT/soak.jsonl line by line, what came of it to OUT/soak.json.
 */
public final class SoakEndurance {
    private static final String MODEL = "gan";
    private static final long CHECKPOINT_IMAGES = 1_000;
    private static final long MORE_THAN_ANYBODY_WAITS_FOR = 1_000_000_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    /** Collections would hide what only they free. */
    private static final int LOOKS_PER_COLLECTION = 12;
    /** From fewer nothing is concluded. */
    private static final int FEWEST_LOOKS = 4;

    private static final Duration LONGEST_END = Duration.ofSeconds(10);
    private static final Duration LONGEST_START = Duration.ofMinutes(10);
    private static final int TERMINATED = 143;

    /** A heap that is touched at once and does not grow, so that what grows is native. */
    private static final List<String> FIXED_HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

    private final RunProcesses processes;
    /** By process. */
    private final Map<String, List<ProcessUsage>> seen = new TreeMap<>();

    private final ObjectNode result = Exchange.JSON.createObjectNode();

    SoakEndurance(Path out) throws IOException {
        processes = new RunProcesses(out, FIXED_HEAP);
        RunProcesses.delete(comparison());
        for (String old : List.of("soak.jsonl", "soak.json", "drawn.txt")) {
            Files.deleteIfExists(processes.out().resolve(old));
        }
    }

    /** Ends with 1 where something grew or the end was not in order. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected OUT MINUTES");
        }
        SoakEndurance program = new SoakEndurance(Path.of(arguments[0]));
        boolean sound = program.run(Duration.ofMillis(Math.round(60_000 * Double.parseDouble(arguments[1]))));
        System.out.println(program.result.toPrettyString());
        System.exit(sound ? 0 : 1);
    }

    private Path comparison() {
        return processes.out().resolve("comparison");
    }

    private Path run() {
        return comparison().resolve("runs").resolve(MODEL + "-1");
    }

    /** Whether all was as it should be. */
    boolean run(Duration length) throws IOException, InterruptedException {
        Process training = processes.start(command());
        Process sampler = null;
        try {
            awaitFirstCheckpoint(training);
            sampler = processes.start(CheckpointSampler.class.getName(), samplerArguments());
            awaitFirstGrid(sampler);
            boolean alive = watch(training, sampler, length);
            boolean steady = judge();
            boolean ended = end(training);
            result.put("gridsDrawn", drawn());
            boolean sound = alive && steady && ended && drawn() > 0;
            result.put("sound", sound);
            Files.writeString(processes.out().resolve("soak.json"), result.toPrettyString() + "\n");
            return sound;
        } finally {
            training.destroyForcibly();
            if (sampler != null) {
                sampler.destroyForcibly();
            }
        }
    }

    private List<String> command() {
        return List.of(
                "compare",
                "shapes",
                "--models",
                MODEL,
                "--size",
                "16",
                "--images",
                Long.toString(MORE_THAN_ANYBODY_WAITS_FOR),
                "--threads",
                "1",
                "--out",
                comparison().toString(),
                "--set",
                "model.width=8",
                "--set",
                "training.checkpointImages=" + CHECKPOINT_IMAGES);
    }

    private List<String> samplerArguments() {
        Path out = processes.out();
        return List.of(
                run().toString(),
                out.resolve("drawn.png").toString(),
                out.resolve("drawn.txt").toString());
    }

    private void awaitFirstCheckpoint(Process training) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        RunRemains remains = new RunRemains(run());
        while (remains.newestCheckpoint() == 0) {
            requireProgress(training, end, "training came to no checkpoint");
        }
    }

    private void awaitFirstGrid(Process sampler) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (drawn() == 0) {
            requireProgress(sampler, end, "nothing was drawn from a checkpoint");
        }
    }

    private void requireProgress(Process process, long end, String problem) throws InterruptedException {
        if (!process.isAlive() || System.nanoTime() > end) {
            throw new IllegalStateException(problem + "; see " + processes.log());
        }
        Thread.sleep(100);
    }

    /** Looks at the training process again and again; false where one of the two ended. */
    private boolean watch(Process training, Process sampler, Duration length) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path file = processes.out().resolve("soak.jsonl");
        Map<String, Process> watched = Map.of("training", training, "sampling", sampler);
        long look = 0;
        while (System.nanoTime() - begin < length.toNanos()) {
            if (!training.isAlive() || !sampler.isAlive()) {
                result.put("endedEarly", training.isAlive() ? "the sampling process" : "the training process");
                return false;
            }
            ObjectNode line = Exchange.JSON.createObjectNode();
            line.put("seconds", (System.nanoTime() - begin) / 1_000_000_000);
            boolean collected = ++look % LOOKS_PER_COLLECTION == 0;
            for (Map.Entry<String, Process> process : watched.entrySet()) {
                ProcessUsage usage = ProcessUsage.of(process.getValue(), collected);
                seen.computeIfAbsent(process.getKey(), name -> new ArrayList<>())
                        .add(usage);
                line.set(process.getKey(), usage.json());
            }
            line.put("checkpoint", new RunRemains(run()).newestCheckpoint());
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            sampler.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
        return true;
    }

    /** Compares the last quarter with the second; in the first one everything is still being touched. */
    private boolean judge() {
        boolean steady = !seen.isEmpty();
        for (Map.Entry<String, List<ProcessUsage>> process : seen.entrySet()) {
            for (ProcessUsage.Kind kind : ProcessUsage.Kind.values()) {
                // What was not asked for is negative.
                double[] values = process.getValue().stream()
                        .mapToDouble(kind::of)
                        .filter(value -> value >= 0)
                        .toArray();
                ObjectNode told = result.withObject("/" + process.getKey()).putObject(kind.name());
                steady &= isSteady(kind, values, told);
            }
        }
        return steady;
    }

    /** Whether what was seen of one kind did not grow; too little seen is not steady. */
    static boolean isSteady(ProcessUsage.Kind kind, double[] values, ObjectNode told) {
        told.put("looks", values.length);
        if (values.length < FEWEST_LOOKS) {
            told.put("grew", "too few looks to say; let it run for longer");
            return false;
        }
        int quarter = values.length / 4;
        double before = median(Arrays.copyOfRange(values, quarter, 2 * quarter));
        double after = median(Arrays.copyOfRange(values, values.length - quarter, values.length));
        boolean grew = kind.grew(before, after);
        told.put("before", before).put("after", after).put("grew", grew);
        return !grew;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** SIGTERM: what was trained is saved, and the process ends soon and says so. */
    private boolean end(Process training) throws IOException, InterruptedException {
        RunRemains remains = new RunRemains(run());
        long before = remains.newestCheckpoint();
        long begin = System.nanoTime();
        training.destroy();
        boolean ended = training.waitFor(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        result.put("secondsToEnd", (System.nanoTime() - begin) / 1e9);
        result.put("exitCode", ended ? training.exitValue() : -1);
        result.put("savedImages", remains.newestCheckpoint());
        boolean saved = remains.newestCheckpoint() >= before && !remains.halfWritten();
        return ended && training.exitValue() == TERMINATED && saved && remains.isSaved();
    }

    private long drawn() throws IOException {
        Path file = processes.out().resolve("drawn.txt");
        String text = Files.exists(file) ? Files.readString(file) : "";
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
