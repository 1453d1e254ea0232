package atelier.evaluation;

import atelier.torch.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What small classifiers say of generated pictures with classes: trained on them, on as many real ones, and on both,
 * how well they name real held-out pictures; trained on real ones, whether they name generated pictures as those were
 * asked for. Five seeds each. Used by one thread; it uses more.
 */
public final class Utility {
    /** Training pictures per kind, at most: five seeds of both kinds take seconds. */
    public static final int MOST_TRAINING = 2_000;
    /** Real pictures to test on, at most. */
    public static final int MOST_TEST = 2_000;

    private static final int SEEDS = 5;
    private static final Metric ALONE = new ClassificationAccuracy();
    private static final Metric TOGETHER = new AugmentedAccuracy();
    private static final Metric AGREEMENT = new LabelAgreement();
    private static final List<Metric> ALL = List.of(ALONE, TOGETHER, AGREEMENT);

    private final LabelledPictures heldOut;
    private final @Nullable LabelledPictures training;
    private final int classes;
    private final int threads;
    private final Map<Integer, Judges> judges = new HashMap<>();

    /**
     * Classifiers of real pictures.
     *
     * @param classifiers one per seed
     * @param names what each calls the real held-out pictures
     * @param accuracies of each on them
     */
    private record Judges(List<PictureClassifier> classifiers, int[][] names, double[] accuracies) {}

