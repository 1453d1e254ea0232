package atelier.experiment.diagnosis;

import java.util.Optional;

/**
 * A generator that makes few different pictures. Each picture of the fixed latents lies nearer to another one than real
 * pictures do to each other: less than half as near as at the best check, or hardly apart at all from the middle of the
 * run on. Only for models with a discriminator; pictures of a decoder that has collapsed are told by
 * {@link PosteriorCollapse}.
 */
final class Collapse implements Diagnosis {
    private static final double NEAR = 0.4;
    private static final double FALLEN = 0.5;
    private static final double ALIKE = 0.15;
    private static final double MIDDLE = 0.5;

    @Override
    public String name() {
        return "collapse";
    }

    @Override
    public boolean collapses() {
        return true;
    }

    @Override
    public Optional<Evidence> look(Course course) {
        double[] apart = course.sign(Signs.NEIGHBOUR_DISTANCE);
        if (apart.length == 0 || course.sign(Signs.TRAIN_SCORE).length == 0) {
            return Optional.empty();
        }
        double now = Course.last(apart);
        double best = Course.bestBefore(apart);
        boolean fallen = now < NEAR && now < FALLEN * best;
        boolean alike = now < ALIKE && course.fraction() >= MIDDLE;
        return fallen || alike
                ? Optional.of(Evidence.of("now", now).and("best", Math.max(now, best)))
                : Optional.empty();
    }
}
