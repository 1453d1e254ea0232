package atelier.experiment.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A loss that leaves the range it had in the first half of the run so far, upwards and by many times that range. A loss
 * that grows steadily does not: it doubles its range at most.
 */
final class ExplodingLoss implements Diagnosis {
    private static final double TIMES = 10;
    private static final int FEWEST_WINDOWS = 20;

    /** Lines of the log are averaged over this part of the run, so that a single batch is no explosion. */
    private static final double WINDOW = 0.01;

    @Override
    public String name() {
        return "exploding-loss";
    }

    @Override
    public boolean collapses() {
        return true;
    }

    @Override
    public Optional<Evidence> look(Course course) {
        Set<String> names = new LinkedHashSet<>();
        course.losses().forEach(entry -> names.addAll(entry.values().keySet()));
        for (String name : names) {
            List<Double> windows = windows(course, name);
            if (windows.size() < FEWEST_WINDOWS) {
                continue;
            }
            List<Double> early = windows.subList(0, windows.size() / 2);
            double low = early.stream().mapToDouble(value -> value).min().orElseThrow();
            double high = early.stream().mapToDouble(value -> value).max().orElseThrow();
            for (double value : windows.subList(windows.size() / 2, windows.size())) {
                if (high > low && value > high + TIMES * (high - low)) {
                    return Optional.of(Evidence.of("loss", name)
                            .and("value", value)
                            .and("low", low)
                            .and("high", high));
                }
            }
        }
        return Optional.empty();
    }

    private static List<Double> windows(Course course, String name) {
        double size = WINDOW * course.totalImages();
        List<Double> windows = new ArrayList<>();
        for (int window = 0; window * size < course.fraction() * course.totalImages(); window++) {
            course.meanLoss(name, window * size, (window + 1) * size).ifPresent(windows::add);
        }
        return windows;
    }
}
