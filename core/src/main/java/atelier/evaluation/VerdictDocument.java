package atelier.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
        ObjectNode node = verdict(verdict);
        Verdict without = rule.withoutReference(Use.of(verdict.use()));
        if (without != null) {
            node.set("withoutReference", verdict(without));
        }
        return node;
    }

    private static ObjectNode verdict(Verdict verdict) {
        ObjectNode node = JSON.createObjectNode();
        node.put("use", verdict.use());
        node.put("status", verdict.status().key());
        node.put("winner", verdict.winner());
        node.put("onlyCandidate", verdict.onlyCandidate());
        node.put("leader", verdict.leader());
        node.put("runnerUp", verdict.runnerUp());
        node.put("metric", verdict.metric());
        node.put("difference", verdict.difference());
        node.put("low", verdict.low());
        node.put("high", verdict.high());
        Verdict.Against against = verdict.against();
        node.put("margin", against == null ? null : (Double) against.margin());
        node.put("p", verdict.p());
        node.put("adjusted", verdict.adjusted());
        node.put("probability", against == null ? null : against.difference().probability());
        node.put(
                "covers", against == null ? null : against.difference().spread().covers());
        node.put("confidence", verdict.confidence());
        node.put("reason", verdict.reason());
        node.set("toDecide", JSON.valueToTree(verdict.toDecide()));
        node.set("unbeaten", JSON.valueToTree(verdict.unbeaten()));
        node.set("excluded", JSON.valueToTree(verdict.excluded()));
        return node;
    }

    /** A model: its runs, and per metric the mean over those that ended, with what its interval covers. */
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
                scores.set(metric, mean(metric, model));
            }
        }
        return node;
    }

    private static ObjectNode mean(String metric, ModelScores model) {
        ModelScores known = model.having(metric);
        List<Score> scores = known.finished().stream()
                .map(run -> Objects.requireNonNull(run.scores().get(metric)))
                .toList();
        if (scores.isEmpty()) {
            return entry(Objects.requireNonNull(model.finished().get(0).scores().get(metric)), null);
        }
        Score first = scores.get(0);
        if (scores.size() == 1) {
            return entry(first, first.low() == null ? null : "samples");
        }
        Spread spread = Spread.of(known, metric, Double.NaN);
        double mean = Intervals.mean(Spread.values(known, metric, Double.NaN));
        double half = spread.half();
        Score all = new Score(
                metric,
                mean,
                Math.max(Metrics.find(metric).map(Metric::lowest).orElse(Double.NEGATIVE_INFINITY), mean - half),
                Math.min(Metrics.find(metric).map(Metric::highest).orElse(Double.POSITIVE_INFINITY), mean + half),
                first.floor(),
                first.convention(),
                first.count(),
                first.reason());
        return entry(all, spread.covers());
    }

    private static ObjectNode entry(Score score, @Nullable String covers) {
        ObjectNode entry = JSON.valueToTree(score);
        entry.remove("metric");
        entry.put("covers", covers);
        return entry;
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
