package atelier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws the verdict per use from scores and controls. A winner needs four things against every other model: a metric
 * that ordered the controls rightly, an interval that leaves out zero, a difference beyond the use's margin ({@link
 * Contest}), and a probability by chance below {@value Verdict#LEVEL} among all uses ({@link Holm}). Where pictures are
 * judged, a run with a {@link Fault} counts as one that failed.
 */
public final class VerdictRule {
    private final List<ModelScores> models;
    private final List<ControlResult> controls;
    private final Set<String> knownFaulty;

    /**
     * The rule for one comparison.
     *
     * @param models their scores, those of failed runs too
     * @param controls whether each metric ordered pictures rightly whose order is known
     */
    public VerdictRule(List<ModelScores> models, List<ControlResult> controls) {
        this(models, controls, Set.of());
    }

    /**
     * The same where some runs are known to have a {@link Fault}, whatever these scores show.
     *
     * @param knownFaulty their names
     */
    VerdictRule(List<ModelScores> models, List<ControlResult> controls, Set<String> knownFaulty) {
        this.models = List.copyOf(models);
        this.controls = List.copyOf(controls);
        this.knownFaulty = Set.copyOf(knownFaulty);
    }

    /** The verdict on every use, in their order, but not the overall one; they are decided together. */
    public List<Verdict> verdicts() {
        return together(Arrays.stream(Use.values())
                .filter(use -> use != Use.OVERALL)
                .map(this::alone)
                .toList());
    }

    /**
     * The verdict on one use. {@link Use#OVERALL} is no use of its own and no test: it is shown beside the others and
     * not counted among them.
     */
    public Verdict verdict(Use use) {
        return use == Use.OVERALL ? alone(use).verdict() : verdicts().get(use.ordinal());
    }

    /**
     * A verdict that stands alone yet.
     *
     * @param pictures that its scores stand on; 0 where there is no difference or another number could not be chosen
     */
    record Undivided(Verdict verdict, int pictures) {}

    /** The verdict on one use as if there were no other. */
    Undivided alone(Use use) {
        Contest contest = contest(use, models);
        int pictures = contest == null ? 0 : contest.pictures();
        return new Undivided(decide(use, contest).byItself(pictures), pictures);
    }

    /** Those that have a p-value are corrected for their number. */
    static List<Verdict> together(List<Undivided> uses) {
        double[] together = Holm.adjusted(uses.stream()
                .map(each -> each.verdict().p())
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray());
        List<Verdict> verdicts = new ArrayList<>();
        int next = 0;
        for (Undivided each : uses) {
            Verdict verdict = each.verdict();
            verdicts.add(
                    verdict.p() == null ? verdict : verdict.among(together[next++], together.length, each.pictures()));
        }
        return verdicts;
    }

    /** Runs whose pictures these scores show to be no choice, whatever their other numbers; one fault a run. */
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
        return inside.size() < 2 || inside.size() == models.size()
                ? null
                : new VerdictRule(inside, controls, knownFaulty).verdict(use);
    }

    private Verdict decide(Use use, @Nullable Contest contest) {
        List<String> excluded = excluded(use);
        boolean noneSound = !excluded.isEmpty()
                && sound(models).stream().allMatch(model -> model.finished().isEmpty());
        if (noneSound) {
            return Verdict.none(use, null, "all-faulty").excluding(excluded);
        }
        if (contest == null) {
            return withoutMetric(use).excluding(excluded);
        }
        ModelScores only = excluded.isEmpty() ? null : contest.only();
        Verdict verdict = only == null
                ? contest.verdict()
                : Verdict.alone(use, only.name(), contest.criterion().metric(), "only-sound");
        return verdict.excluding(excluded);
    }

    /** Models of which every run that ended has a fault. */
    private List<String> excluded(Use use) {
        if (!use.judgesPictures()) {
            return List.of();
        }
        List<ModelScores> sound = sound(models);
        List<String> excluded = new ArrayList<>();
        for (int i = 0; i < sound.size(); i++) {
            if (sound.get(i).finished().isEmpty() && !models.get(i).finished().isEmpty()) {
                excluded.add(sound.get(i).name());
            }
        }
        return excluded;
    }

    /** The models without the runs that have a fault. */
    private List<ModelScores> sound(List<ModelScores> candidates) {
        Set<String> faulty = Stream.concat(faults().stream().map(Fault.Found::run), knownFaulty.stream())
                .collect(Collectors.toSet());
        return candidates.stream().map(model -> model.without(faulty)).toList();
    }

    /**
     * Every pair of models that has the metric which the verdict on a use reads; none where there is no such metric.
     */
    public List<PairDifference> pairs(Use use) {
        Contest contest = contest(use, models);
        return contest == null ? List.of() : contest.pairs();
    }

    /** Some models in the first metric that one of them has and that its controls have not thrown out. */
    private @Nullable Contest contest(Use use, List<ModelScores> some) {
        List<ModelScores> candidates = use.judgesPictures() ? sound(some) : some;
        return use.criteria().stream()
                .filter(criterion -> candidates.stream().anyMatch(model -> model.has(criterion.metric())))
                .filter(criterion -> controls.stream().noneMatch(misorders(criterion.metric())))
                .findFirst()
                .map(criterion -> new Contest(use, criterion, candidates, controls))
                .orElse(null);
    }

    private Verdict withoutMetric(Use use) {
        String thrownOut = use.criteria().stream()
                .map(Use.Criterion::metric)
                .filter(metric -> models.stream().anyMatch(model -> model.has(metric)))
                .collect(Collectors.joining(", "));
        return Verdict.none(
                use,
                null,
                thrownOut.isEmpty()
                        ? "no model has a number for this use"
                        : "no usable metric: the controls threw out " + thrownOut);
    }

    private static Predicate<ControlResult> misorders(String metric) {
        return control -> control.metric().equals(metric) && !control.passed();
    }

    /** Tests the rule of thumb on the plain GANs and VAEs. */
    public FolkRule folkRule() {
        List<ModelScores> plain = models.stream()
                .filter(model -> model.family().equals("gan") || model.family().equals("vae"))
                .toList();
        return FolkRule.of(contest(Use.REALISM, plain), contest(Use.DIVERSITY, plain));
    }
}
