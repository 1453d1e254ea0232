package atelier.report;

import atelier.evaluation.ModelScores;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verdict for one use, as stored.
 *
 * @param use realism, diversity, augmentation, reconstruction, speed or overall
 * @param winner the model that suits the use, or null: no decision
 * @param leader the winner, or without one the model that is ahead by its value, if that is known
 * @param against the next best model
 * @param difference how far the winner is ahead in the metric's unit, positive when ahead; without a winner, how far the
 *     better one is
 * @param metric what decided, or null: no metric was usable
 * @param adjusted how probable so large a difference is by chance among all uses together, or null: not known
 * @param confidence none, low, medium or high
 * @param seedsToDecide how many seeds would decide, as far as known
 * @param withoutReference the verdict between VAEs, GANs and hybrids alone, where models of other families take part
 * @param reason why there is no decision, as a code that the words know or in the language of whoever stored it
 * @param excluded models that took no part because of a fault
 */
record Verdict(
        String use,
        @Nullable String winner,
        @Nullable String leader,
        @Nullable String against,
        @Nullable String metric,
        @Nullable Double difference,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double adjusted,
        @Nullable String confidence,
        @Nullable Integer seedsToDecide,
        @Nullable Verdict withoutReference,
        @Nullable String reason,
        List<String> excluded) {

    /** The verdicts of verdict.json in their order. */
    static List<Verdict> readAll(JsonNode stored) {
        List<Verdict> verdicts = new ArrayList<>();
        for (JsonNode node : stored.path("verdicts")) {
            verdicts.add(read(node, stored, true));
        }
        return verdicts;
    }

    /** How near the models come to the real pictures altogether, or null: it was not stored. */
    static @Nullable Verdict overall(JsonNode stored) {
        return stored.path("overall").isObject() ? read(stored.path("overall"), stored, true) : null;
    }

    private static Verdict read(JsonNode node, JsonNode verdictFile, boolean withOutside) {
        String winner = Stored.text(node, "winner");
        String metric = Stored.text(node, "metric");
        Double difference = Stored.number(node, "difference");
        Double low = Stored.number(node, "low");
        Double high = Stored.number(node, "high");
        List<String> excluded = new ArrayList<>();
        node.path("excluded").forEach(model -> excluded.add(model.asText()));
        List<String> ranking = metric == null
                ? List.of()
                : ranking(metric, verdictFile, withOutside).stream()
                        .filter(model -> !excluded.contains(model))
                        .toList();
        String namedAgainst = Stored.text(node, "runnerUp");
        String leader = winner == null ? firstBut(namedAgainst, ranking) : winner;
        String against = namedAgainst == null ? firstBut(leader, ranking) : namedAgainst;
        if (difference != null && difference < 0) {
            // Readers are told how far ahead the better one is, whichever way the metric runs.
            Double lowBefore = low;
            difference = -difference;
            low = high == null ? null : (Double) (-high);
            high = lowBefore == null ? null : (Double) (-lowBefore);
        }
        Double seeds = Stored.number(node, "seedsToDecide");
        JsonNode without = node.path("withoutReference");
        return new Verdict(
                Stored.text(node, "use", "?"),
                winner,
                leader,
                against,
                metric,
                difference,
                low,
                high,
                Stored.number(node, "adjusted"),
                Stored.text(node, "confidence"),
                seeds == null ? null : (Integer) seeds.intValue(),
                without.isObject() ? read(without, verdictFile, false) : null,
                Stored.text(node, "reason"),
                List.copyOf(excluded));
    }

    /** The models that have a value for the metric, the best first; empty if it is not known which way is better. */
    private static List<String> ranking(String metric, JsonNode stored, boolean withOutside) {
        MetricGuide.Better better = MetricGuide.of(metric).better();
        if (better == MetricGuide.Better.NEITHER) {
            return List.of();
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (JsonNode model : stored.path("models")) {
            String name = Stored.text(model, "name");
            Double value = Stored.number(model.path("scores").path(metric), "value");
            boolean takesPart = withOutside || !outside(model);
            if (name != null && value != null && takesPart) {
                values.put(name, better == MetricGuide.Better.LOWER ? value : (Double) (-value));
            }
        }
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether a model of verdict.json belongs to neither family. */
    static boolean outside(JsonNode model) {
        String family = Stored.text(model, "family");
        return family != null && ModelScores.outside(family);
    }

    private static @Nullable String firstBut(@Nullable String excluded, List<String> ranking) {
        return ranking.stream()
                .filter(name -> !name.equals(excluded))
                .findFirst()
                .orElse(null);
    }

    /** Whether the interval of the difference holds zero, so that either model may be the better one. */
    boolean intervalHoldsZero() {
        return low != null && high != null && low <= 0 && high >= 0;
    }
}
