package atelier.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Models beside each other in the one metric that decides a use. The best one wins if its interval leaves out zero, and
 * its lead passes the margin, against every other model that has a number. Demanding all of it at once needs no
 * correction for their number (intersection-union test: Berger 1982, doi 10.1080/00401706.1982.10487790).
 */
final class Contest {
    private final Use use;
    private final Use.Criterion criterion;
    private final List<ModelScores> candidates;
    private final List<ModelScores> ranked;
    private final double worst;

    /** Values of some models in a criterion; controls say how bad a failed run may be. */
    Contest(Use use, Use.Criterion criterion, List<ModelScores> models, List<ControlResult> controls) {
        this.use = use;
        this.criterion = criterion;
        candidates = criterion.upToFloor()
                ? models.stream()
                        .map(model -> model.upToFloor(criterion.metric()))
                        .toList()
                : List.copyOf(models);
        worst = worst(criterion, candidates, controls);
        ranked = candidates.stream()
                .filter(model -> model.has(criterion.metric()))
                .sorted(bestFirst())
                .toList();
    }

    /**
     * What stands for a failed run: the worse of the worst value that any run reached and the worst control, a
     * generator of noise, of blur or of a single mode. A metric without controls has the end of its scale instead,
     * where it ends.
     */
    private static double worst(Use.Criterion criterion, List<ModelScores> models, List<ControlResult> controls) {
        Direction direction = criterion.direction();
        double[] ofControls = controls.stream()
                .filter(control -> control.metric().equals(criterion.metric()))
                .mapToDouble(ControlResult::control)
                .toArray();
        DoubleStream bad = ofControls.length > 0
                ? DoubleStream.of(ofControls)
                : DoubleStream.of(criterion.worstPossible()).filter(Double::isFinite);
        Stream<Double> seen = models.stream()
                .flatMap(model -> model.runs().stream())
                .map(run -> run.value(criterion.metric()))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull);
        return Stream.concat(bad.boxed(), seen)
                .reduce((a, b) -> direction.better(a, b) ? b : a)
                .orElse(Double.NaN);
    }

    private Comparator<ModelScores> bestFirst() {
        Direction direction = criterion.direction();
        return (first, second) -> {
            double a = mean(first);
            double b = mean(second);
            return direction.better(a, b) ? -1 : direction.better(b, a) ? 1 : 0;
        };
    }

    private double mean(ModelScores model) {
        return Intervals.mean(Spread.values(model, criterion.metric(), worst));
    }

    /** The best model of a family, null where none has a number. */
    @Nullable
    ModelScores best(String family) {
        return ranked.stream()
                .filter(model -> model.family().equals(family))
                .findFirst()
                .orElse(null);
    }

    /** The only model that has a number, null where several have. */
    @Nullable
    ModelScores only() {
        return ranked.size() == 1 ? ranked.get(0) : null;
    }

    Use.Criterion criterion() {
        return criterion;
    }

    /** How far two of its models are apart, first minus second. */
    Difference difference(ModelScores first, ModelScores second) {
        return Difference.of(first, second, criterion.metric(), worst);
    }

    /** The smallest difference between two of its models that counts. */
    double margin(ModelScores first, ModelScores second) {
        return criterion.absolute(mean(first), mean(second));
    }

    /** Pictures that the scores stand on; 0 where another number could not be chosen. */
    int pictures() {
        if (Metrics.ofFeatures().stream().noneMatch(metric -> metric.name().equals(criterion.metric()))) {
            return 0;
        }
        return ranked.stream()
                .flatMap(model -> model.finished().stream())
                .map(scores -> scores.scores().get(criterion.metric()))
                .filter(Objects::nonNull)
                .mapToInt(Score::count)
                .min()
                .orElse(0);
    }

    /** Every pair of models, the better one first. */
    List<PairDifference> pairs() {
        List<PairDifference> pairs = new ArrayList<>();
        for (int i = 0; i < ranked.size(); i++) {
            for (int j = i + 1; j < ranked.size(); j++) {
                pairs.add(pair(ranked.get(i), ranked.get(j)));
            }
        }
        return pairs;
    }

    /** Two of its models; positive where the first is better. */
    PairDifference pair(ModelScores first, ModelScores second) {
        Difference difference = difference(first, second);
        // Where low is better, the other minus the first is how much better the first is.
        boolean falling = criterion.direction() == Direction.LOWER;
        Double low = difference.low();
        Double high = difference.high();
        return new PairDifference(
                first.name(),
                second.name(),
                falling ? 0 - difference.value() : difference.value(),
                !falling ? low : high == null ? null : (Double) (0 - high),
                !falling ? high : low == null ? null : (Double) (0 - low),
                margin(first, second),
                difference.p(),
                difference.probability(),
                difference.spread().covers());
    }

    /** Before any correction for other uses. */
    Verdict verdict() {
        String metric = criterion.metric();
        ModelScores best = ranked.get(0);
        if (ranked.size() == 1) {
            if (candidates.size() == 1) {
                return Verdict.none(use, metric, "only one model was compared");
            }
            boolean failed = candidates.stream()
                    .allMatch(model -> model == best || model.finished().isEmpty());
            return failed
                    ? Verdict.none(
                            use, metric, "every run of the other models failed, so there is nothing to compare with")
                    : Verdict.alone(use, best.name(), metric, "the only model that can do this");
        }
        List<Verdict.Against> rivals = ranked.stream()
                .skip(1)
                .map(rival -> new Verdict.Against(rival.name(), difference(best, rival), margin(best, rival)))
                .toList();
        List<Verdict.Against> unbeaten = rivals.stream()
                .filter(rival -> !rival.difference().decides(rival.margin()))
                .toList();
        Verdict.Against against = unbeaten.isEmpty() ? rivals.get(0) : unbeaten.get(0);
        boolean known = rivals.stream().noneMatch(rival -> rival.difference().p() == null);
        return new Verdict(
                use.key(),
                status(against, unbeaten.isEmpty()),
                best.name(),
                metric,
                against,
                rivals,
                known ? largestP(rivals) : null,
                null,
                unbeaten.isEmpty() ? confidence(rivals) : "none",
                reason(against, unbeaten.isEmpty()),
                null,
                unbeaten.stream().map(Verdict.Against::model).toList(),
                List.of());
    }

    private static @Nullable Double largestP(List<Verdict.Against> rivals) {
        return rivals.stream()
                .map(rival -> Objects.requireNonNull(rival.difference().p()))
                .reduce(Math::max)
                .orElse(null);
    }

    private static Verdict.Status status(Verdict.Against against, boolean won) {
        if (won) {
            return Verdict.Status.WINNER;
        }
        if (against.difference().low() == null) {
            return Verdict.Status.NO_INTERVAL;
        }
        return against.difference().excludesZero() ? Verdict.Status.WITHIN_MARGIN : Verdict.Status.ZERO_INSIDE;
    }

    private static String confidence(List<Verdict.Against> rivals) {
        int seeds = rivals.stream()
                .mapToInt(rival -> rival.difference().seeds())
                .min()
                .orElse(0);
        if (seeds < 2) {
            return "low";
        }
        boolean farFromZero = rivals.stream().map(Verdict.Against::difference).allMatch(Contest::farFromZero);
        return seeds >= 5 && farFromZero ? "high" : "medium";
    }

    private static boolean farFromZero(Difference difference) {
        Double low = difference.low();
        Double high = difference.high();
        return low != null && high != null && Math.min(Math.abs(low), Math.abs(high)) > 0.5 * (high - low) / 2;
    }

    private static String reason(Verdict.Against against, boolean won) {
        Difference difference = against.difference();
        String covers = difference.spread().covers();
        String scope = covers == null
                ? "nothing is known of the spread"
                : difference.seeds() < 2
                        ? "one seed: the interval covers samples only, so this speaks of these runs"
                        : difference.seeds() + " seeds: the interval covers " + covers;
        if (won) {
            return scope;
        }
        String other = " to " + against.model();
        return switch (status(against, false)) {
            case NO_INTERVAL -> "no decision: the difference" + other + " has no interval. " + scope;
            case ZERO_INSIDE -> "no decision: the interval of the difference" + other + " contains zero. " + scope;
            default -> "no decision: the difference" + other + " is within the margin that was set. " + scope;
        };
    }
}
