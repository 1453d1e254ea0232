package atelier.bench.features;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.experiment.Samples;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.FeatureSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * How many held-out pictures the five nearest training pictures name rightly, in a network's features and by the pixels
 * themselves: pictures of one class should lie nearer to each other than in pixels.
 */
@Command(
        name = "neighbours",
        mixinStandardHelpOptions = true,
        description = {"Names real held-out pictures by their nearest training pictures, beside the same by pixels.", ""
        })
final class NeighbourWorth implements Callable<Integer> {
    private static final int K = 5;
    private static final int MOST_TRAINING = 10_000;
    private static final int MOST_HELD_OUT = 2_000;
    private static final int BLOCK = 500;

    private final PrintWriter out;

    @Mixin
    private WorthArguments arguments = new WorthArguments();

    @Parameters(arity = "1..*", paramLabel = "DATA", description = "Sets with classes, as for ./atelier train.")
    private List<String> sets = List.of();

    NeighbourWorth(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        MeasuredValues known = new MeasuredValues(arguments.results());
        try (FeatureNetwork network = arguments.network();
                FeatureNetwork pixels = FeatureNetworks.open("pixels", FeatureNetworks.Options.defaults())) {
            out.println("| set | classes | training, held out | " + network.convention() + " | pixels |");
            out.println("|---|---|---|---|---|");
            for (String name : sets) {
                try (ImageDataset set = Datasets.open(name, DataOptions.defaults(), ProgressListener.NONE)) {
                    measure(network, pixels, set, known);
                }
            }
        }
        return Exit.DONE.code();
    }

    private void measure(FeatureNetwork network, FeatureNetwork pixels, ImageDataset set, MeasuredValues known)
            throws IOException {
        int classes = set.labelNames().size();
        if (classes < 2) {
            throw new AtelierException(
                    Exit.INPUT, set.name() + " has " + classes + " classes; expected at least two, a folder for each.");
        }
        ImageSet training = Samples.some(set.train(), MOST_TRAINING);
        ImageSet heldOut = Samples.some(set.test(), MOST_HELD_OUT);
        StringBuilder row = new StringBuilder(String.format(
                Locale.ROOT, "| %s | %d | %,d, %,d", set.name(), classes, training.count(), heldOut.count()));
        for (FeatureNetwork one : List.of(network, pixels)) {
            String what = String.join(
                    " ",
                    "neighbours",
                    one.convention(),
                    set.name(),
                    Integer.toString(training.count()),
                    Integer.toString(heldOut.count()));
            Double share = known.find(what);
            if (share == null) {
                FeatureExtraction extraction =
                        new FeatureExtraction(one, Runtime.getRuntime().availableProcessors());
                share = accuracy(
                        extraction.extract(training), labels(training), extraction.extract(heldOut), labels(heldOut));
                known.keep(what, share);
            }
            row.append(String.format(Locale.ROOT, " | %.3f", share));
        }
        out.println(row.append(" |"));
        out.flush();
    }

    private static int[] labels(ImageSet set) {
        int[] labels = new int[set.count()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = set.label(i);
        }
        return labels;
    }

    /**
     * The share of rows whose label is the commonest among their {@value K} nearest known rows by Euclidean distance; of
     * labels that are equally common, that of the nearest row counts.
     */
    static double accuracy(FeatureSet known, int[] knownLabels, FeatureSet asked, int[] askedLabels) {
        int right = 0;
        int k = Math.min(K, known.count());
        try (Scope scope = Scope.withoutGradient()) {
            Tensor columns = known.toTensor().to(torch.ScalarType.Double);
            Tensor centre = columns.mean(0);
            columns.sub_(centre);
            Tensor norms = columns.mul(columns).sum(1);
            Tensor rows = asked.toTensor();
            for (int from = 0; from < asked.count(); from += BLOCK) {
                int size = Math.min(BLOCK, asked.count() - from);
                try (Scope inner = Scope.withoutGradient()) {
                    // Without the row's own norm, which moves all of its distances alike.
                    Tensor distances = rows.narrow(0, from, size)
                            .to(torch.ScalarType.Double)
                            .sub(centre)
                            .matmul(columns.t())
                            .mul_(new Scalar(-2.0))
                            .add_(norms);
                    float[] nearest = Torch.toFloats(
                            torch.topk(distances, k, -1, false, true).get1().to(torch.ScalarType.Float));
                    for (int i = 0; i < size; i++) {
                        right += commonest(nearest, i * k, k, knownLabels) == askedLabels[from + i] ? 1 : 0;
                    }
                }
            }
        }
        return right / (double) asked.count();
    }

    private static int commonest(float[] nearest, int from, int k, int[] labels) {
        int best = labels[(int) nearest[from]];
        int most = 0;
        for (int i = 0; i < k; i++) {
            int label = labels[(int) nearest[from + i]];
            int votes = 0;
            for (int j = 0; j < k; j++) {
                votes += labels[(int) nearest[from + j]] == label ? 1 : 0;
            }
            if (votes > most) {
                most = votes;
                best = label;
            }
        }
        return best;
    }
}
