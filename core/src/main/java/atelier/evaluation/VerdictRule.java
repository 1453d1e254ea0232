package atelier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Draws the verdict per use from scores and controls. A winner needs three things: an interval that leaves out zero, a
 * difference beyond the use's margin, and a metric that ordered the controls rightly. Where pictures are judged, a run
 * with a {@link Fault} counts as one that failed.
 */
public final class VerdictRule {
    private final List<ModelScores> models;
    private final List<ControlResult> controls;

    /**
     * The rule for one comparison.
     *
     * @param models their scores, those of failed runs too
     * @param controls whether each metric ordered pictures rightly whose order is known
     */
    public VerdictRule(List<ModelScores> models, List<ControlResult> controls) {
        this.models = List.copyOf(models);
        this.controls = List.copyOf(controls);
    }

    /** The verdict on every use, in their order, but not the overall one; those that have a p-value are adjusted together. */
    public List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (Use use : Use.values()) {
            if (use != Use.OVERALL) {
                verdicts.add(verdict(use));
            }
        }
        double[] together = Holm.adjusted(verdicts.stream()
                .map(Verdict::p)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray());
        int next = 0;
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i).p() != null) {
                verdicts.set(i, verdicts.get(i).among(together[next++]));
            }
        }
        return verdicts;
    }

    /** The verdict on one use. */
    public Verdict verdict(Use use) {
        return decide(use, models);
    }

    /** Runs whose pictures are no choice, whatever their other numbers; one fault a run. */
    public List<Fault.Found> faults() {
        List<Fault.Found> found = new ArrayList<>();
        for (ModelScores model : models) {
            for (ModelScores.Run run : model.runs()) {
                fault(run).ifPresent(fault -> {
                    Score score = Objects.requireNonNull(
                            Objects.requireNonNull(run.scores()).scores().get(fault.metric()));
                    found.add(new Fault.Found(
                            model.name(),
                            run.run(),
                            fault.key(),
                            fault.metric(),
                            Objects.requireNonNull(score.value()),
                            Objects.requireNonNull(score.floor())));
                });
            }
        }
        return found;
    }

    /** A metric that misordered its control shows no fault. */
    private Optional<Fault> fault(ModelScores.Run run) {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault.in(run.scores()))
                .filter(fault -> controls.stream().noneMatch(misorders(fault.metric())))
                .findFirst();
    }

    /**
     * The verdict on one use between VAEs, GANs and hybrids alone: what it would be without the outside references that
     * take part. Null where there are none, or too few models beside them to compare.
     */
    public @Nullable Verdict withoutReference(Use use) {
        List<ModelScores> inside = models.stream()
                .filter(model -> !ModelScores.outside(model.family()))
                .toList();
        return inside.size() < 2 || inside.size() == models.size() ? null : decide(use, inside);
    }

    private Verdict decide(Use use, List<ModelScores> candidates) {
        if (!use.judgesPictures()) {
            return among(use, candidates);
        }
        List<ModelScores> sound = sound(candidates);
        List<String> excluded = new ArrayList<>();
        for (int i = 0; i < sound.size(); i++) {
            if (sound.get(i).finished().isEmpty()
                    && !candidates.get(i).finished().isEmpty()) {
                excluded.add(sound.get(i).name());
            }
        }
        Verdict verdict = sound.stream().allMatch(model -> model.finished().isEmpty()) && !excluded.isEmpty()
                ? Verdict.none(use, null, "all-faulty")
                : among(use, sound);
        String metric = verdict.metric();
        List<ModelScores> left = sound.stream()
                .filter(model -> metric != null && model.has(metric))
                .toList();
        if (!excluded.isEmpty() && metric != null && left.size() == 1) {
            verdict = Verdict.alone(use, left.get(0).name(), metric, "only-sound");
        }
        return verdict.excluding(excluded);
    }

    /** The models without the runs that have a fault. */
    private List<ModelScores> sound(List<ModelScores> candidates) {
        Set<String> faulty = faults().stream().map(Fault.Found::run).collect(Collectors.toSet());
        return candidates.stream().map(model -> model.without(faulty)).toList();
    }

    /** Every pair of models that has the metric which the verdict on a use reads; none where there is no such metric. */
    public List<PairDifference> pairs(Use use) {
        String metric = verdict(use).metric();
        List<ModelScores> candidates = use.judgesPictures() ? sound(models) : models;
        return use.criteria().stream()
                .filter(criterion -> criterion.metric().equals(metric))
                .findFirst()
                .map(criterion -> PairDifference.all(
                        criterion,
                        candidates.stream()
                                .filter(model -> model.has(criterion.metric()))
                                .sorted(bestFirst(criterion, candidates))
                                .toList(),
                        worst(criterion, candidates)))
                .orElse(List.of());
    }

    private Verdict among(Use use, List<ModelScores> candidates) {
        List<String> thrownOut = new ArrayList<>();
        for (Use.Criterion criterion : use.criteria()) {
            if (candidates.stream().noneMatch(model -> model.has(criterion.metric()))) {
                continue;
            }
            if (controls.stream().anyMatch(misorders(criterion.metric()))) {
                thrownOut.add(criterion.metric());
                continue;
            }
            return decide(
                    use,
                    criterion,
                    criterion.upToFloor()
                            ? candidates.stream()
                                    .map(model -> model.upToFloor(criterion.metric()))
                                    .toList()
                            : candidates);
        }
        return Verdict.none(
                use,
                null,
                thrownOut.isEmpty()
                        ? "no model has a number for this use"
                        : "no usable metric: the controls threw out " + String.join(", ", thrownOut));
    }

    private static Predicate<ControlResult> misorders(String metric) {
        return control -> control.metric().equals(metric) && !control.passed();
    }

    private Verdict decide(Use use, Use.Criterion criterion, List<ModelScores> candidates) {
        String metric = criterion.metric();
        // A model whose runs all failed stays in as the worst; one that cannot do this at all does not compete.
        List<ModelScores> able = candidates.stream()
                .filter(model -> model.has(metric) || model.finished().isEmpty())
                .sorted(bestFirst(criterion, candidates))
                .toList();
        ModelScores best = able.get(0);
        if (able.size() == 1) {
            boolean alone = candidates.size() > 1;
            return Verdict.alone(
                    use,
                    alone ? best.name() : null,
                    metric,
                    alone ? "the only model that can do this" : "only one model was compared");
        }
        ModelScores second = able.get(1);
        if (second.finished().isEmpty()) {
            return Verdict.none(
                    use, metric, "every run of the other models failed, so there is nothing to compare with");
        }
        return between(use, criterion, best, second, worst(criterion, candidates));
    }

    private static Verdict between(
            Use use, Use.Criterion criterion, ModelScores best, ModelScores second, double worst) {
        Difference difference = Difference.of(best, second, criterion.metric(), worst);
        double better = mean(best, criterion, worst);
        double other = mean(second, criterion, worst);
        boolean beyondMargin = Math.abs(difference.value()) > criterion.absolute(better, other);
        // Speed is measured on the machine itself; one measurement has no interval over samples.
        boolean certain = difference.low() == null ? use == Use.SPEED : difference.excludesZero();
        boolean decided = certain && beyondMargin;
        return new Verdict(
                use.key(),
                decided ? best.name() : null,
                second.name(),
                criterion.metric(),
                difference.value(),
                difference.low(),
                difference.high(),
                difference.p(),
                null,
                decided ? confidence(difference) : "none",
                reason(difference, certain, beyondMargin),
                List.of());
    }

    private static String confidence(Difference difference) {
        if (difference.seeds() < 2) {
            return "low";
        }
        Double low = difference.low();
        Double high = difference.high();
        boolean farFromZero =
                low != null && high != null && Math.min(Math.abs(low), Math.abs(high)) > 0.5 * (high - low) / 2;
        return difference.seeds() >= 5 && farFromZero ? "high" : "medium";
    }

    private static String reason(Difference difference, boolean certain, boolean beyondMargin) {
        String scope = difference.seeds() < 2
                ? "one seed: the interval covers samples only, so this speaks of these runs; five seeds would decide"
                : difference.seeds() + " seeds: the interval covers samples and seeds";
        if (!certain) {
            return "no decision: the interval contains zero; more pictures, seeds or budget would tell. " + scope;
        }
        return beyondMargin ? scope : "no decision: the difference is within the margin that was set. " + scope;
    }

    /**
     * The rule of thumb "for more realistic pictures choose a GAN, for various styles choose a VAE" on these runs.
     *
     * @param realism confirmed, refuted or undecided
     * @param variety the same
     */
    public record FolkRule(String realism, String variety) {}

    /** Tests the rule of thumb on the plain GANs and VAEs; hybrids and outside references take no part. */
    public FolkRule folkRule() {
        return new FolkRule(folk(Use.REALISM, "gan"), folk(Use.DIVERSITY, "vae"));
    }

    private String folk(Use use, String expected) {
        List<ModelScores> plain = models.stream()
                .filter(model -> model.family().equals("gan") || model.family().equals("vae"))
                .toList();
        if (plain.stream().map(ModelScores::family).distinct().count() < 2) {
            return "undecided";
        }
        String winner = decide(use, plain).winner();
        return plain.stream()
                .filter(model -> model.name().equals(winner))
                .findFirst()
                .map(model -> model.family().equals(expected) ? "confirmed" : "refuted")
                .orElse("undecided");
    }

    private static Comparator<ModelScores> bestFirst(Use.Criterion criterion, List<ModelScores> all) {
        double worst = worst(criterion, all);
        Direction direction = criterion.direction();
        return (first, second) -> {
            if (first.finished().isEmpty() != second.finished().isEmpty()) {
                return first.finished().isEmpty() ? 1 : -1;
            }
            double a = mean(first, criterion, worst);
            double b = mean(second, criterion, worst);
            return direction.better(a, b) ? -1 : direction.better(b, a) ? 1 : 0;
        };
    }

    static double mean(ModelScores model, Use.Criterion criterion, double worst) {
        return model.runs().stream()
                .map(run -> run.value(criterion.metric()))
                .mapToDouble(value -> value == null ? worst : value)
                .average()
                .orElse(worst);
    }

    /** The worst value that any run reached. */
    private static double worst(Use.Criterion criterion, List<ModelScores> all) {
        Direction direction = criterion.direction();
        return all.stream()
                .flatMap(model -> model.runs().stream())
                .map(run -> run.value(criterion.metric()))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .reduce((a, b) -> direction.better(a, b) ? b : a)
                .orElse(Double.NaN);
    }
}
