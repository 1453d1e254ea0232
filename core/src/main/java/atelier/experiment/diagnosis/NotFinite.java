package atelier.experiment.diagnosis;

import java.util.Optional;

/** A loss or a gradient that was not finite: the run went back and halved its rate. */
final class NotFinite implements Diagnosis {
    static final String NAME = "not-finite";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Evidence> look(Course course) {
        return course.firstRollback(NAME).map(reason -> Evidence.of("reason", reason));
    }
}
