package atelier.evaluation;

import atelier.data.ProgressListener;
import atelier.nn.features.ImageBatches;
import atelier.torch.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every discriminator judges every model's pictures. A model's own discriminator knows only what its own generator does
 * wrong, so each generator gets a fresh one as well, the same small network with the same training for all of them;
 * what counts is how well a judge tells pictures that it has not seen from real held-out ones. Swapping discriminators
 * is the idea of Im et al. 2016 (arXiv 1602.05110, section 5), judges that were trained afterwards that of Danihelka et
 * al. 2017 (arXiv 1705.05263). The diagonal says how far a generator is from real pictures in the eyes of who has
 * studied it; off the diagonal, whether generators share their faults. Used by one thread; it uses more.
 */
public final class CrossPlay {
    /** Pictures per kind, at most. */
    public static final int MOST = 1_000;

    /** The column of real pictures: what judges say where there is nothing to find. */
    public static final String REAL = "real";

    private static final int LEAST = 20;
    private static final long SEED = 1;
    private static final int REAL_CLASS = 1;

    /** The rule in words. */
    public static final String RULE = "area under the ROC curve of real held-out pictures against generated ones that"
            + " no judge has seen, 0.5: the judge cannot tell, 1: it always can; 95 % interval over pictures (DeLong)."
            + " A fresh judge is " + PictureClassifier.RULE
            + ", trained to tell real training pictures from one model's pictures";

    /** Somebody who says how real pictures look. */
    public interface Judge {
        /** One number per picture, higher for more real; called from several threads. */
        double[] scores(Shown pictures);
    }

    /**
     * Pictures with the classes they were made for.
     *
     * @param images the pictures
     * @param labels one per picture, -1 where there is none
     */
    public record Shown(ImageBatches images, int[] labels) {}

    /**
     * A model.
     *
     * @param name as in the catalogue
     * @param teaching pictures that its judge may learn from
     * @param fresh other pictures, to be judged
     * @param own the discriminator that it was trained with, or null
     */
    public record Contestant(String name, Shown teaching, Shown fresh, @Nullable Judge own) {}

    /**
     * What one judge says.
     *
     * @param judge the model that it was trained with or against
     * @param kind {@code fresh} or {@code own}
     * @param auc per column
     */
    public record Row(String judge, String kind, List<Auc> auc) {
        public Row {
            auc = List.copyOf(auc);
        }
    }

    /**
     * The table.
     *
     * @param columns whose pictures are judged: the models, then {@link #REAL}
     * @param rows one per judge
     * @param trained pictures of each kind that every fresh judge learned from
     * @param judged pictures per column
     * @param heldOut real pictures that they are told from
     * @param convention the rule in words
     */
    public record Result(
            List<String> columns, List<Row> rows, int trained, int judged, int heldOut, String convention) {
        public Result {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    private final Shown heldOut;
    private final Shown training;
    private final Shown others;
    private final int threads;

    /**
     * Takes real pictures, in an order that does not depend on classes.
     *
     * @param heldOut to be told from generated ones
     * @param training to teach judges
     * @param others from training as well, that judges do not learn from: the column of real pictures
     * @param threads Java threads; they do not change the result
     */
    public CrossPlay(Shown heldOut, Shown training, Shown others, int threads) {
        this.heldOut = heldOut;
        this.training = training;
        this.others = others;
        this.threads = threads;
    }

    /** Lets everyone judge everyone; null where there are too few pictures to learn from or to judge. */
    public @Nullable Result play(List<Contestant> contestants, ProgressListener progress) {
        int taught = training.images().count();
        int judged = others.images().count();
        for (Contestant contestant : contestants) {
            taught = Math.min(taught, contestant.teaching().images().count());
            judged = Math.min(judged, contestant.fresh().images().count());
        }
        int real = heldOut.images().count();
        if (contestants.isEmpty() || Math.min(real, Math.min(taught, judged)) < LEAST) {
            return null;
        }
        List<LabelledPictures> columns = new ArrayList<>();
        contestants.forEach(contestant -> columns.add(small(contestant.fresh(), 0)));
        columns.add(small(others, REAL_CLASS));
        int each = judged;
        columns.replaceAll(pictures -> pictures.first(each));
        LabelledPictures known = small(training, REAL_CLASS).first(taught);
        LabelledPictures reals = small(heldOut, REAL_CLASS);
        List<LabelledPictures> lessons = new ArrayList<>();
        for (Contestant contestant : contestants) {
            lessons.add(small(contestant.teaching(), 0).first(taught).and(known));
        }
        List<Supplier<Row>> judges = new ArrayList<>();
        for (int i = 0; i < lessons.size(); i++) {
            String name = contestants.get(i).name();
            LabelledPictures lesson = lessons.get(i);
            judges.add(() -> fresh(name, lesson, columns, reals));
        }
        for (Contestant contestant : contestants) {
            Judge own = contestant.own();
            if (own != null) {
                judges.add(() -> own(contestant.name(), own, contestants, each));
            }
        }
        Row[] rows = new Row[judges.size()];
        Parallel.run(
                threads,
                rows.length,
                i -> rows[i] = judges.get(i).get(),
                done -> progress.progress("judges of generated pictures", done, rows.length));
        List<String> names =
                new ArrayList<>(contestants.stream().map(Contestant::name).toList());
        names.add(REAL);
        String convention = RULE + "; " + taught + " of each to learn from, " + judged + " per column against " + real
                + " held out";
        return new Result(names, List.of(rows), taught, judged, real, convention);
    }

    private static Row fresh(
            String name, LabelledPictures lesson, List<LabelledPictures> columns, LabelledPictures reals) {
        PictureClassifier judge = PictureClassifier.trained(lesson, 2, SEED);
        double[] positives = realness(judge, reals);
        return new Row(
                name,
                "fresh",
                columns.stream()
                        .map(column -> Auc.of(positives, realness(judge, column)))
                        .toList());
    }

    private Row own(String name, Judge judge, List<Contestant> contestants, int judged) {
        double[] positives = judge.scores(heldOut);
        List<Shown> columns =
                new ArrayList<>(contestants.stream().map(Contestant::fresh).toList());
        columns.add(others);
        return new Row(
                name,
                "own",
                columns.stream()
                        .map(column -> Auc.of(positives, Arrays.copyOf(judge.scores(column), judged)))
                        .toList());
    }

    /** The logit of real less that of generated. */
    private static double[] realness(PictureClassifier judge, LabelledPictures pictures) {
        float[] logits = judge.logits(pictures);
        double[] scores = new double[pictures.count()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (double) logits[2 * i + REAL_CLASS] - logits[2 * i + 1 - REAL_CLASS];
        }
        return scores;
    }

    /** Pictures at the size that judges see, all of one class: generated or real. */
    private LabelledPictures small(Shown shown, int label) {
        return LabelledPictures.of(shown.images(), label, threads);
    }
}
