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
 * @param status as {@code atelier.evaluation.Verdict} stores it, or null: an older version stored none
 * @param winner the model that suits the use, or null: no decision
 * @param leader the winner, or without one the model that is ahead by its value, if that is known
 * @param onlyCandidate the only model that has a number, or null
 * @param against the model that the difference is taken to
 * @param difference how far the winner is ahead in the metric's unit, positive when ahead; without a winner, how far the
 *     better one is
 * @param metric what decided, or null: no metric was usable
 * @param adjusted how probable so large a difference is by chance among all uses together, or null: not known
 * @param probability that a run of the leader is better than one of the other, or null: not known
 * @param covers what interval and probability are over: {@code samples}, {@code seeds} or {@code samples and seeds}
 * @param confidence none, low, medium or high
 * @param toDecide what would decide, as far as known
 * @param withoutReference the verdict between VAEs, GANs and hybrids alone, where models of other families take part
 * @param reason why there is no decision, as a code that the words know or in the language of whoever stored it
 * @param unbeaten models over which the lead is not certain, or too small
 * @param excluded models that took no part because of a fault
 */
record Verdict(
        String use,
        @Nullable String status,
        @Nullable String winner,
        @Nullable String leader,
        @Nullable String onlyCandidate,
        @Nullable String against,
        @Nullable String metric,
        @Nullable Double difference,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double adjusted,
        @Nullable Double probability,
        @Nullable String covers,
        @Nullable String confidence,
        @Nullable ToDecide toDecide,
        @Nullable Verdict withoutReference,
        @Nullable String reason,
        List<String> unbeaten,
        List<String> excluded) {

    /**
     * What would decide; any number may be missing.
     *
     * @param state as {@code atelier.evaluation.ToDecide} says
     * @param seeds runs per model
     * @param pictures of each kind
     * @param seedSpread how little runs may differ for five seeds to do
     */
    record ToDecide(String state, @Nullable Integer seeds, @Nullable Integer pictures, @Nullable Double seedSpread) {
        private static @Nullable ToDecide read(JsonNode node) {
            String state = Stored.text(node, "state");
            return state == null
                    ? null
                    : new ToDecide(
                            state, whole(node, "seeds"), whole(node, "pictures"), Stored.number(node, "seedSpread"));
        }

        private static @Nullable Integer whole(JsonNode node, String field) {
            Double number = Stored.number(node, field);
            return number == null ? null : (Integer) number.intValue();
        }
    }

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
        List<String> excluded = names(node, "excluded");
        List<String> ranking = metric == null
                ? List.of()
                : ranking(metric, verdictFile, withOutside).stream()
                        .filter(model -> !excluded.contains(model))
                        .toList();
        String namedAgainst = Stored.text(node, "runnerUp");
        String storedLeader = Stored.text(node, "leader");
        String leader = winner != null ? winner : storedLeader != null ? storedLeader : firstBut(namedAgainst, ranking);
        String against = namedAgainst == null ? firstBut(leader, ranking) : namedAgainst;
        if (difference != null && difference < 0) {
            // Readers are told how far ahead the better one is, whichever way the metric runs.
            Double lowBefore = low;
            difference = -difference;
            low = high == null ? null : (Double) (-high);
            high = lowBefore == null ? null : (Double) (-lowBefore);
        }
        JsonNode without = node.path("withoutReference");
        return new Verdict(
                Stored.text(node, "use", "?"),
                Stored.text(node, "status"),
                winner,
                leader,
                Stored.text(node, "onlyCandidate"),
                against,
                metric,
                difference,
                low,
                high,
                Stored.number(node, "adjusted"),
                Stored.number(node, "probability"),
                Stored.text(node, "covers"),
                Stored.text(node, "confidence"),
                ToDecide.read(node.path("toDecide")),
                without.isObject() ? read(without, verdictFile, false) : null,
                Stored.text(node, "reason"),
                names(node, "unbeaten"),
                excluded);
    }

    private static List<String> names(JsonNode node, String field) {
        List<String> names = new ArrayList<>();
        node.path(field).forEach(name -> names.add(name.asText()));
        return List.copyOf(names);
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
