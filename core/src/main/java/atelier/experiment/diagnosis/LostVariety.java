package atelier.experiment.diagnosis;

import java.util.Optional;

/** Recall at the checks of a comparison that has fallen to a third of what it was. */
final class LostVariety implements Diagnosis {
    /** Below, the few pictures of a check say little. */
    private static final double TELLING = 0.15;

    private static final double FALLEN = 1.0 / 3;

    @Override
    public String name() {
        return "lost-variety";
    }

    @Override
    public boolean collapses() {
        return true;
    }

    @Override
    public Optional<Evidence> look(Course course) {
        double[] recall = course.metric("recall");
        double best = Course.bestBefore(recall);
        double now = Course.last(recall);
        return best >= TELLING && now < FALLEN * best
                ? Optional.of(Evidence.of("now", now).and("best", best))
                : Optional.empty();
    }
}
