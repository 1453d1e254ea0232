package atelier.bench;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.Precision;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench/levers}: what each choice about processor, memory and JVM does to the speed of training. All variants run
 * in turn, round after round, and are set beside the usual way of the same round.
 */
@Command(
        name = "bench/levers",
        mixinStandardHelpOptions = true,
        description = {"Trains in the usual way and with one thing changed at a time, in turn, and prints ratios.", ""})
public final class Levers implements Callable<Integer> {
    private static final int COUNT = 10_000;

    /**
     * One change.
     *
     * @param environment over the usual one
     * @param collector the JVM's option for its collector
     */
    private record Lever(
            String name, Map<String, String> environment, String collector, int threads, Precision precision) {}

    private final Path bench;
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--workloads", split = ",", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
    private List<String> workloads = List.of("vae", "gan");

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each measurement. Default: ${DEFAULT-VALUE}.")
    private double seconds = 6;

    Levers(Path bench, PrintWriter out, PrintWriter err) {
        this.bench = bench;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Path bench = Path.of(System.getProperty("atelier.bench", "bench")).toAbsolutePath();
        System.exit(BenchCommand.execute("bench/levers", new Levers(bench, out, err), out, err, arguments));
    }

    private static List<Lever> levers() {
        int all = Runtime.getRuntime().availableProcessors();
        Precision fast = Precision.fastest(Device.CPU);
        Precision other = fast == Precision.FLOAT32 ? Precision.BF16 : Precision.FLOAT32;
        String serial = "-XX:+UseSerialGC";
        Map<String, String> usual = Map.of();
        List<Lever> levers = new ArrayList<>();
        levers.add(new Lever("as it is", usual, serial, all, fast));
        if (all > 1) {
            levers.add(new Lever("one replica on one thread", usual, serial, 1, fast));
        }
        levers.add(new Lever(other.name().toLowerCase(Locale.ROOT) + " instead", usual, serial, all, other));
        levers.add(new Lever(
                "waiting threads spin (OMP_WAIT_POLICY=ACTIVE)",
                Map.of("OMP_WAIT_POLICY", "ACTIVE"),
                serial,
                all,
                fast));
        levers.add(new Lever("as many arenas as malloc likes", Map.of("MALLOC_ARENA_MAX", "64"), serial, all, fast));
        levers.add(new Lever(
                "large pages for malloc", Map.of("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"), serial, all, fast));
        levers.add(new Lever("G1 instead of the serial collector", usual, "-XX:+UseG1GC", all, fast));
        return levers;
    }

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || seconds <= 0 || !List.of("vae", "gan", "vaegan").containsAll(workloads)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "--workloads " + String.join(",", workloads) + " --rounds " + rounds + " --seconds " + seconds
                            + ", expected some of vae, gan, vaegan, at least one round, and some time.");
        }
        Path logs = Files.createDirectories(bench.resolve("work").resolve("logs"));
        Machine.OtherLoad load = new Machine.OtherLoad();
        for (String workload : workloads) {
            Map<String, double[]> rates = new LinkedHashMap<>();
            Map<String, Long> peaks = new HashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (Lever lever : levers()) {
                    ObjectNode answer = measure(workload, lever, logs);
                    double rate = answer.path("images").asDouble()
                            / answer.path("seconds").asDouble();
                    rates.computeIfAbsent(lever.name(), name -> new double[rounds])[round] = rate;
                    peaks.merge(lever.name(), answer.path("peakBytes").asLong(), Math::max);
                    err.println(String.format(Locale.ROOT, "%s, %s: %.1f/s", workload, lever.name(), rate));
                }
            }
            print(workload, rates, peaks);
        }
        Double others = load.sinceStart();
        if (others != null && others > Summary.QUIET) {
            err.println("the machine was also busy with other work: these numbers are not for publishing");
        }
        return Exit.DONE.code();
    }

    private ObjectNode measure(String workload, Lever lever, Path logs) {
        Task task = new Task(workload, logs, seconds, COUNT, lever.threads(), lever.precision(), null);
        Map<String, String> environment = new HashMap<>(Rounds.ENVIRONMENT);
        environment.putAll(lever.environment());
        List<String> options = new ArrayList<>(Rounds.options());
        options.removeIf(option -> option.startsWith("-XX:+Use"));
        options.add(lever.collector());
        try {
            return Rounds.atelier("rate", task, environment, options, logs).answer();
        } catch (ChildProcess.Failed failure) {
            throw new AtelierException(Exit.FAULT, lever.name() + ": " + failure.getMessage(), failure);
        }
    }

    private void print(String workload, Map<String, double[]> rates, Map<String, Long> peaks) {
        double[] usual = rates.values().iterator().next();
        out.println("| " + workload + " | /s | ratio | peak MB |");
        out.println("|---|---|---|---|");
        rates.forEach((name, values) -> {
            double[] ratios = new double[rounds];
            Arrays.setAll(ratios, round -> values[round] / usual[round]);
            Arrays.sort(ratios);
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            out.println(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.2f (%.2f to %.2f) | %d |",
                    name,
                    sorted[rounds / 2],
                    ratios[rounds / 2],
                    ratios[0],
                    ratios[rounds - 1],
                    peaks.getOrDefault(name, 0L) / 1_000_000));
        });
        out.println();
    }
}
