package atelier.evaluation;

/**
 * Classification accuracy score (Ravuri and Vinyals 2019, arXiv 1905.10887): how well a classifier that has seen
 * generated pictures alone names real ones. It needs pictures that are right for their class and varied within it; the
 * floor, here a ceiling, is the same classifier trained on as many real pictures.
 */
public final class ClassificationAccuracy implements UnitInterval {
    @Override
    public String name() {
        return "cas";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "share of real held-out pictures named rightly by " + PictureClassifier.RULE
                + ", trained on generated pictures alone with their classes as frequent as in training; mean of five"
                + " seeds; interval over seeds and held-out pictures; the floor is the same classifier trained on as"
                + " many real training pictures";
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
