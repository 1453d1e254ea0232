package atelier.bench.features;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.ProgressListener;
import atelier.evaluation.FrechetDistance;
import atelier.evaluation.SetPair;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.provenance.Exit;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Whether the Fréchet distance in a network's features rises with every step of every {@link Damage}, on several sets of
 * real pictures.
 */
@Command(
        name = "damage",
        mixinStandardHelpOptions = true,
        description = {"Damages real pictures in eight ways at five strengths and measures their distance.", ""})
final class DamageWorth implements Callable<Integer> {
    private static final int MOST = 500;

    private final PrintWriter out;
    private final int most;

    @Mixin
    private WorthArguments arguments = new WorthArguments();

    @Parameters(arity = "1..*", paramLabel = "DATA", description = "As for ./atelier train, such as shapes.")
    private List<String> sets = List.of();

    DamageWorth(PrintWriter out) {
        this(out, MOST);
    }

    /**
     * The program with other counts.
     *
     * @param most pictures of each kind, at most; part of what results are called
     */
    DamageWorth(PrintWriter out, int most) {
        this.out = out;
        this.most = most;
    }

    @Override
    public Integer call() throws IOException {
        MeasuredValues known = new MeasuredValues(arguments.results());
        try (FeatureNetwork network = arguments.network()) {
            for (String name : sets) {
                try (ImageDataset set = Datasets.open(name, DataOptions.defaults(), ProgressListener.NONE)) {
                    measure(network, set, known);
                }
            }
        }
        return Exit.DONE.code();
    }

    /** All kinds of damage at all strengths on one set, as a table of distances. */
    void measure(FeatureNetwork network, ImageDataset data, MeasuredValues known) throws IOException {
        ImageSet real = some(data.test());
        ImageSet other = some(data.train());
        FeatureSet reference = null;
        out.printf(
                Locale.ROOT,
                "%n%s, %s, %d against %d%n%n",
                data.name(),
                network.convention(),
                other.count(),
                real.count());
        out.println("| damage | 0 | 1 | 2 | 3 | 4 | 5 | rises at every step |");
        out.println("|---|---|---|---|---|---|---|---|");
        for (Damage damage : Damage.values()) {
            double[] distances = new double[Damage.STRENGTHS + 1];
            for (int strength = 0; strength <= Damage.STRENGTHS; strength++) {
                String what = String.join(
                        " ",
                        network.convention(),
                        data.name(),
                        Integer.toString(most),
                        damage.key(),
                        Integer.toString(strength));
                Double before = known.find(what);
                if (before == null) {
                    if (reference == null) {
                        reference = features(network, real, Damage.BLUR, 0);
                    }
                    before = new FrechetDistance()
                            .value(new SetPair(reference, features(network, other, damage, strength)));
                    known.keep(what, before);
                }
                distances[strength] = before;
            }
            StringBuilder row = new StringBuilder("| ").append(damage.key());
            for (double distance : distances) {
                row.append(String.format(Locale.ROOT, " | %.4g", distance));
            }
            out.println(
                    row.append(" | ").append(rises(distances) ? "yes" : "no").append(" |"));
        }
    }

    /** Whether every value is above the one before it. */
    static boolean rises(double[] values) {
        for (int i = 1; i < values.length; i++) {
            if (values[i] <= values[i - 1]) {
                return false;
            }
        }
        return true;
    }

    private static FeatureSet features(FeatureNetwork network, ImageSet set, Damage damage, int strength) {
        byte[] pixels = damage.apply(set, strength);
        try (Scope scope = Scope.withoutGradient()) {
            return new FeatureExtraction(network, Runtime.getRuntime().availableProcessors())
                    .extract(ImageBatches.of(Pixels.toFloat(pixels, set.count(), set.size(), set.channels())));
        }
    }

    /** In an order that does not depend on classes. */
    private ImageSet some(ImageSet set) {
        int[] order = RandomStream.of(1, "evaluation order", 0).permutation(set.count());
        return set.choose(Arrays.copyOf(order, Math.min(most, order.length)));
    }
}
