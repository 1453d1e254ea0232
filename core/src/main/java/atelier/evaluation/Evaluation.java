package atelier.evaluation;

import atelier.data.ProgressListener;
import atelier.nn.features.ClassHead;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.PerceptualDistance;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Parallel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Scores sets of generated pictures against the same real ones. Features of the real pictures are given once, noise
 * floors are computed once per count, and all metrics of a set share its distances. Used by one thread; it uses more.
 */
public final class Evaluation {
    /** The metrics of a comparison: what the verdict reads, and what tells of copying and likelihood at little cost. */
    public static final List<String> COMPARISON = List.of(
            "frechet-distance",
            "kid",
            "precision",
            "recall",
            "density",
            "coverage",
            "repetition",
            "vendi",
            "ct",
            "ms-ssim-pairs",
            "authpct",
            "nearest-ratio",
            "copied",
            "canaries",
            "cas",
            "cas-augmented",
            "label-agreement",
            "augmentation-leak",
            "modes",
            "modes-kl",
            "elbo",
            "iw-bound",
            "bits-per-dim");

    /**
     * How to evaluate.
     *
     * @param metrics names of metrics; empty means all
     * @param repeats half-samples per interval, 0 for none
     * @param seed of the draws
     * @param threads Java threads
     * @param progress is told of every half-sample and every metric
     * @param perceptual for the metrics of reconstructions that need it, or null; the caller owns it
     * @param classHead of the network that made the features, or null
     */
    public record Options(
            List<String> metrics,
            int repeats,
            long seed,
            int threads,
            ProgressListener progress,
            @Nullable PerceptualDistance perceptual,
            @Nullable ClassHead classHead) {
        /** Without a classifier. */
        public Options(
                List<String> metrics,
                int repeats,
                long seed,
                int threads,
                ProgressListener progress,
                @Nullable PerceptualDistance perceptual) {
            this(metrics, repeats, seed, threads, progress, perceptual, null);
        }

        /** All metrics, 32 half-samples, all cores. */
        public static Options defaults() {
            return new Options(
                    List.of(), 32, 1, Runtime.getRuntime().availableProcessors(), ProgressListener.NONE, null);
        }

        /**
         * The given metrics only.
         *
         * @throws AtelierException with {@link Exit#USAGE} where one is not known
         */
        public Options withMetrics(List<String> names) {
            names.forEach(Metrics::named);
            return new Options(names, repeats, seed, threads, progress, perceptual, classHead);
        }

        /** The same, with somebody to tell how far it is. */
        public Options withProgress(ProgressListener listener) {
            return new Options(metrics, repeats, seed, threads, listener, perceptual, classHead);
        }

        /** The same with another number of threads. */
        public Options withThreads(int count) {
            return new Options(metrics, repeats, seed, count, progress, perceptual, classHead);
        }

        /** The same with a network for perceptual distances, or null. */
        public Options withPerceptual(@Nullable PerceptualDistance network) {
            return new Options(metrics, repeats, seed, threads, progress, network, classHead);
        }

        /** The same with the classifier behind the features, or null; it must belong to their network. */
        public Options withClassHead(@Nullable ClassHead head) {
            return new Options(metrics, repeats, seed, threads, progress, perceptual, head);
        }

        /** Whether classifiers are to be trained on the pictures. */
        public boolean wantsUtility() {
            return wantsAny(Utility.metrics());
        }

        /** Whether one of these metrics is asked for. */
        public boolean wantsAny(List<String> names) {
            return metrics.isEmpty() || names.stream().anyMatch(metrics::contains);
        }

        /** Whether the model is to be asked how probable real pictures are. */
        public boolean wantsLikelihood() {
            return Metrics.ofLikelihood().stream().anyMatch(this::wants);
        }

        /** Whether features are to be compared, or classified. */
        public boolean wantsFeatures() {
            return Metrics.ofFeatures().stream().anyMatch(this::wants)
                    || wants(new InceptionScore())
                    || wants(new Canaries());
        }

        /** Whether real pictures are to be reconstructed. */
        public boolean wantsReconstructions() {
            return Metrics.ofPictures().stream().anyMatch(this::wants);
        }

        private boolean wants(Metric metric) {
            return metrics.isEmpty() || metrics.contains(metric.name());
        }
    }

    private final FeatureSet heldOut;
    private final @Nullable FeatureSet training;
    private final SetPair base;
    private final Options options;
    private final List<FeatureMetric> metrics;
    private final Map<String, Double> floors = new HashMap<>();
    private final Map<Integer, SetPair> usualFloors = new HashMap<>();

