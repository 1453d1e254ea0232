package atelier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What generated pictures are worth as training data: a small classifier is trained on them, on as many real ones, and
 * on both, and tested on real held-out pictures, five seeds each. Used by one thread; it uses more.
 */
public final class Utility {
    /** Training pictures per kind, at most: five seeds of both kinds take seconds. */
    public static final int MOST_TRAINING = 2_000;
    /** Real pictures to test on, at most. */
    public static final int MOST_TEST = 2_000;

    private static final int SEEDS = 5;
    private static final Metric ALONE = new ClassificationAccuracy();
    private static final Metric TOGETHER = new AugmentedAccuracy();

    private final LabelledPictures heldOut;
    private final @Nullable LabelledPictures training;
    private final int classes;
    private final int threads;
    private final Map<Integer, double[]> ceilings = new HashMap<>();

    /**
     * Takes real pictures with classes.
     *
     * @param heldOut to test on
     * @param training of the same size and channels, in an order that does not depend on classes, for the ceiling; null
     *     where there are none
     * @param classes K
     * @param threads Java threads; they do not change the result
     */
    public Utility(LabelledPictures heldOut, @Nullable LabelledPictures training, int classes, int threads) {
        this.heldOut = heldOut.first(MOST_TEST);
        this.training = training == null ? null : training.first(MOST_TRAINING);
        this.classes = classes;
        this.threads = threads;
    }

    /** The names of what this measures. */
    public static List<String> metrics() {
        return List.of(ALONE.name(), TOGETHER.name());
    }

    /** Why there is no such number, for every metric. */
    public static Map<String, Score> notApplicable(String reason) {
        Map<String, Score> scores = new LinkedHashMap<>();
        for (Metric metric : List.of(ALONE, TOGETHER)) {
            scores.put(metric.name(), Score.notApplicable(metric, 0, reason));
        }
        return scores;
    }

    /** Scores generated pictures, which must be in an order that does not depend on classes. */
    public Map<String, Score> score(LabelledPictures generated) {
        LabelledPictures known = training;
        int real = known == null ? 0 : known.count();
        int count = Math.min(MOST_TRAINING, real == 0 ? generated.count() : Math.min(real, generated.count()));
        int least = ALONE.minimumCount();
        if (count < least || heldOut.count() < least) {
            return notApplicable("needs at least " + least + " pictures with a class per set, got " + generated.count()
                    + " generated" + (real == 0 ? "" : ", " + real + " from training") + " and " + heldOut.count()
                    + " held out");
        }
        LabelledPictures chosen = generated.first(count);
        Map<String, Score> scores = new LinkedHashMap<>();
        if (known == null) {
            scores.put(ALONE.name(), score(ALONE, train(List.of(chosen)).get(0), null, count));
            scores.put(
                    TOGETHER.name(), Score.notApplicable(TOGETHER, count, "needs real training pictures beside these"));
            return scores;
        }
        LabelledPictures besides = known.first(count);
        double[] ceiling =
                ceilings.computeIfAbsent(count, n -> train(List.of(besides)).get(0));
        List<double[]> both = train(List.of(chosen, chosen.and(besides)));
        scores.put(ALONE.name(), score(ALONE, both.get(0), ceiling, count));
        scores.put(TOGETHER.name(), score(TOGETHER, both.get(1), ceiling, count));
        return scores;
    }

    /** Accuracies per set and seed. */
    private List<double[]> train(List<LabelledPictures> sets) {
        List<double[]> accuracies = new ArrayList<>();
        sets.forEach(set -> accuracies.add(new double[SEEDS]));
        Parallel.run(threads, sets.size() * SEEDS, task -> {
            int set = task % sets.size();
            int seed = task / sets.size();
            accuracies.get(set)[seed] = PictureClassifier.accuracy(sets.get(set), heldOut, classes, seed + 1L);
        });
        return accuracies;
    }

    /** Mean with two levels of uncertainty: the classifier's seed, and which real pictures were held out. */
    private Score score(Metric metric, double[] accuracies, double @Nullable [] ceiling, int count) {
        double mean = Intervals.mean(accuracies);
        double seeds = Intervals.variance(accuracies) / accuracies.length;
        double pictures = mean * (1 - mean) / heldOut.count();
        double total = seeds + pictures;
        // Welch and Satterthwaite.
        double degrees = total == 0
                ? 1e6
                : total
                        * total
                        / (seeds * seeds / (SEEDS - 1) + pictures * pictures / Math.max(1, heldOut.count() - 1));
        double half = Intervals.t95(degrees) * Math.sqrt(total);
        return new Score(
                metric.name(),
                mean,
                Math.max(0, mean - half),
                Math.min(1, mean + half),
                ceiling == null ? null : Arrays.stream(ceiling).average().orElseThrow(),
                metric.convention() + "; " + classes + " classes, tested on " + heldOut.count() + " real pictures",
                count,
                count < metric.advisedCount() ? "only " + count + " pictures to learn from" : null);
    }
}
