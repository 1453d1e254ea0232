package atelier.experiment.diagnosis;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A discriminator that nearly always calls the real picture more real than the generated one, more clearly than early in
 * the run, while the generator's loss has risen: the generator no longer learns from it. All three are needed, since a
 * Wasserstein critic always tells them apart, and the scores of others grow in good runs, too.
 */
final class DiscriminatorWins implements Diagnosis {
    private static final double NEARLY_ALWAYS = 0.97;
    private static final double CLEARER = 1.5;
    private static final double LEAST_RISE = 0.5;

    /** Parts of the run since its first generator's loss: where the game is judged first, and for how long now. */
    private static final double FIRST = 0.05;

    private static final double WINDOW = 0.1;
    private static final double EARLIEST = 0.3;

    @Override
    public String name() {
        return "discriminator-wins";
    }

    @Override
    public Optional<Evidence> look(Course course) {
        double total = course.totalImages();
        double begin = course.losses().stream()
                .filter(entry -> entry.values().containsKey("generator"))
                .mapToLong(Course.Entry::images)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        double end = course.fraction() * total;
        if (end - begin < EARLIEST * total) {
            return Optional.empty();
        }
        double from = begin + FIRST * total;
        double to = from + WINDOW * total;
        OptionalDouble told = course.meanLoss("told", end - WINDOW * total, end);
        OptionalDouble before = course.meanLoss("generator", from, to);
        OptionalDouble now = course.meanLoss("generator", end - WINDOW * total, end);
        OptionalDouble marginBefore = course.meanLoss("margin", from, to);
        OptionalDouble marginNow = course.meanLoss("margin", end - WINDOW * total, end);
        if (told.isEmpty() || before.isEmpty() || now.isEmpty() || marginBefore.isEmpty() || marginNow.isEmpty()) {
            return Optional.empty();
        }
        double first = before.getAsDouble();
        boolean risen = now.getAsDouble() - first > Math.max(LEAST_RISE, Math.abs(first));
        boolean clearer = marginNow.getAsDouble() > CLEARER * Math.abs(marginBefore.getAsDouble());
        return told.getAsDouble() > NEARLY_ALWAYS && risen && clearer
                ? Optional.of(Evidence.of("told", 100 * told.getAsDouble())
                        .and("before", first)
                        .and("now", now.getAsDouble()))
                : Optional.empty();
    }
}
