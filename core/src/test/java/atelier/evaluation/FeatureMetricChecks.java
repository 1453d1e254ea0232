package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** How each golden entry of a feature metric is computed; the longest prefix comes first. */
final class FeatureMetricChecks {
    private FeatureMetricChecks() {}

    static void register(BiConsumer<String, BiConsumer<Golden, JsonNode>> register) {
        register.accept("frechet.infinity", FeatureMetricChecks::frechetInfinity);
        register.accept("frechet.", (golden, entry) -> golden.check(
                entry, "value", new FrechetDistance().value(pair(golden, entry, "first", "second"))));
        register.accept("kid.subsets", FeatureMetricChecks::kidSubsets);
        register.accept("kid.", FeatureMetricChecks::kid);
        register.accept("improved_pr.", FeatureMetricChecks::improvedPrecisionRecall);
        register.accept("prdc.", FeatureMetricChecks::precisionRecallDensityCoverage);
    }

    private static SetPair pair(Golden golden, JsonNode entry, String first, String second) {
        return new SetPair(golden.features(entry, first), golden.features(entry, second));
    }

    private static void kid(Golden golden, JsonNode entry) {
        FeatureSet first = golden.features(entry, "first");
        if (entry.get("params").has("first_rows")) {
            first = first.first(entry.get("params").get("first_rows").asInt());
        }
        golden.check(entry, "value", new KernelDistance().value(new SetPair(first, golden.features(entry, "second"))));
    }

    private static void kidSubsets(Golden golden, JsonNode entry) {
        FeatureSet first = golden.features(entry, "first");
        FeatureSet second = golden.features(entry, "second");
        int subsets = entry.get("params").get("subsets").asInt();
        int size = entry.get("params").get("subset_size").asInt();
        int[] firstRows = integers(golden.input(entry, "indices_first").longs());
        int[] secondRows = integers(golden.input(entry, "indices_second").longs());
        double[] values = new double[subsets];
        for (int i = 0; i < subsets; i++) {
            values[i] = KernelDistance.between(
                    first.rows(Arrays.copyOfRange(firstRows, i * size, (i + 1) * size)),
                    second.rows(Arrays.copyOfRange(secondRows, i * size, (i + 1) * size)));
        }
        golden.check(entry, "per_subset", values);
        double mean = Arrays.stream(values).average().orElseThrow();
        golden.check(entry, "mean", mean);
        golden.check(
                entry,
                "std",
                Math.sqrt(Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElseThrow()));
    }

    private static void improvedPrecisionRecall(Golden golden, JsonNode entry) {
        SetPair pair = pair(golden, entry, "real", "generated");
        Neighbourhoods.Balls balls =
                pair.neighbourhoods().balls(entry.get("params").get("k").asInt(), true);
        double precision = balls.precision();
        double recall = balls.recall();
        golden.check(entry, "precision", precision);
        golden.check(entry, "recall", recall);
        golden.check(entry, "precision_count", precision * pair.generated().count());
        golden.check(entry, "recall_count", recall * pair.real().count());
        golden.check(entry, "f_score", 2 * precision * recall / Math.max(1e-5, precision + recall));
    }

    private static void precisionRecallDensityCoverage(Golden golden, JsonNode entry) {
        int k = entry.get("params").get("k").asInt();
        Neighbourhoods.Balls balls =
                pair(golden, entry, "real", "generated").neighbourhoods().balls(k, false);
        golden.check(entry, "precision", balls.precision());
        golden.check(entry, "recall", balls.recall());
        golden.check(entry, "density", balls.density(k));
        golden.check(entry, "coverage", balls.coverage());
    }

    private static void frechetInfinity(Golden golden, JsonNode entry) {
        FeatureSet first = golden.features(entry, "first");
        FeatureSet second = golden.features(entry, "second");
        int[] sizes = integers(golden.input(entry, "sizes").longs());
        int[] indices = integers(golden.input(entry, "indices").longs());
        int[][] subsets = new int[sizes.length][];
        int from = 0;
        for (int i = 0; i < sizes.length; i++) {
            subsets[i] = Arrays.copyOfRange(indices, from, from + sizes[i]);
            from += sizes[i];
        }
        FrechetInfinity.Fit fit = FrechetInfinity.fit(first, second, subsets);
        golden.check(entry, "fd_per_size", fit.distances());
        golden.check(entry, "value", fit.intercept());
    }

    static int[] integers(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }
}
