package atelier.evaluation;

/**
 * How much of the augmentation a generator has learned to make: a GAN whose discriminator sees augmented pictures only
 * may find augmented pictures as good as plain ones (Karras et al. 2020, arXiv 2006.06676, section 2.2, calls it
 * leaking). The share of generated pictures that a classifier calls augmented; above its floor, the classifier's false
 * alarms, something is leaking, or the pictures are bad in a way that looks alike. Read it beside that of a model
 * trained without augmentation.
 */
public final class AugmentationLeak implements UnitInterval {
    @Override
    public String name() {
        return "augmentation-leak";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String convention() {
        return "share of generated pictures called augmented by " + PictureClassifier.RULE + ", trained to tell up to "
                + AugmentationDetector.MOST + " real training pictures from the same pictures augmented at strength 1"
                + " (recoloured, shifted, a square covered) and rounded to 8 bits; mean of five seeds; interval over seeds"
                + " and generated pictures; the floor is the share of real held-out pictures called augmented";
    }

    @Override
    public String paper() {
        return "Atelier; leaking: Karras et al. 2020, arXiv 2006.06676; augmentation: Zhao et al. 2020, arXiv 2006.10738";
    }

    @Override
    public int minimumCount() {
        return AugmentationDetector.LEAST;
    }

    @Override
    public int advisedCount() {
        return 500;
    }
}
