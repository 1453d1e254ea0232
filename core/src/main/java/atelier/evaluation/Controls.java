package atelier.evaluation;

import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures of which it is known whether they are worse than real ones, and in what way; a metric that does not say so
 * is not believed about generators either. Bad ones are made from real pictures: blurred, noisy, one picture over and
 * over ({@code single-mode}), and copies of training pictures ({@code memorised}). Beside them stand real held-out
 * pictures, which must not come out worse than other real ones, and real pictures that were resized and compressed
 * ({@code perturbed}), which must not come out better.
 *
 * <p>A metric must tell what is bad beyond the margin of the uses that it decides. Where that says too little, because
 * the metric of real pictures is about 0 or it decides no use, both halves of the pictures must also be worse than any
 * half of real ones; not for all, since metrics of neighbourhoods come near 1 for halves of small sets. It misorders
 * the other controls only where it says the wrong thing beyond the margin, and on every quarter worse than on any
 * other, which happens by chance in one case of seventy; where there are too few pictures for quarters that is not
 * shown.
 */
public final class Controls {
    private static final int HALVES = 2;
    private static final int QUARTERS = 4;
    /** For a metric that decides nothing: this share of its value. */
    private static final double USUAL_SHARE = 0.05;
    /** For one that counts standard deviations. */
    private static final double Z_SCORES = 3;

    private static final List<String> DISTANCES = List.of("frechet-distance", "kid", "cmmd");
    private static final List<String> OF_PICTURES = List.of("precision", "density", "realism", "recall", "coverage");

    /** What must be true of a control. */
    private enum Order {
        WORSE_THAN_REAL,
        NOT_WORSE,
        NOT_BETTER
    }

    /** A control, what must be true of it, and the metrics of which that is demanded. */
    private record Expectation(String control, Order order, List<String> metrics) {}

    private static final List<Expectation> EXPECTATIONS = List.of(
            new Expectation("held-out", Order.NOT_WORSE, both(DISTANCES, OF_PICTURES, List.of("repetition"))),
            new Expectation("perturbed", Order.NOT_BETTER, both(DISTANCES, OF_PICTURES)),
            new Expectation("blurred", Order.WORSE_THAN_REAL, both(DISTANCES, OF_PICTURES)),
            new Expectation("noisy", Order.WORSE_THAN_REAL, both(DISTANCES, OF_PICTURES)),
            new Expectation(
                    "single-mode",
                    Order.WORSE_THAN_REAL,
                    both(DISTANCES, List.of("recall", "coverage", "vendi", "repetition"))),
            new Expectation("memorised", Order.WORSE_THAN_REAL, List.of("authpct", "ct", "nearest-ratio", "copied")));

    private final Split real;
    private final Split heldOut;
    private final FeatureMetric metric;

    private Controls(Split real, Split heldOut, FeatureMetric metric) {
        this.real = real;
        this.heldOut = heldOut;
        this.metric = metric;
    }

    /** A pair and its parts, which metrics share with all that is known of them. */
    private static final class Split {
        final SetPair whole;
        private final boolean againstNext;
        private final Map<Integer, List<SetPair>> parts = new HashMap<>();
        private final Map<String, Double> values = new HashMap<>();

        /**
         * @param againstNext whether a part of the real rows stands against the next one of them, not the generated
         * ones
         */
        Split(SetPair whole, boolean againstNext) {
            this.whole = whole;
            this.againstNext = againstNext;
        }

        double value(FeatureMetric metric) {
            return values.computeIfAbsent(metric.name(), name -> metric.value(whole));
        }

        List<SetPair> parts(int count) {
            return parts.computeIfAbsent(
                    count, n -> IntStream.range(0, n).mapToObj(i -> part(n, i)).toList());
        }

        private SetPair part(int count, int which) {
            FeatureSet generated = againstNext
                    ? rows(whole.real(), count, (which + 1) % count)
                    : rows(whole.generated(), count, which);
            return whole.of(rows(whole.real(), count, which), generated);
        }

        private FeatureSet rows(FeatureSet set, int count, int which) {
            int size = whole.count() / count;
            return set.rows(IntStream.range(which * size, (which + 1) * size).toArray());
        }
    }

    @SafeVarargs
    private static List<String> both(List<String>... lists) {
        return Arrays.stream(lists).flatMap(List::stream).toList();
    }

    /**
     * What is demanded of metrics about a control.
     *
     * @param order that it is {@code worse-than-real}, {@code not-worse} or {@code not-better} than real pictures
     * @param metrics by name
     */
    public record Demand(String order, List<String> metrics) {}

    /** By control what is demanded of which metrics. */
    public static Map<String, Demand> expectations() {
        Map<String, Demand> expectations = new LinkedHashMap<>();
        EXPECTATIONS.forEach(each -> expectations.put(
                each.control(),
                new Demand(each.order().name().toLowerCase(Locale.ROOT).replace('_', '-'), each.metrics())));
        return expectations;
    }

