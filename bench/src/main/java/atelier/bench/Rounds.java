package atelier.bench;

import atelier.bench.Setting.Column;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Precision;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures workloads: what both sides start from is written once, their results are compared, a trial chooses the
 * settings of the other side, then all sides run in turn, each time in a process of its own. What the result file
 * already has is not measured again.
 */
final class Rounds {
    private static final int START_IMAGES = 400_000;
    /** As the launcher sets them: a run computes in Java threads, and spinning would starve them. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("OMP_WAIT_POLICY", "PASSIVE", "OMP_NUM_THREADS", "1", "MALLOC_ARENA_MAX", "2");

    /** How much is measured. */
    record Size(int rounds, double seconds, int count, int threads, @Nullable Path weightsRoot) {}

    private final Path bench;
    private final Path logs;
    private final Results results;
    private final @Nullable PyTorch pytorch;
    private final Precision precision;
    private final PrintWriter err;

    Rounds(Path bench, Path logs, Results results, @Nullable PyTorch pytorch, Precision precision, PrintWriter err)
            throws IOException {
        this.bench = bench;
        this.logs = Files.createDirectories(logs);
        this.results = results;
        this.pytorch = pytorch;
        this.precision = precision;
        this.err = err;
    }

    /** All rounds of one workload. */
    void all(Workload workload, Size size) throws IOException {
        Task task = prepared(workload, size);
        compareResults(workload, task);
        List<Setting> others = chosen(workload, task);
        for (int round = 1; round <= size.rounds(); round++) {
            if (workload.kind() == Workload.Kind.TRAINING) {
                Task limit = task("limit", size, size.seconds() / 2);
                measure(workload, Column.LIMIT, "", round, () -> atelier("rate", limit)
                        .answer());
            }
            measure(workload, Column.ATELIER, "", round, () -> own(workload, task));
            for (Setting setting : others) {
                measure(workload, setting.column(), setting.name(), round, () -> other(workload, task, setting));
            }
        }
    }

    private Task task(String name, Size size, double seconds) throws IOException {
        String folder = name + "-" + size.count() + "-" + FeatureProgram.networkName(size.weightsRoot());
        Path exchange = Files.createDirectories(bench.resolve("work").resolve(folder));
        return new Task(name, exchange, seconds, size.count(), size.threads(), precision, absolute(size.weightsRoot()));
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath();
    }

    /** The workload's task, with its exchange folder filled; that of {@code start} is the VAE's. */
    private Task prepared(Workload workload, Size size) throws IOException {
        boolean start = workload.kind() == Workload.Kind.START;
        Task task = task(start ? "vae" : workload.name(), size, size.seconds());
        if (!Files.exists(task.exchange().resolve("settings.json"))) {
            err.println(workload.name() + ": preparing");
            require(workload.name(), () -> atelier("prepare", task).answer());
        }
        double operations =
                Exchange.settings(task.exchange()).path("operationsPerImage").asDouble();
        if (operations > 0) {
            results.head().withObject("/operationsPerImage").put(task.workload(), operations);
        }
        if (start) {
            // Builds the launcher's own copy and its archive of classes, if that has not been done.
            List<String> version = List.of(bench.resolveSibling("atelier").toString(), "--version");
            require("start", () -> new ChildProcess(version, Map.of(), logs.resolve("start.log")).lastLine());
        }
        return task;
    }

    private interface Answer<T> {
        T get() throws ChildProcess.Failed;
    }

    private static <T> T require(String name, Answer<T> answer) {
        try {
            return answer.get();
        } catch (ChildProcess.Failed failure) {
            throw new AtelierException(Exit.FAULT, name + ": Atelier's side " + failure.getMessage(), failure);
        }
    }

    private void compareResults(Workload workload, Task task) {
        PyTorch other = pytorch;
        boolean known = results.agreement(workload.name()).isPresent();
        if (other == null || known || workload.kind() == Workload.Kind.START) {
            return;
        }
        err.println(workload.name() + ": comparing results");
        ObjectNode own = require(workload.name(), () -> atelier("check", task).answer());
        // Results are compared in float32: bfloat16 would drown differences in its rounding.
        Setting plainest = workload.settings(task.threads(), Precision.FLOAT32).get(0);
        try {
            Agreement agreement = Agreement.of(
                    workload, own, other.process("check", task, plainest).answer());
            err.println(String.format(
                    Locale.ROOT,
                    "%s: largest relative difference %.2g over %d values of %s",
                    workload.name(),
                    agreement.difference(),
                    agreement.steps(),
                    String.join(", ", agreement.compared())));
            results.add(agreement);
        } catch (ChildProcess.Failed failure) {
            throw new AtelierException(
                    Exit.FAULT, workload.name() + ": the PyTorch side " + failure.getMessage(), failure);
        }
    }

