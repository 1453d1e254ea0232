package atelier.experiment.diagnosis;

import java.util.Optional;

/**
 * Latent units that say nothing of the picture: the variance of their posterior mean over pictures is below 0.01 (Burda
 * et al. 2016, arXiv 1509.00519, section 4). Some idle units are usual; told where fewer than one in ten is at work after
 * a third of the run.
 */
final class PosteriorCollapse implements Diagnosis {
    private static final double AT_WORK = 0.1;
    private static final double EARLIEST = 1.0 / 3;

    @Override
    public String name() {
        return "posterior-collapse";
    }

    @Override
    public Optional<Evidence> look(Course course) {
        double active = Course.last(course.sign(Signs.ACTIVE_UNITS));
        double units = Course.last(course.sign(Signs.UNITS));
        return course.fraction() >= EARLIEST && active < AT_WORK * units
                ? Optional.of(Evidence.of("active", active).and("units", units))
                : Optional.empty();
    }
}
