package atelier.evaluation;

/** Which way a metric improves. */
public enum Direction {
    LOWER,
    HIGHER,
    /** Neither end is best; the text of the convention says what a value means. */
    NEITHER;

    /** Whether {@code first} is strictly better than {@code second}; never for {@link #NEITHER}. */
    public boolean better(double first, double second) {
        return switch (this) {
            case LOWER -> first < second;
            case HIGHER -> first > second;
            case NEITHER -> false;
        };
    }
}
