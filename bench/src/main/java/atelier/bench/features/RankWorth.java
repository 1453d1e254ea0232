package atelier.bench.features;

import atelier.data.DataOptions;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.evaluation.FrechetDistance;
import atelier.evaluation.SetPair;
import atelier.experiment.RunData;
import atelier.experiment.RunFolder;
import atelier.experiment.Samples;
import atelier.experiment.TrainedModel;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.FeatureSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Whether two networks put generators into the same order: the rank correlation (Spearman) of their Fréchet distances
 * over many runs of one data set.
 */
@Command(
        name = "ranks",
        mixinStandardHelpOptions = true,
        description = {"Measures runs of one data set with two networks and says how alike the orders are.", ""})
final class RankWorth implements Callable<Integer> {
    private static final long SEED_OF_PICTURES = 20_000;
    private static final int MOST_HELD_OUT = 10_000;
    /** From fewer no interval is known. */
    private static final int FEWEST = 5;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<String, FeatureSet> references = new HashMap<>();

    @Mixin
    private WorthArguments arguments = new WorthArguments();

    @Option(
            names = "--other",
            paramLabel = "NAME",
            description = "The network whose order is the measure. Default: ${DEFAULT-VALUE}.")
    private String other = "mobilenetv2";

    @Option(names = "--count", paramLabel = "N", description = "Pictures of each run. Default: ${DEFAULT-VALUE}.")
    private int count = 5_000;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of finished runs, all of the same data.")
    private List<Path> runs = List.of();

    RankWorth(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        MeasuredValues known = new MeasuredValues(arguments.results());
        requireOneSet();
        try (FeatureNetwork first = arguments.network();
                FeatureNetwork second = FeatureNetworks.open(other, FeatureNetworks.Options.defaults())) {
            double[] one = new double[runs.size()];
            double[] two = new double[runs.size()];
            out.println("| run | images seen | " + first.convention() + " | " + second.convention() + " |");
            out.println("|---|---|---|---|");
            for (int i = 0; i < one.length; i++) {
                RunFolder run = RunFolder.open(runs.get(i));
                one[i] = distance(run, first, known);
                two[i] = distance(run, second, known);
                JsonNode document = run.read();
                out.println(String.format(
                        Locale.ROOT,
                        "| %s | %,d | %.4g | %.4g |",
                        document.path("model").asText(),
                        document.path("imagesSeen").asLong(),
                        one[i],
                        two[i]));
                out.flush();
            }
            out.println();
            out.println(summary(one, two));
        }
        return Exit.DONE.code();
    }

    private void requireOneSet() {
        List<String> sets = runs.stream()
                .map(run -> RunFolder.open(run)
                        .read()
                        .path("data")
                        .path("contentHash")
                        .asText())
                .distinct()
                .toList();
        if (sets.size() > 1) {
            throw new AtelierException(
                    Exit.USAGE,
                    "The runs are of " + sets.size() + " data sets; expected one, since distances to different"
                            + " pictures have no common order.");
        }
    }

    private double distance(RunFolder run, FeatureNetwork network, MeasuredValues known) throws IOException {
        String what = String.join(
                " ",
                "ranks",
                network.convention(),
                run.path().toAbsolutePath().normalize().toString(),
                run.read().path("created").asText(),
                Integer.toString(count));
        Double value = known.find(what);
        if (value == null) {
            err.println(what);
            FeatureExtraction extraction =
                    new FeatureExtraction(network, Runtime.getRuntime().availableProcessors());
            FeatureSet real = real(run, extraction);
            try (TrainedModel model = TrainedModel.load(run, Device.CPU)) {
                value = new FrechetDistance()
                        .value(new SetPair(
                                real, extraction.extract(Samples.of(model.generator(), SEED_OF_PICTURES, count))));
            }
            known.keep(what, value);
        }
        return value;
    }

    private FeatureSet real(RunFolder run, FeatureExtraction extraction) {
        FeatureSet known = references.get(extraction.convention());
        if (known == null) {
            try (ImageDataset set = RunData.open(run, DataOptions.defaults(), ProgressListener.NONE)) {
                ImageSet some = Samples.some(set.test(), MOST_HELD_OUT);
                known = extraction.extract(some);
            }
            references.put(extraction.convention(), known);
        }
        return known;
    }

    /** Correlation and interval in words. */
    static String summary(double[] one, double[] two) {
        double correlation = spearman(one, two);
        int n = one.length;
        if (n < FEWEST) {
            return String.format(Locale.ROOT, "Rank correlation over %d runs: %.3f.", n, correlation);
        }
        // Fisher's z with the variance of Bonett and Wright 2000.
        double z = 0.5 * Math.log((1 + correlation) / (1 - correlation));
        double spread = 1.96 * Math.sqrt((1 + correlation * correlation / 2) / (n - 3));
        return String.format(
                Locale.ROOT,
                "Rank correlation over %d runs: %.3f (%.3f to %.3f).",
                n,
                correlation,
                Math.tanh(z - spread),
                Math.tanh(z + spread));
    }

    /** Pearson's correlation of ranks; equal values share the mean of their ranks. */
    static double spearman(double[] one, double[] two) {
        double[] x = ranks(one);
        double[] y = ranks(two);
        double middle = (x.length + 1) / 2.0;
        double both = 0;
        double ofX = 0;
        double ofY = 0;
        for (int i = 0; i < x.length; i++) {
            both += (x[i] - middle) * (y[i] - middle);
            ofX += (x[i] - middle) * (x[i] - middle);
            ofY += (y[i] - middle) * (y[i] - middle);
        }
        return both / Math.sqrt(ofX * ofY);
    }

    private static double[] ranks(double[] values) {
        return Arrays.stream(values)
                .map(value -> {
                    long below = Arrays.stream(values).filter(v -> v < value).count();
                    long equal = Arrays.stream(values).filter(v -> v == value).count();
                    return below + (equal + 1) / 2.0;
                })
                .toArray();
    }
}
