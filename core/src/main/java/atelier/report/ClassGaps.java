package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A measure class by class, over all models of a comparison.
 *
 * @param metric name of the metric that is divided
 * @param classes names, in the order of the labels
 * @param floors per class what real pictures reach; null where unknown
 * @param models those that have any value; scores are means over their runs, a class without a value has an empty one
 */
record ClassGaps(
        String metric, String convention, List<String> classes, List<@Nullable Double> floors, List<Row> models) {
    /** A model and one score per class. */
    record Row(ModelResult model, List<StoredScore> scores) {}

    private static final StoredScore NONE = new StoredScore(null, null, null, null, null, null);

    /** Every measure that any run has, in the order in which they were stored. */
    static List<ClassGaps> readAll(Comparison comparison) {
        Map<String, JsonNode> measures = new LinkedHashMap<>();
        List<String> classes = new ArrayList<>();
        for (ModelResult model : comparison.models()) {
            for (Run run : model.runs()) {
                JsonNode stored = run.scores().path("perClass");
                if (classes.isEmpty()) {
                    stored.path("classes").forEach(name -> classes.add(name.asText()));
                }
                stored.path("measures")
                        .forEach(measure -> measures.putIfAbsent(Stored.text(measure, "metric", "?"), measure));
            }
        }
        return measures.entrySet().stream()
                .map(entry -> read(entry.getKey(), entry.getValue(), classes, comparison))
                .filter(gaps -> !gaps.models().isEmpty())
                .toList();
    }

    private static ClassGaps read(String metric, JsonNode first, List<String> classes, Comparison comparison) {
        List<Row> models = new ArrayList<>();
        for (ModelResult model : comparison.models()) {
            List<JsonNode> runs = model.runs().stream()
                    .filter(Run::measured)
                    .map(run -> values(run, metric))
                    .filter(JsonNode::isArray)
                    .toList();
            List<StoredScore> scores = IntStream.range(0, classes.size())
                    .mapToObj(label -> mean(runs, label))
                    .toList();
            if (scores.stream().anyMatch(score -> score.value() != null)) {
                models.add(new Row(model, scores));
            }
        }
        List<@Nullable Double> floors = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            floors.add(Stored.number(first.path("values").path(label), "floor"));
        }
        return new ClassGaps(metric, Stored.text(first, "convention", ""), classes, floors, models);
    }

    private static JsonNode values(Run run, String metric) {
        for (JsonNode measure : run.scores().path("perClass").path("measures")) {
            if (metric.equals(Stored.text(measure, "metric"))) {
                return measure.path("values");
            }
        }
        return Stored.NOTHING;
    }

    /** Of one run its own interval; of several their mean, from the least to the greatest. */
    private static StoredScore mean(List<JsonNode> runs, int label) {
        List<StoredScore> scores = runs.stream()
                .map(run -> StoredScore.read(run.path(label)))
                .filter(score -> score.value() != null)
                .toList();
        if (scores.size() < 2) {
            return scores.isEmpty() ? NONE : scores.get(0);
        }
        double[] values = scores.stream()
                .map(StoredScore::value)
                .filter(Objects::nonNull)
                .mapToDouble(value -> value)
                .sorted()
                .toArray();
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return new StoredScore(sum / values.length, values[0], values[values.length - 1], null, null, null);
    }

    /** Labels of the classes for which there is any value, the widest mean gap to real pictures first. */
    List<Integer> byGap() {
        return IntStream.range(0, classes.size())
                .boxed()
                .filter(label ->
                        models.stream().anyMatch(row -> row.scores().get(label).value() != null))
                .sorted(Comparator.comparingDouble((Integer label) -> -gap(label)))
                .toList();
    }

    private double gap(int label) {
        return models.stream()
                .mapToDouble(row -> gap(row.scores(), label))
                .average()
                .orElse(0);
    }

    /** How far a model stays behind real pictures in a class; without a floor, behind 1. */
    private double gap(List<StoredScore> scores, int label) {
        Double value = scores.get(label).value();
        Double floor = floors.get(label);
        return value == null ? 0 : (floor == null ? 1 : floor) - value;
    }

    /** The class in which a model stays furthest behind real pictures, or null: in none. */
    @Nullable
    Integer widest(Row row) {
        return IntStream.range(0, classes.size())
                .boxed()
                .filter(label -> gap(row.scores(), label) > 0)
                .max(Comparator.comparingDouble((Integer label) -> gap(row.scores(), label)))
                .orElse(null);
    }
}
