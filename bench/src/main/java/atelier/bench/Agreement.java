package atelier.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether both sides computed the same.
 *
 * @param compared names of what was compared
 * @param steps how many values of each
 * @param difference the largest relative difference
 * @param tolerance what it may be
 */
record Agreement(String workload, List<String> compared, int steps, double difference, double tolerance) {
    /**
     * Where a series is not positive throughout, as a log-likelihood may cross zero, values near zero are measured against
     * this part of its largest.
     */
    private static final double FLOOR = 0.1;

    @JsonIgnore
    boolean holds() {
        return difference <= tolerance;
    }

    /**
     * Compares results of both sides: {@code losses}, a series by name, or {@code values}, one number by name.
     * Everything the other side has must be there; Atelier may report more.
     */
    static Agreement of(Workload workload, JsonNode atelier, JsonNode other) {
        String kind = other.has("losses") ? "losses" : "values";
        List<String> names = new ArrayList<>();
        double largest = 0;
        int steps = 0;
        for (var entry : other.path(kind).properties()) {
            double[] own = series(atelier.path(kind).path(entry.getKey()));
            double[] theirs = series(entry.getValue());
            if (own.length == 0 || own.length != theirs.length) {
                throw new IllegalStateException(workload.name() + ": " + entry.getKey() + " has " + own.length
                        + " values on Atelier's side, " + theirs.length + " on the other");
            }
            names.add(entry.getKey());
            steps = Math.max(steps, own.length);
            largest = Math.max(largest, difference(own, theirs));
        }
        if (names.isEmpty()) {
            throw new IllegalStateException(workload.name() + ": the other side gave nothing to compare");
        }
        return new Agreement(workload.name(), List.copyOf(names), steps, largest, workload.tolerance());
    }

    private static double[] series(JsonNode node) {
        if (node.isNumber()) {
            return new double[] {node.asDouble()};
        }
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asDouble(Double.NaN);
        }
        return values;
    }

    /**
     * The largest of |a - b| / max(|a|, |b|, floor), with a floor for series that are not positive throughout; infinite
     * where a number is none.
     */
    static double difference(double[] own, double[] theirs) {
        double scale = 0;
        boolean positive = true;
        for (int i = 0; i < own.length; i++) {
            scale = Math.max(scale, Math.abs(own[i]));
            positive &= own[i] > 0 && theirs[i] > 0;
        }
        double floor = positive ? 0 : FLOOR * scale;
        double largest = 0;
        for (int i = 0; i < own.length; i++) {
            double gap = Math.abs(own[i] - theirs[i]);
            if (!Double.isFinite(gap)) {
                return Double.POSITIVE_INFINITY;
            }
            double size = Math.max(Math.max(Math.abs(own[i]), Math.abs(theirs[i])), floor);
            largest = Math.max(largest, gap == 0 ? 0 : gap / size);
        }
        return largest;
    }
}
