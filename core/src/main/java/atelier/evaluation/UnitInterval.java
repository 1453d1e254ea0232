package atelier.evaluation;

/** A metric whose values lie from 0 to 1, such as every share of pictures. */
public interface UnitInterval extends Metric {
    @Override
    default String range() {
        return "[0, 1]";
    }

    @Override
    default double lowest() {
        return 0;
    }

    @Override
    default double highest() {
        return 1;
    }
}