    /**
     * Prepares an evaluation.
     *
     * @param heldOut real pictures that were not trained on
     * @param training real pictures from training, for floors and memorisation; null where there are none
     */
    public Evaluation(FeatureSet heldOut, @Nullable FeatureSet training, Options options) {
        this(heldOut, training, training, options);
    }

    /**
     * Prepares an evaluation that looks for copies among more training pictures than floors stand on.
     *
     * @param heldOut real pictures that were not trained on
     * @param training real pictures from training, for floors; null where there are none
     * @param originals training pictures that could have been copied, as many as can be afforded; null where there are
     *     none
     */
    public Evaluation(
            FeatureSet heldOut, @Nullable FeatureSet training, @Nullable FeatureSet originals, Options options) {
        this.heldOut = heldOut;
        this.training = training;
        this.base = new SetPair(heldOut, heldOut, originals);
        this.options = options;
        this.metrics = Metrics.ofFeatures().stream().filter(options::wants).toList();
    }

    /** Generated pictures beside the held-out ones; whatever looks at this pair shares its distances. */
    public SetPair pair(FeatureSet generated) {
        return base.of(heldOut, generated).onThreads(options.threads());
    }

    /** Training pictures in the place of so many generated ones; null where there are none. */
    public @Nullable SetPair floor(int count) {
        FeatureSet known = training;
        return known == null
                ? null
                : usualFloors.computeIfAbsent(
                        count, n -> new Coverage().floorPair(heldOut, known, n).onThreads(options.threads()));
    }

    /** Every metric of the generated pictures, with interval, floor and convention. */
    public SetScores score(FeatureSet generated) {
        return score(pair(generated));
    }

    /** The same of a pair that {@link #pair} made. */
    public SetScores score(SetPair pair) {
        FeatureSet generated = pair.generated();
        List<FeatureMetric> applicable = metrics.stream()
                .filter(metric -> obstacle(metric, pair) == null)
                .toList();
        Map<String, double[]> deviations = new Resampling(
                        options.repeats(), options.seed(), options.threads(), options.progress())
                .deviations(applicable, pair);
        Map<String, Double> values = values(applicable, pair);
        Map<String, Score> scores = new LinkedHashMap<>();
        for (FeatureMetric metric : metrics) {
            Double value = values.get(metric.name());
            String name = metric.name();
            scores.put(
                    name,
                    value == null
                            ? Score.notApplicable(
                                    metric, generated.count(), Objects.requireNonNull(obstacle(metric, pair)))
                            : score(metric, pair, value, deviations.get(name)));
        }
        Metric classifier = new InceptionScore();
        if (options.wants(classifier)) {
            scores.put(classifier.name(), inceptionScore(classifier, generated));
        }
        return new SetScores(heldOut.network(), scores, deviations);
    }

    private Score inceptionScore(Metric metric, FeatureSet generated) {
        ClassHead head = options.classHead();
        int count = generated.count();
        if (head == null) {
            return Score.notApplicable(
                    metric,
                    count,
                    "needs a classifier's probabilities, not features; --features inception has them, or a classifier"
                            + " of your own as FILE.onnx with features.classes");
        }
        double value = InceptionScore.perSplit(head.probabilities(generated), head.classes(), 1)[0];
        String convention = metric.convention() + "; the " + head.classes() + " classes behind " + generated.network()
                + ", " + head.rule() + ", " + count + " generated";
        String caution = count < metric.advisedCount()
                ? "only " + count + " pictures; from " + metric.advisedCount() + " on the number is worth comparing"
                : null;
        return new Score(metric.name(), value, null, null, null, convention, count, caution);
    }

    /**
     * The value of every metric, and the floors that are not known yet. Each number is one piece of work of one thread,
     * so it does not depend on how many there are; those that take longest begin.
     */
    private Map<String, Double> values(List<FeatureMetric> applicable, SetPair pair) {
        int count = pair.generated().count();
        Map<String, Double> values = new ConcurrentHashMap<>();
        Map<String, Double> fresh = new ConcurrentHashMap<>();
        List<Runnable> work = new ArrayList<>();
        for (boolean quick : new boolean[] {false, true}) {
            for (FeatureMetric metric : applicable) {
                if (metric.resampled() != quick) {
                    continue;
                }
                work.add(() -> values.put(metric.name(), metric.value(pair)));
                FeatureSet known = training;
                if (known != null && !floors.containsKey(floorKey(metric, count))) {
                    SetPair floor =
                            metric.usualFloor() ? Objects.requireNonNull(floor(count)) : ownFloor(metric, count);
                    if (obstacle(metric, floor) == null) {
                        work.add(() -> fresh.put(floorKey(metric, count), metric.value(floor)));
                    }
                }
            }
        }
        Parallel.run(options.threads(), work.size(), i -> work.get(i).run(), done -> options.progress()
                .progress("measuring", done, work.size()));
        floors.putAll(fresh);
        return values;
    }

