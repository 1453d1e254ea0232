package atelier.evaluation;

/**
 * Accuracy on real pictures of a classifier that has seen real and generated ones together (Ravuri and Vinyals 2019,
 * arXiv 1905.10887, section 4.2): above its floor, which is the real ones alone, the generated pictures helped.
 */
public final class AugmentedAccuracy implements UnitInterval {
    @Override
    public String name() {
        return "cas-augmented";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "as cas, but trained on generated pictures and as many real training pictures together; the floor is the"
                + " same classifier trained on those real pictures alone";
    }

    @Override
    public String paper() {
        return "Ravuri and Vinyals 2019, arXiv 1905.10887";
    }

    @Override
    public int minimumCount() {
        return 20;
    }

    @Override
    public int advisedCount() {
        return 1000;
    }
}