    /**
     * Runs every control through the metrics.
     *
     * @param extraction the feature network
     * @param heldOut [N,C,H,W] float32 in [-1,1], real pictures to compare with
     * @param training [M,C,H,W] other real pictures, of which the controls are made
     * @param metrics names of the metrics to try
     */
    public static List<ControlResult> run(
            FeatureExtraction extraction, Tensor heldOut, Tensor training, List<String> metrics, long seed) {
        FeatureSet heldOutFeatures = extraction.extract(ImageBatches.of(heldOut));
        FeatureSet trainingFeatures = extraction.extract(ImageBatches.of(training));
        int count = Math.min(heldOutFeatures.count(), trainingFeatures.count());
        FeatureSet someTraining = trainingFeatures.first(count);
        Split real = new Split(
                new SetPair(heldOutFeatures, someTraining, trainingFeatures).onThreads(extraction.threads()), false);
        Split others = new Split(real.whole, true);
        List<ControlResult> results = new ArrayList<>();
        for (Expectation expectation : EXPECTATIONS) {
            FeatureSet control;
            try (Scope scope = Scope.withoutGradient()) {
                control = switch (expectation.control()) {
                    case "held-out" -> heldOutFeatures;
                    case "memorised" -> someTraining;
                    default -> {
                        Tensor pictures = make(expectation.control(), training.narrow(0, 0, count), seed);
                        yield extraction.extract(ImageBatches.of(pictures));
                    }
                };
            }
            Split made = new Split(real.whole.of(heldOutFeatures, control).onThreads(extraction.threads()), false);
            for (String name : expectation.metrics()) {
                if (metrics.contains(name)
                        && Metrics.named(name) instanceof FeatureMetric metric
                        && count >= metric.minimumCount() * HALVES) {
                    results.add(new Controls(real, others, metric).result(expectation, made));
                }
            }
        }
        return results;
    }

    private ControlResult result(Expectation expectation, Split made) {
        String control = expectation.control();
        return switch (expectation.order()) {
            case WORSE_THAN_REAL -> {
                boolean copies = control.equals("memorised");
                double expected = copies ? value(real.whole, true) : real.value(metric);
                double got = made.value(metric);
                boolean worse = worse(got, expected)
                        && (!needsHalves() || apart(values(made, HALVES, false), values(real, HALVES, copies)));
                yield new ControlResult(control, metric.name(), worse, expected, got);
            }
            case NOT_BETTER -> {
                double expected = real.value(metric);
                double got = made.value(metric);
                boolean better = worse(expected, got) && onQuarters(real, made);
                yield new ControlResult(control, metric.name(), !better, expected, got);
            }
            case NOT_WORSE -> {
                // Held-out pictures stand among those that they are compared with; parts of them do not.
                double expected = metric.value(real.parts(HALVES).get(0));
                double got = metric.value(heldOut.parts(HALVES).get(0));
                boolean worse = worse(got, expected) && onQuarters(heldOut, real);
                yield new ControlResult(control, metric.name(), !worse, expected, got);
            }
        };
    }

    /** Against copying, real means: pictures that were not trained on. */
    private double value(SetPair pair, boolean copies) {
        if (!copies) {
            return metric.value(pair);
        }
        SetPair floor =
                metric.floorPair(pair.real(), pair.training(), pair.real().count());
        return metric.value(pair.of(floor.real(), floor.generated()));
    }

    /** The values on the parts of a pair; none where they are too small. */
    private double[] values(Split split, int parts, boolean copies) {
        // Where real means held out, the floor may take half of what it is given.
        int least = metric.minimumCount() * (copies ? 2 : 1);
        return split.whole.count() / parts < least
                ? new double[0]
                : split.parts(parts).stream()
                        .mapToDouble(part -> value(part, copies))
                        .toArray();
    }

    /** Whether each quarter of the first is worse than each of the other; not shown where they are too small. */
    private boolean onQuarters(Split first, Split other) {
        double[] values = values(first, QUARTERS, false);
        double[] others = values(other, QUARTERS, false);
        return values.length > 0 && others.length > 0 && apart(values, others);
    }

    /** Whether each of the first values is worse than each of the others; true where there are none. */
    private boolean apart(double[] values, double[] others) {
        double best = Arrays.stream(values).map(this::badness).min().orElse(Double.POSITIVE_INFINITY);
        double worst = Arrays.stream(others).map(this::badness).max().orElse(Double.NEGATIVE_INFINITY);
        return best > worst;
    }

    private boolean worse(double value, double other) {
        return badness(value) - badness(other) > margin(value, other);
    }

    /** What is neither better high nor low is worse low: fewer different pictures, or copies. */
    private double badness(double value) {
        return metric.direction() == Direction.LOWER ? value : -value;
    }

    /**
     * Whether the margin says too little: a share of what is about 0 for real pictures, or none that was set for a use.
     */
    private boolean needsHalves() {
        return metric.unbiased() || criteria().findAny().isEmpty();
    }

    private Stream<Use.Criterion> criteria() {
        return Arrays.stream(Use.values())
                .flatMap(use -> use.criteria().stream())
                .filter(criterion -> criterion.metric().equals(metric.name()));
    }

    /** The widest of the uses that the metric may decide. */
    private double margin(double first, double second) {
        double usual =
                metric.name().equals("ct") ? Z_SCORES : USUAL_SHARE * Math.min(Math.abs(first), Math.abs(second));
        return criteria()
                .mapToDouble(criterion -> criterion.absolute(first, second))
                .max()
                .orElse(usual);
    }

    /**
     * The pictures of one control.
     *
     * @param name {@code blurred}, {@code noisy}, {@code perturbed} or {@code single-mode}
     * @param real [N,C,H,W] float32 in [-1,1]
     * @return [N,C,H,W] float32 in [-1,1], owned by the caller's scope
     */
    public static Tensor make(String name, Tensor real, long seed) {
        return switch (name) {
            case "blurred" -> ControlPictures.blurred(real);
            case "noisy" -> ControlPictures.noisy(real, seed);
            case "perturbed" -> ControlPictures.perturbed(real);
            case "single-mode" -> ControlPictures.singleMode(real, seed);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
