package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.nn.features.FeatureSet;
import atelier.torch.Npy;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** How each golden entry of a feature metric is computed; the longest prefix comes first. */
final class FeatureMetricChecks {
    private FeatureMetricChecks() {}

    static void register(BiConsumer<String, BiConsumer<Golden, JsonNode>> register) {
        register.accept("frechet.infinity", FeatureMetricChecks::frechetInfinity);
        register.accept(
                "frechet.",
                (golden, entry) -> golden.check(
                        entry, "value", new FrechetDistance().value(pair(golden, entry, "first", "second"))));
        register.accept("kid.subsets", FeatureMetricChecks::kidSubsets);
        register.accept("kid.", FeatureMetricChecks::kid);
        register.accept("improved_pr.", FeatureMetricChecks::improvedPrecisionRecall);
        register.accept("prdc.", FeatureMetricChecks::precisionRecallDensityCoverage);
        register.accept("cmmd.", FeatureMetricChecks::rbf);
        register.accept("realism", FeatureMetricChecks::realism);
        register.accept("vendi.", FeatureMetricChecks::vendi);
        register.accept("authpct.", FeatureMetricChecks::authenticity);
        register.accept("ct.", FeatureMetricChecks::copying);
        register.accept("inception_score.", FeatureMetricChecks::inceptionScore);
        register.accept("sliced_wasserstein.", FeatureMetricChecks::slicedWasserstein);
    }

    private static void rbf(Golden golden, JsonNode entry) {
        boolean unit = entry.get("params").get("l2_normalise_rows").asBoolean();
        FeatureSet first = golden.features(entry, "first");
        FeatureSet second = golden.features(entry, "second");
        SetPair pair = unit ? new SetPair(unitRows(first), unitRows(second)) : new SetPair(first, second);
        golden.check(entry, "value", new RbfDistance().value(pair));
    }

    private static FeatureSet unitRows(FeatureSet set) {
        float[] values = set.values().clone();
        for (int row = 0; row < set.count(); row++) {
            double norm = 0;
            for (int d = 0; d < set.dimensions(); d++) {
                norm += Math.pow(values[row * set.dimensions() + d], 2);
            }
            for (int d = 0; d < set.dimensions(); d++) {
                values[row * set.dimensions() + d] /= (float) Math.sqrt(norm);
            }
        }
        return new FeatureSet(set.network(), set.count(), set.dimensions(), values);
    }

    private static void realism(Golden golden, JsonNode entry) {
        SetPair pair = pair(golden, entry, "real", "generated");
        double[] scores = Realism.perRow(pair);
        golden.check(entry, "values", scores);
        golden.check(entry, "first8", Arrays.copyOf(scores, 8));
        golden.check(entry, "mean", new Realism().value(pair));
    }

    private static void vendi(Golden golden, JsonNode entry) {
        FeatureSet set = golden.features(entry, "features");
        golden.check(entry, "q1", Vendi.score(set, 1));
        golden.check(entry, "q2", Vendi.score(set, 2));
        golden.check(entry, "qinf", Vendi.score(set, Double.POSITIVE_INFINITY));
    }

    private static void authenticity(Golden golden, JsonNode entry) {
        FeatureSet training = golden.features(entry, "train");
        SetPair pair = new SetPair(training, golden.features(entry, "generated"), training);
        golden.check(entry, "value", new Authenticity().value(pair));
    }

    private static void copying(Golden golden, JsonNode entry) {
        FeatureSet training = golden.features(entry, "train");
        FeatureSet test = golden.features(entry, "test");
        FeatureSet generated = golden.features(entry, "generated");
        if (!entry.get("inputs").has("cells_train")) {
            golden.check(
                    entry,
                    "value",
                    CopyingStatistic.mannWhitney(
                            Neighbourhoods.Nearest.of(test, training, false).distance(),
                            Neighbourhoods.Nearest.of(generated, training, false)
                                    .distance()));
            return;
        }
        CopyingStatistic.Cells cells = CopyingStatistic.cells(
                assigned(golden, entry, training, "cells_train"),
                assigned(golden, entry, test, "cells_test"),
                assigned(golden, entry, generated, "cells_generated"),
                entry.get("params").get("cells").asInt(),
                entry.get("params").get("tau").asDouble());
        golden.check(entry, "value", cells.value());
        golden.check(entry, "z_per_cell", cells.scores());
        for (int i = 0; i < cells.included().length; i++) {
            assertThat(cells.included()[i])
                    .isEqualTo(golden.expected(entry, "cell_included").get(i).asBoolean());
        }
    }

    private static CopyingStatistic.Assigned assigned(Golden golden, JsonNode entry, FeatureSet rows, String input) {
        return new CopyingStatistic.Assigned(
                rows, integers(golden.input(entry, input).longs()));
    }

    private static void inceptionScore(Golden golden, JsonNode entry) {
        Npy probabilities = golden.input(entry, "probabilities");
        double[] scores = InceptionScore.perSplit(
                probabilities.doubles(),
                (int) probabilities.shape()[1],
                entry.get("params").get("splits").asInt());
        double mean = Arrays.stream(scores).average().orElseThrow();
        golden.check(entry, "per_split", scores);
        golden.check(entry, "mean", mean);
        golden.check(
                entry,
                "std",
                Math.sqrt(Arrays.stream(scores)
                        .map(s -> (s - mean) * (s - mean))
                        .average()
                        .orElseThrow()));
    }

    private static void slicedWasserstein(Golden golden, JsonNode entry) {
        FeatureSet first = golden.features(entry, "first");
        if (!entry.get("inputs").has("directions")) {
            golden.check(entry, "value", SlicedWasserstein.approximation(first, golden.features(entry, "second")));
            return;
        }
        if (entry.get("params").has("first_rows")) {
            first = first.first(entry.get("params").get("first_rows").asInt());
        }
        SlicedWasserstein.Transport transport = SlicedWasserstein.between(
                first,
                golden.features(entry, "second"),
                golden.input(entry, "directions").doubles());
        golden.check(entry, "sw2_squared", transport.meanSquared());
        golden.check(entry, "sw2", Math.sqrt(transport.meanSquared()));
        golden.check(entry, "sw1", transport.meanAbsolute());
        if (entry.get("expected").has("mind")) {
            golden.check(entry, "mind", 3 * first.dimensions() * transport.meanSquared());
            golden.check(entry, "max_sw2_over_directions", transport.largest());
        }
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
