package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One measured number as stored: with its interval, its noise floor, its convention, or the reason why it is not there. */
record StoredScore(
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double floor,
        @Nullable String convention,
        @Nullable String reason) {

    static StoredScore read(JsonNode node) {
        return new StoredScore(
                Stored.number(node, "value"),
                Stored.number(node, "low"),
                Stored.number(node, "high"),
                Stored.number(node, "floor"),
                Stored.text(node, "convention"),
                Stored.text(node, "reason"));
    }

    /** The scores of an object {METRIC: {value, low, …}}. */
    static Map<String, StoredScore> readAll(JsonNode node) {
        Map<String, StoredScore> scores = new LinkedHashMap<>();
        Stored.fields(node).forEach((metric, score) -> scores.put(metric, read(score)));
        return scores;
    }

    /** Whether both ends of the interval are known. */
    boolean hasInterval() {
        return low != null && high != null;
    }

    /** Whether this interval lies apart from another one; unknown intervals never do. */
    boolean separateFrom(StoredScore other) {
        Double high = this.high;
        Double low = this.low;
        Double otherLow = other.low;
        Double otherHigh = other.high;
        if (low == null || high == null || otherLow == null || otherHigh == null) {
            return false;
        }
        return high < otherLow || otherHigh < low;
    }
}
