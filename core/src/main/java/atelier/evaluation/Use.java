package atelier.evaluation;

import java.util.List;
import java.util.Locale;

/**
 * What pictures are wanted for, and the rule that decides it. The rules are fixed before anything is trained: the
 * first metric of the list that its controls have not thrown out decides, and only a difference beyond the margin
 * counts.
 */
public enum Use {
    /** Do single pictures look like real ones: how many lie among the real ones. */
    REALISM,
    /** Is the variety of the real pictures reached: how many real ones lie among the generated ones. */
    DIVERSITY,
    /**
     * Would the pictures do as training data: how well a classifier that was trained on them names real ones; without
     * classes, how many real pictures have a generated one nearby.
     */
    AUGMENTATION,
    /** Can it encode a given picture and give it back. */
    RECONSTRUCTION,
    /** Pictures per second. */
    SPEED,
    /** Overall distance; no use of its own, shown beside the others. */
    OVERALL;

    /**
     * A metric that may decide.
     *
     * @param metric name
     * @param margin smallest difference that counts: absolute, or as a share of the smaller of both values in magnitude
     * @param relative whether the margin is a share
     * @param upToFloor whether a value beyond what real pictures have counts as theirs
     */
    public record Criterion(String metric, double margin, boolean relative, boolean upToFloor) {
        double absolute(double first, double second) {
            return relative ? margin * Math.min(Math.abs(first), Math.abs(second)) : margin;
        }

        /** Which way the metric improves. */
        Direction direction() {
            return Use.direction(metric);
        }

        /** The bad end of its scale, which need not be finite; nothing is slower than no picture at all. */
        double worstPossible() {
            boolean falling = direction() == Direction.LOWER;
            return Metrics.find(metric)
                    .map(known -> falling ? known.highest() : known.lowest())
                    .orElse(falling ? Double.POSITIVE_INFINITY : 0.0);
        }
    }

    /** Which way a metric improves; one of cost or speed is not in the catalogue. */
    static Direction direction(String metric) {
        return Metrics.find(metric).map(Metric::direction).orElse(Direction.HIGHER);
    }

    /** The metrics that may decide; the first usable one does. */
    public List<Criterion> criteria() {
        return switch (this) {
            // Nothing is more real than real: what lies beyond comes of keeping to what is usual.
            case REALISM -> List.of(upToFloor("precision", 0.02), upToFloor("density", 0.05), share("kid", 0.05));
            case DIVERSITY -> List.of(margin("recall", 0.02), margin("coverage", 0.02));
            case AUGMENTATION ->
                List.of(margin("cas", 0.01), margin("coverage", 0.02), share("frechet-distance", 0.05));
            case RECONSTRUCTION -> List.of(margin("psnr", 0.5), margin("ssim", 0.01));
            case SPEED -> List.of(share("samples-per-second", 0.1));
            case OVERALL -> List.of(share("frechet-distance", 0.05), share("kid", 0.05));
        };
    }

    /** Whether what the pictures look like decides, so that a {@link Fault} bars a run. */
    boolean judgesPictures() {
        return switch (this) {
            case REALISM, DIVERSITY, AUGMENTATION, OVERALL -> true;
            case RECONSTRUCTION, SPEED -> false;
        };
    }

    /** The use with this {@link #key}. */
    static Use of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /** As in verdict.json. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Criterion margin(String metric, double margin) {
        return new Criterion(metric, margin, false, false);
    }

    private static Criterion upToFloor(String metric, double margin) {
        return new Criterion(metric, margin, false, true);
    }

    private static Criterion share(String metric, double margin) {
        return new Criterion(metric, margin, true, false);
    }
}
