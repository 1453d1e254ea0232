package atelier.experiment.diagnosis;

import java.util.Optional;

/** A loss or a gradient that was not finite: the run went back and halved its rate. */
final class NotFinite implements Diagnosis {
    @Override
    public String name() {
        return "not-finite";
    }

    @Override
    public Optional<Evidence> look(Course course) {
        return course.rollbacks().isEmpty()
                ? Optional.empty()
                : Optional.of(Evidence.of("reason", course.rollbacks().get(0)));
    }
}
