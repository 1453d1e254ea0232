package atelier.experiment.diagnosis;

import java.util.Map;
import java.util.Optional;

/**
 * A standard normal that misses where the encoder puts its pictures: latents from a mixture fitted to encoded pictures
 * decode to pictures much nearer to real ones than latents from the prior. Told by a finished run's scores.
 */
final class PriorHole implements Diagnosis {
    private static final String METRIC = "frechet-distance";
    private static final double TIMES = 3;

    @Override
    public String name() {
        return "prior-hole";
    }

    @Override
    public Optional<Evidence> look(Course course) {
        Course.Interval fitted = course.samplers().getOrDefault("gmm", Map.of()).get(METRIC);
        Course.Interval prior =
                course.samplers().getOrDefault("normal", Map.of()).get(METRIC);
        if (fitted == null || prior == null) {
            return Optional.empty();
        }
        boolean apart = prior.low() > fitted.high();
        return apart && prior.value() > TIMES * fitted.value()
                ? Optional.of(Evidence.of("prior", prior.value()).and("fitted", fitted.value()))
                : Optional.empty();
    }
}