    /** Of every column the setting that was fastest in a trial; the rounds decide between columns only. */
    private List<Setting> chosen(Workload workload, Task task) {
        if (pytorch == null) {
            return List.of();
        }
        List<Setting> settings = workload.settings(task.threads(), precision);
        List<Setting> chosen = new ArrayList<>();
        for (Column column : Column.values()) {
            List<Setting> candidates = settings.stream()
                    .filter(setting -> setting.column() == column)
                    .toList();
            if (candidates.size() > 1) {
                candidates.forEach(
                        setting -> measure(workload, column, setting.name(), 0, () -> other(workload, task, setting)));
            }
            candidates.stream()
                    .max(Comparator.comparingDouble(setting -> results.find(workload.name(), column, setting.name(), 0)
                            .map(Measurement::rate)
                            .orElse(0.0)))
                    .ifPresent(chosen::add);
        }
        return chosen;
    }

    private void measure(Workload workload, Column column, String setting, int round, Answer<ObjectNode> answer) {
        if (results.find(workload.name(), column, setting, round).isPresent()) {
            return;
        }
        Machine.OtherLoad load = new Machine.OtherLoad();
        Measurement measurement;
        try {
            ObjectNode got = answer.get();
            measurement = new Measurement(
                    workload.name(),
                    column,
                    setting,
                    round,
                    got.path("images").asDouble(),
                    got.path("seconds").asDouble(),
                    got.path("cpuSeconds").asDouble(),
                    got.path("peakBytes").asLong(),
                    load.sinceStart(),
                    got.has("fromDisk") ? got.path("fromDisk").asDouble() : null,
                    null);
        } catch (ChildProcess.Failed failure) {
            if (column == Column.ATELIER || column == Column.LIMIT) {
                throw new AtelierException(
                        Exit.FAULT, workload.name() + ": Atelier's side " + failure.getMessage(), failure);
            }
            measurement = new Measurement(
                    workload.name(), column, setting, round, 0, 0, 0, 0, load.sinceStart(), null, failure.getMessage());
        }
        results.add(measurement);
        err.println(String.format(
                Locale.ROOT,
                "%s, %s: %s%s %s",
                workload.name(),
                round == 0 ? "trial" : "round " + round,
                column.name().toLowerCase(Locale.ROOT),
                setting.isEmpty() ? "" : " (" + setting + ")",
                measurement.succeeded()
                        ? PerformanceTable.number(measurement.rate()) + "/s"
                        : "failed, " + measurement.failure()));
    }

    private ObjectNode own(Workload workload, Task task) throws ChildProcess.Failed {
        if (workload.kind() != Workload.Kind.START) {
            return atelier("rate", task).answer();
        }
        Path run = bench.resolve("work").resolve("start-run");
        try {
            delete(run);
            List<String> command = List.of(
                    bench.resolveSibling("atelier").toString(),
                    "train",
                    "vae",
                    "shapes",
                    "--unconditional",
                    "--threads",
                    String.valueOf(task.threads()),
                    "--images",
                    String.valueOf(START_IMAGES),
                    "--out",
                    run.toString());
            return new ChildProcess(command, Map.of(), logs.resolve("start.log"))
                    .untilLine(line -> line.matches(".*: \\d+ of " + START_IMAGES + ".*"));
        } finally {
            delete(run);
        }
    }

    private ObjectNode other(Workload workload, Task task, Setting setting) throws ChildProcess.Failed {
        PyTorch side = pytorch;
        if (side == null) {
            throw new ChildProcess.Failed("there is no PyTorch");
        }
        return workload.kind() == Workload.Kind.START
                ? side.process("start", task, setting).untilLine(line -> line.startsWith("{"))
                : side.process("rate", task, setting).answer();
    }

    private ChildProcess atelier(String mode, Task task) {
        return atelier(mode, task, ENVIRONMENT, options(), logs);
    }

    /** The options of this program's JVM. */
    static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /** A process of this program's own. */
    static ChildProcess atelier(
            String mode, Task task, Map<String, String> environment, List<String> options, Path logs) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AtelierSide.class.getName(), mode));
        command.add(Exchange.JSON.valueToTree(task).toString());
        return new ChildProcess(command, environment, logs.resolve(task.workload() + "-atelier.log"));
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