    /**
     * What was found.
     *
     * @param scores by metric
     * @param agreement label agreement class by class, or null where there is none
     */
    public record Outcome(Map<String, Score> scores, @Nullable PerClass agreement) {}

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
        return ALL.stream().map(Metric::name).toList();
    }

    /** Why there is no such number, for every metric. */
    public static Map<String, Score> notApplicable(String reason) {
        Map<String, Score> scores = new LinkedHashMap<>();
        for (Metric metric : ALL) {
            scores.put(metric.name(), Score.notApplicable(metric, 0, reason));
        }
        return scores;
    }

    /** Scores generated pictures, which must be in an order that does not depend on classes. */
    public Map<String, Score> score(LabelledPictures generated) {
        return measure(generated).scores();
    }

    /** The same, and class by class what can be said so. */
    public Outcome measure(LabelledPictures generated) {
        LabelledPictures known = training;
        int knownCount = known == null ? 0 : known.count();
        int count =
                Math.min(MOST_TRAINING, known == null ? generated.count() : Math.min(knownCount, generated.count()));
        int least = ALONE.minimumCount();
        if (count < least || heldOut.count() < least) {
            return new Outcome(
                    notApplicable("needs at least " + least + " pictures with a class per set, got " + generated.count()
                            + " generated" + (known == null ? "" : ", " + knownCount + " from training") + " and "
                            + heldOut.count()
                            + " held out"),
                    null);
        }
        LabelledPictures chosen = generated.first(count);
        Map<String, Score> scores = new LinkedHashMap<>();
        if (known == null) {
            String reason = "needs real training pictures beside these";
            scores.put(ALONE.name(), taught(ALONE, accuracies(List.of(chosen)).get(0), null, count));
            scores.put(TOGETHER.name(), Score.notApplicable(TOGETHER, count, reason));
            scores.put(AGREEMENT.name(), Score.notApplicable(AGREEMENT, count, reason));
            return new Outcome(scores, null);
        }
        LabelledPictures besides = known.first(count);
        Judges real = judges(besides);
        List<double[]> both = accuracies(List.of(chosen, chosen.and(besides)));
        scores.put(ALONE.name(), taught(ALONE, both.get(0), real.accuracies(), count));
        scores.put(TOGETHER.name(), taught(TOGETHER, both.get(1), real.accuracies(), count));
        LabelledPictures looked = generated.first(MOST_TRAINING);
        int[][] names = names(looked, real);
        scores.put(AGREEMENT.name(), agreement(looked, names, real));
        return new Outcome(scores, agreementPerClass(looked, names, real));
    }

    private Judges judges(LabelledPictures real) {
        return judges.computeIfAbsent(real.count(), n -> {
            PictureClassifier[] classifiers = new PictureClassifier[SEEDS];
            int[][] names = new int[SEEDS][];
            Parallel.run(threads, SEEDS, seed -> {
                classifiers[seed] = PictureClassifier.trained(real, classes, seed + 1L);
                names[seed] = classifiers[seed].names(heldOut);
            });
            return new Judges(List.of(classifiers), names, shares(names, heldOut.labels(), null));
        });
    }

    /** Accuracies per set and seed. */
    private List<double[]> accuracies(List<LabelledPictures> sets) {
        List<double[]> accuracies = new ArrayList<>();
        sets.forEach(set -> accuracies.add(new double[SEEDS]));
        Parallel.run(threads, sets.size() * SEEDS, task -> {
            int set = task % sets.size();
            int seed = task / sets.size();
            accuracies.get(set)[seed] =
                    PictureClassifier.trained(sets.get(set), classes, seed + 1L).accuracy(heldOut);
        });
        return accuracies;
    }

    private int[][] names(LabelledPictures generated, Judges known) {
        int[][] names = new int[SEEDS][];
        Parallel.run(
                threads,
                SEEDS,
                seed -> names[seed] = known.classifiers().get(seed).names(generated));
        return names;
    }

    /**
     * Per seed the share of pictures that were named as labelled.
     *
     * @param only of the pictures of this class; null: of all
     */
    private static double[] shares(int[][] names, int[] labels, @Nullable Integer only) {
        double[] shares = new double[names.length];
        for (int seed = 0; seed < names.length; seed++) {
            int count = 0;
            int right = 0;
            for (int i = 0; i < labels.length; i++) {
                if (only == null || labels[i] == only) {
                    count++;
                    right += names[seed][i] == labels[i] ? 1 : 0;
                }
            }
            shares[seed] = right / (double) count;
        }
        return shares;
    }

    private PerClass agreementPerClass(LabelledPictures generated, int[][] names, Judges known) {
        List<PerClass.Value> values = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            int count = count(generated, label);
            if (count < PerClass.FEWEST) {
                values.add(PerClass.Value.tooFew(count));
                continue;
            }
            double[] ceiling =
                    count(heldOut, label) < PerClass.FEWEST ? null : shares(known.names(), heldOut.labels(), label);
            Score score = Score.ofShares(
                    AGREEMENT,
                    shares(names, generated.labels(), label),
                    count,
                    ceiling == null ? null : Intervals.mean(ceiling),
                    "",
                    count,
                    null);
            values.add(perClass(score));
        }
        return new PerClass(AGREEMENT.name(), AGREEMENT.convention() + "; of the pictures of each class", values);
    }

    private static PerClass.Value perClass(Score score) {
        return new PerClass.Value(
                Objects.requireNonNull(score.value()),
                Objects.requireNonNull(score.low()),
                Objects.requireNonNull(score.high()),
                score.floor(),
                score.count());
    }

    private static int count(LabelledPictures pictures, int label) {
        return (int)
                Arrays.stream(pictures.labels()).filter(own -> own == label).count();
    }

    private Score agreement(LabelledPictures generated, int[][] names, Judges known) {
        int count = generated.count();
        return Score.ofShares(
                AGREEMENT,
                shares(names, generated.labels(), null),
                count,
                Intervals.mean(known.accuracies()),
                "; " + classes + " classes, " + count + " generated pictures, ceiling on " + heldOut.count()
                        + " real ones",
                count,
                count < AGREEMENT.advisedCount() ? "only " + count + " pictures to look at" : null);
    }

    private Score taught(Metric metric, double[] accuracies, double @Nullable [] ceiling, int count) {
        return Score.ofShares(
                metric,
                accuracies,
                heldOut.count(),
                ceiling == null ? null : Intervals.mean(ceiling),
                "; " + classes + " classes, tested on " + heldOut.count() + " real pictures",
                count,
                count < metric.advisedCount() ? "only " + count + " pictures to learn from" : null);
    }
}
