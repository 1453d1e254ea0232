package atelier.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One measure class by class: what a mean over all pictures hides.
 *
 * @param metric name of the metric that it divides
 * @param convention the exact rule
 * @param values one per class, in the order of the labels
 */
public record PerClass(String metric, String convention, List<Value> values) {
    /** Pictures of a class below which its share would be a guess. */
    static final int FEWEST = 20;

    /**
     * One class.
     *
     * @param value null where the class has fewer than {@value #FEWEST} pictures
     * @param low lower end of the 95 % interval
     * @param high upper end
     * @param floor the same of real pictures, null where unknown
     * @param count pictures of this class that were looked at
     */
    public record Value(
            @Nullable Double value, @Nullable Double low, @Nullable Double high, @Nullable Double floor, int count) {
        static Value tooFew(int count) {
            return new Value(null, null, null, null, count);
        }
    }

    public PerClass {
        values = List.copyOf(values);
    }
}
