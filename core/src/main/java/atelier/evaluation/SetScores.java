package atelier.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All scores of one set of pictures, and what is needed to compare them with another set's.
 *
 * @param features convention of the features
 * @param scores by metric, in catalogue order
 * @param deviations by metric: how far each resampled value lies from their mean, scaled to the full sample; the i-th
 *     of two sets evaluated alike share the real pictures drawn, so differences may be taken one by one
 */
public record SetScores(String features, Map<String, Score> scores, Map<String, double[]> deviations) {
    public SetScores {
        scores = new LinkedHashMap<>(scores);
        deviations = new LinkedHashMap<>(deviations);
    }

    /** The same with further scores that have no resampled values, such as speed. */
    public SetScores with(Map<String, Score> more) {
        Map<String, Score> all = new LinkedHashMap<>(scores);
        all.putAll(more);
        return new SetScores(features, all, deviations);
    }

    /** The scores of these metrics only; all where the list is empty. */
    public SetScores only(List<String> metrics) {
        if (metrics.isEmpty()) {
            return this;
        }
        Map<String, Score> some = new LinkedHashMap<>(scores);
        some.keySet().retainAll(metrics);
        return new SetScores(features, some, deviations);
    }
}