    /** Shares what is known of the training pictures. */
    private SetPair ownFloor(FeatureMetric metric, int count) {
        SetPair floor = metric.floorPair(heldOut, base.originals(), count);
        return base.of(floor.real(), floor.generated());
    }

    private static String floorKey(Metric metric, int count) {
        return metric.name() + "@" + count;
    }

    private Score score(FeatureMetric metric, SetPair pair, double value, double @Nullable [] deviations) {
        int count = pair.generated().count();
        if (!Double.isFinite(value)) {
            return Score.notApplicable(metric, count, metric.undefined(pair, value));
        }
        Double low = null;
        Double high = null;
        double[] own = metric.interval(pair, value);
        if (own != null) {
            low = Math.max(metric.lowest(), own[0]);
            high = Math.min(metric.highest(), own[1]);
        } else if (deviations != null) {
            double half = Intervals.t95(deviations.length - 1.0) * Math.sqrt(Intervals.variance(deviations));
            low = Math.max(metric.lowest(), value - half);
            high = Math.min(metric.highest(), value + half);
        }
        String convention = metric.convention() + "; features " + heldOut.network() + ", " + count + " against "
                + pair.real().count() + " real"
                + (metric.looksAtTraining() && pair.hasTraining()
                        ? ", " + pair.training().count() + " training pictures looked at"
                        : "")
                + floorCount(metric, count);
        Double floor = floors.get(floorKey(metric, count));
        return new Score(metric.name(), value, low, high, floor, convention, count, caution(metric, pair, floor));
    }

    private static @Nullable String caution(FeatureMetric metric, SetPair pair, @Nullable Double floor) {
        String few = pair.count() < metric.advisedCount()
                ? "only " + pair.count() + " pictures in the smaller set; from " + metric.advisedCount()
                        + " on the number is worth comparing"
                : null;
        String blind = floor == null
                ? null
                : Fault.outOfReach(metric.name(), pair.generated().count(), floor);
        return few == null ? blind : blind == null ? few : few + "; " + blind;
    }

    /** Where there are fewer training pictures than generated ones, the floor's count is another. */
    private String floorCount(FeatureMetric metric, int count) {
        FeatureSet known = training;
        return known == null || !metric.usualFloor() || known.count() >= count
                ? ""
                : ", floor from " + known.count() + " training pictures only";
    }

    private @Nullable String obstacle(FeatureMetric metric, SetPair pair) {
        if (pair.count() < metric.minimumCount()) {
            return metric.name() + " needs at least " + metric.minimumCount() + " pictures per set, got "
                    + pair.generated().count() + " generated and " + pair.real().count() + " real";
        }
        if (metric.needsTraining() && !pair.hasTraining()) {
            return metric.name() + " needs the training pictures' features; give --train-npy";
        }
        return null;
    }

    /**
     * Picture-by-picture metrics of reconstructions.
     *
     * @param target [N,C,H,W] float32 in [-1,1]
     * @param output the same shape and range
     * @param network for the metrics that need one, or null
     * @return scores by metric, means over pictures with a 95 % interval of the mean
     */
    public static Map<String, Score> reconstructions(
            Tensor target, Tensor output, @Nullable PerceptualDistance network) {
        int count = (int) target.size(0);
        Map<String, Score> scores = new LinkedHashMap<>();
        for (PictureMetric known : Metrics.ofPictures()) {
            PictureMetric metric = network == null ? known : known.with(network);
            String obstacle = metric.obstacle();
            if (obstacle != null) {
                scores.put(metric.name(), Score.notApplicable(metric, count, obstacle));
                continue;
            }
            if (Math.min(target.size(2), target.size(3)) < metric.minimumSide()) {
                scores.put(
                        metric.name(),
                        Score.notApplicable(
                                metric, count, "needs pictures of at least " + metric.minimumSide() + " pixels"));
                continue;
            }
            scores.put(metric.name(), Score.ofMean(metric, Pictures.inBatches(metric, target, output), null));
        }
        return scores;
    }

    /** Why a model has no reconstructions, for every picture metric. */
    public static Map<String, Score> noReconstructions(String reason) {
        Map<String, Score> scores = new LinkedHashMap<>();
        for (PictureMetric metric : Metrics.ofPictures()) {
            scores.put(metric.name(), Score.notApplicable(metric, 0, reason));
        }
        return scores;
    }
}
