package atelier.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code verdict.json}, version 1: stable, read by scripts; fields may be added. */
public final class VerdictDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private VerdictDocument() {}

    /** The whole document; {@code data} and {@code protocol} are what the comparison recorded. */
    public static ObjectNode of(
            JsonNode data, JsonNode protocol, List<ModelScores> models, List<ControlResult> controls) {
        VerdictRule rule = new VerdictRule(models, controls);
        ObjectNode document = JSON.createObjectNode();
        document.put("version", 1);
        document.set("data", data);
        document.set("protocol", protocol);
        ArrayNode modelNodes = document.putArray("models");
        models.forEach(model -> modelNodes.add(model(model)));
        document.set("controls", JSON.valueToTree(controls));
        ArrayNode verdicts = document.putArray("verdicts");
        for (Verdict verdict : rule.verdicts()) {
            verdicts.add(verdict(rule, verdict));
        }
        document.set("faults", JSON.valueToTree(rule.faults()));
        document.set("overall", verdict(rule, rule.verdict(Use.OVERALL)));
        document.set("folkRule", JSON.valueToTree(rule.folkRule()));
        differences(document.putArray("differences"), rule);
        return document;
    }

    /** All pairs of models in the metrics that the verdicts read. */
    private static void differences(ArrayNode into, VerdictRule rule) {
        for (Use use : Use.values()) {
            List<PairDifference> pairs = rule.pairs(use);
            if (!pairs.isEmpty()) {
                ObjectNode node = into.addObject();
                node.put("use", use.key());
                node.put("metric", rule.verdict(use).metric());
                node.set("pairs", JSON.valueToTree(pairs));
            }
        }
    }

    /** A verdict and, where outside references take part, the one that there would be without them. */
    private static ObjectNode verdict(VerdictRule rule, Verdict verdict) {
        ObjectNode node = JSON.valueToTree(verdict);
        Verdict without = rule.withoutReference(Use.of(verdict.use()));
        if (without != null) {
            node.set("withoutReference", JSON.valueToTree(without));
        }
        return node;
    }

    /**
     * A model: its runs, and per metric the mean over those that ended. With several the interval is that of the mean, from
     * their spread.
     */
    private static ObjectNode model(ModelScores model) {
        ObjectNode node = JSON.createObjectNode();
        node.put("name", model.name());
        node.put("family", model.family());
        ArrayNode runs = node.putArray("runs");
        ArrayNode failed = node.putArray("failedRuns");
        model.runs().forEach(run -> (run.scores() == null ? failed : runs).add(run.run()));
        ObjectNode scores = node.putObject("scores");
        List<SetScores> finished = model.finished();
        if (!finished.isEmpty()) {
            for (String metric : finished.get(0).scores().keySet()) {
                ObjectNode entry = JSON.valueToTree(mean(metric, finished));
                entry.remove("metric");
                scores.set(metric, entry);
            }
        }
        return node;
    }

    private static Score mean(String metric, List<SetScores> runs) {
        List<Score> scores = runs.stream()
                .map(SetScores::scores)
                .filter(map -> map.containsKey(metric))
                .map(map -> map.get(metric))
                .toList();
        List<Score> known =
                scores.stream().filter(score -> score.value() != null).toList();
        Score first = known.isEmpty() ? scores.get(0) : known.get(0);
        if (known.size() < 2) {
            return first;
        }
        double[] values = known.stream()
                .mapToDouble(score -> Objects.requireNonNull(score.value()))
                .toArray();
        double mean = Intervals.mean(values);
        double half = Intervals.t95(values.length - 1.0) * Math.sqrt(Intervals.variance(values) / values.length);
        return new Score(
                metric,
                mean,
                Math.max(Metrics.find(metric).map(Metric::lowest).orElse(Double.NEGATIVE_INFINITY), mean - half),
                Math.min(Metrics.find(metric).map(Metric::highest).orElse(Double.POSITIVE_INFINITY), mean + half),
                first.floor(),
                first.convention(),
                first.count(),
                first.reason());
    }

    /** Scores as {@code evaluate --json} and {@code scores.json} hold them: by metric. */
    public static ObjectNode scores(Map<String, Score> scores) {
        ObjectNode node = JSON.createObjectNode();
        scores.forEach((metric, score) -> {
            ObjectNode entry = JSON.valueToTree(score);
            entry.remove("metric");
            node.set(metric, entry);
        });
        return node;
    }
}
