package atelier.report;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A run and the number that its seed is judged by; infinite for one that failed, which is worse than all others. */
record RankedRun(Run run, double value) {
    /** What the seeds of a model are ranked by: realism and diversity at once, and always measured. */
    static final String METRIC = "frechet-distance";

    /** The measured runs of a model, the best first. */
    static List<RankedRun> of(ModelResult model) {
        return model.runs().stream()
                .filter(run -> run.score(METRIC) != null)
                .map(run -> new RankedRun(
                        run,
                        Objects.requireNonNull(
                                Objects.requireNonNull(run.score(METRIC)).value())))
                .sorted(Comparator.comparingDouble(RankedRun::value))
                .toList();
    }

    /** All runs of a model, the best first, those that failed or were not measured last. */
    static List<RankedRun> withFailed(ModelResult model) {
        List<RankedRun> measured = of(model);
        List<RankedRun> failed = model.runs().stream()
                .filter(run -> run.score(METRIC) == null)
                .map(run -> new RankedRun(run, Double.POSITIVE_INFINITY))
                .toList();
        return Stream.concat(measured.stream(), failed.stream()).toList();
    }

    boolean failed() {
        return Double.isInfinite(value);
    }
}
