package atelier.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Coverage} class by class: of the held-out pictures of a class, the share in whose ball a generated picture
 * lies. The balls are those of {@code coverage}, among the held-out pictures of all classes, and any generated picture
 * counts, whatever class it was made for; so models without classes have it too, and the mean over classes, weighted by
 * their counts, is {@code coverage}. It costs nothing where that was measured on the same pair.
 */
public final class ClassCoverage {
    private final int[] labels;
    private final int classes;
    private final @Nullable SetPair floor;

    /**
     * What is the same for every set of generated pictures.
     *
     * @param labels class of every held-out picture; -1: none
     * @param classes K
     * @param floor held-out pictures against training pictures, or null
     */
    public ClassCoverage(int[] labels, int classes, @Nullable SetPair floor) {
        this.labels = labels.clone();
        this.classes = classes;
        this.floor = floor;
    }

    /** Of generated pictures against the held-out ones whose labels these are. */
    public PerClass of(SetPair pair) {
        Coverage metric = new Coverage();
        boolean[] covered = Coverage.covered(pair);
        boolean[] coveredByReal = floor == null ? null : Coverage.covered(floor);
        List<PerClass.Value> values = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            values.add(value(label, covered, coveredByReal));
        }
        String convention =
                metric.convention() + "; of the held-out rows of each class, by generated rows of any class; "
                        + pair.generated().count() + " generated; 95 % interval over held-out pictures (Wilson)";
        return new PerClass(metric.name(), convention, values);
    }

    private PerClass.Value value(int label, boolean[] covered, boolean @Nullable [] coveredByReal) {
        int count = 0;
        int hits = 0;
        int realHits = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == label) {
                count++;
                hits += covered[i] ? 1 : 0;
                realHits += coveredByReal != null && coveredByReal[i] ? 1 : 0;
            }
        }
        if (count < PerClass.FEWEST) {
            return PerClass.Value.tooFew(count);
        }
        double[] interval = Intervals.wilson(hits, count);
        return new PerClass.Value(
                hits / (double) count,
                interval[0],
                interval[1],
                coveredByReal == null ? null : (Double) (realHits / (double) count),
                count);
    }
}
