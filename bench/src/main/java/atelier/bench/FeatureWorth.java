package atelier.bench;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.evaluation.FrechetDistance;
import atelier.evaluation.SetPair;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a feature network is worth: whether the Fréchet distance in its features rises with every step of every
 * {@link Damage}, on several sets of real pictures. {@code bench/features} runs it. One line of results per distance is
 * appended to a file; the same command goes on after the last of them.
 */
public final class FeatureWorth {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 500;

    private final Path results;
    private final PrintStream out;
    private final int most;
    private final Map<String, Double> known = new LinkedHashMap<>();

    /**
     * Reads what is known.
     *
     * @param most pictures of each kind, at most; part of what results are called
     */
    FeatureWorth(Path results, PrintStream out, int most) throws IOException {
        this.results = results;
        this.out = out;
        this.most = most;
        if (Files.isRegularFile(results)) {
            // Whoever was killed may have left half a line at the end; it is measured again.
            String text = Files.readString(results);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            Files.writeString(results, whole);
            for (String line : whole.lines().toList()) {
                JsonNode node = JSON.readTree(line);
                known.put(node.path("what").asText(), node.path("distance").asDouble());
            }
        }
    }

    /**
     * Measures and prints a table.
     *
     * @param arguments FEATURES RESULTS.jsonl DATA…; weights lie where {@code ATELIER_WEIGHTS} says
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            System.err.println("expected FEATURES RESULTS.jsonl DATA..., such as atelier-32 worth.jsonl shapes");
            System.exit(2);
        }
        FeatureWorth worth = new FeatureWorth(Path.of(arguments[1]), System.out, MOST);
        try (FeatureNetwork network = FeatureNetworks.open(arguments[0], FeatureNetworks.Options.defaults())) {
            for (String data : List.of(arguments).subList(2, arguments.length)) {
                try (ImageDataset set = Datasets.open(data, DataOptions.defaults(), (phase, done, total) -> {})) {
                    worth.measure(network, set);
                }
            }
        }
    }

    /** All kinds of damage at all strengths on one set, as a table of distances. */
    void measure(FeatureNetwork network, ImageDataset data) throws IOException {
        ImageSet real = some(data.test());
        ImageSet other = some(data.train());
        FeatureSet reference = null;
        out.printf("%n%s, %s, %d against %d%n%n", data.name(), network.convention(), other.count(), real.count());
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
                Double before = known.get(what);
                if (before == null) {
                    if (reference == null) {
                        reference = features(network, real, Damage.BLUR, 0);
                    }
                    before = new FrechetDistance()
                            .value(new SetPair(reference, features(network, other, damage, strength)));
                    keep(what, before);
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

    private void keep(String what, double distance) throws IOException {
        known.put(what, distance);
        ObjectNode line = JSON.createObjectNode().put("what", what).put("distance", distance);
        Files.writeString(
                results,
                JSON.writeValueAsString(line) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
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
