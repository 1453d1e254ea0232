package atelier.experiment.diagnosis;

import java.util.Optional;

/** A loss that jumped far above what it was of late: the run went back and halved its rate. */
final class LossSpike implements Diagnosis {
    @Override
    public String name() {
        return "loss-spike";
    }

    @Override
    public Optional<Evidence> look(Course course) {
        return course.firstRollback(name()).map(reason -> Evidence.of("reason", reason));
    }
}
