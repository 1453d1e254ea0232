package atelier.bench;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.Precision;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/compare}: Atelier and PyTorch at the same work, in turn. */
@Command(
        name = "bench/compare",
        mixinStandardHelpOptions = true,
        description = {
            "Runs Atelier and a PyTorch program of the same network, loss, optimiser and batch in turn",
            "and prints what each reached. The same command goes on with a comparison that was stopped.",
            ""
        })
public final class Compare implements Callable<Integer> {
    private final Path bench;
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--workloads", split = ",", paramLabel = "NAME", description = "Default: all of them.")
    private List<String> names = Workload.CATALOGUE.stream().map(Workload::name).toList();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds of all sides in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--threads", paramLabel = "N", description = "Cores to use. Default: all.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long a training workload is measured each time. Default: ${DEFAULT-VALUE}.")
    private double seconds = 10;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Pictures or rows of the other workloads. Default: ${DEFAULT-VALUE}.")
    private int count = 10_000;

    @Option(
            names = "--precision",
            paramLabel = "float32|bf16",
            description = "Of convolutions in training. Default: the faster one here.")
    private @Nullable Precision precision;

    @Option(
            names = "--weights-root",
            paramLabel = "DIR",
            description = "Folder with mobilenetv2_nchw. Default: ATELIER_WEIGHTS; without it the built-in network.")
    private @Nullable Path weightsRoot = environment("ATELIER_WEIGHTS");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Results, also those to go on with. Default: bench/results/compare.json.")
    private @Nullable Path file;

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "Measures nothing, but writes the table of --out into this page, for example"
                    + " docs/performance.md. Refused where the machine was busy with other work.")
    private @Nullable Path page;

    /**
     * The command.
     *
     * @param bench the folder of this module
     */
    Compare(Path bench, PrintWriter out, PrintWriter err) {
        this.bench = bench;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Path bench = Path.of(System.getProperty("atelier.bench", "bench")).toAbsolutePath();
        System.exit(execute(bench, out, err, arguments));
    }

    /** The command as a function. */
    static int execute(Path bench, PrintWriter out, PrintWriter err, String... arguments) {
        return BenchCommand.execute("bench/compare", new Compare(bench, out, err), out, err, arguments);
    }

    private static @Nullable Path environment(String variable) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? null : Path.of(value);
    }

    @Override
    public Integer call() throws IOException {
        List<Workload> workloads = workloads();
        Path results = file == null ? bench.resolve("results").resolve("compare.json") : file;
        if (page != null) {
            Results stored = Results.read(results);
            PerformanceTable.publish(page, stored.head(), summaries(workloads, stored));
            out.println(page + ": table of " + results);
            return Exit.DONE.code();
        }
        require(rounds >= 1, "--rounds is " + rounds + ", expected at least 1");
        require(threads >= 1, "--threads is " + threads + ", expected at least 1");
        require(count >= 100 && count <= 12_000, "--count is " + count + ", expected 100 to 12000");
        require(seconds > 0, "--seconds is " + seconds + ", expected more than 0");
        Precision chosen = precision == null ? Precision.fastest(Device.CPU) : precision;
        Results stored = Results.open(results, Machine.describe(), settings(chosen));
        Path logs = bench.resolve("work").resolve("logs");
        @Nullable PyTorch pytorch = PyTorch.find(bench, logs, err).orElse(null);
        if (pytorch != null) {
            stored.note("pytorch", pytorch.description());
        }
        Rounds run = new Rounds(bench, logs, stored, pytorch, chosen, err);
        for (Workload workload : workloads) {
            run.all(workload, new Rounds.Size(rounds, seconds, count, threads, weightsRoot));
        }
        out.print(PerformanceTable.markdown(stored.head(), summaries(workloads, stored)));
        return verdict(stored);
    }

    private List<Workload> workloads() {
        List<String> known = Workload.CATALOGUE.stream().map(Workload::name).toList();
        for (String name : names) {
            require(
                    known.contains(name),
                    "'" + name + "' is no workload; expected some of " + String.join(", ", known));
        }
        return Workload.CATALOGUE.stream()
                .filter(workload -> names.contains(workload.name()))
                .toList();
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new AtelierException(Exit.USAGE, problem + ".");
        }
    }

    /** What must be the same for numbers of two rounds to stand side by side. */
    private ObjectNode settings(Precision chosen) {
        ObjectNode node = Exchange.JSON.createObjectNode();
        node.put("threads", threads);
        node.put("precision", chosen.name().toLowerCase(Locale.ROOT));
        node.put("seconds", seconds);
        node.put("count", count);
        node.put("features", FeatureProgram.networkName(weightsRoot));
        return node;
    }

    private List<Summary> summaries(List<Workload> workloads, Results stored) {
        List<Summary> summaries = new ArrayList<>();
        for (Workload workload : workloads) {
            boolean measured =
                    stored.measurements().stream().anyMatch(m -> m.workload().equals(workload.name()) && m.round() > 0);
            if (measured) {
                summaries.add(Summary.of(
                        workload,
                        stored,
                        stored.head()
                                .path("operationsPerImage")
                                .path(workload.name())
                                .asDouble()));
            }
        }
        return summaries;
    }

    /** Says what is wrong with the numbers; only different results are a failure. */
    private int verdict(Results stored) {
        boolean busy =
                stored.measurements().stream().anyMatch(m -> m.otherLoad() != null && m.otherLoad() > Summary.QUIET);
        if (busy) {
            err.println("the machine was also busy with other work: these numbers are not for publishing");
        }
        Exit exit = Exit.DONE;
        for (Agreement agreement : stored.agreements()) {
            if (!agreement.holds()) {
                err.println(String.format(
                        Locale.ROOT,
                        "%s: both sides differ by %.2g in %s over %d values, at most %.2g is accepted",
                        agreement.workload(),
                        agreement.difference(),
                        String.join(", ", agreement.compared()),
                        agreement.steps(),
                        agreement.tolerance()));
                exit = Exit.FAULT;
            }
        }
        return exit.code();
    }
}
