package atelier.evaluation;

/** What every metric says of itself; a number is never shown without its convention. */
public interface Metric {
    /** Name in files and on the command line, such as {@code frechet-distance}. */
    String name();

    Direction direction();

    /** The values it can take, such as {@code [0, 1]}. */
    String range();

    /** The exact rule in words: what is computed on what, with which constants. */
    String convention();

    /** Authors, year, arXiv number. */
    String paper();

    /** No value lies below; an interval is cut there. */
    default double lowest() {
        return Double.NEGATIVE_INFINITY;
    }

    /** No value lies above; an interval is cut there. */
    default double highest() {
        return Double.POSITIVE_INFINITY;
    }

    /** Fewest pictures per set for which it is defined; with fewer it refuses. */
    int minimumCount();

    /** Fewest pictures per set from which the number is worth reading; with fewer it carries a caution. */
    default int advisedCount() {
        return minimumCount();
    }
}
