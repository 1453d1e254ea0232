package atelier.evaluation;

/**
 * Whether a conditional model makes what it was asked for: the share of its pictures that a classifier of real pictures
 * gives the label they were made with. Used for class-conditional generators since Odena et al. 2017 (arXiv 1610.09585,
 * section 4); says nothing of variety: one perfect picture per class is ideal to it. Pictures that are clearer than
 * real ones can pass the ceiling.
 */
public final class LabelAgreement implements UnitInterval {
    @Override
    public String name() {
        return "label-agreement";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "share of generated pictures named as the class they were made for by " + PictureClassifier.RULE
                + ", trained on real training pictures, those of the floor of cas; mean of five seeds; interval over seeds and generated pictures;"
                + " the floor, here a ceiling, is the accuracy of the same classifiers on real held-out pictures";
    }

    @Override
    public String paper() {
        return "Odena et al. 2017, arXiv 1610.09585";
    }

    @Override
    public int minimumCount() {
        return 20;
    }

    @Override
    public int advisedCount() {
        return 500;
    }
}
