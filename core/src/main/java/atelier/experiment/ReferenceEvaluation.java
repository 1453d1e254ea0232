package atelier.experiment;

import atelier.data.ImageSet;
import atelier.evaluation.Canaries;
import atelier.evaluation.Evaluation;
import atelier.evaluation.ModelLikelihood;
import atelier.evaluation.Score;
import atelier.evaluation.SetScores;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures models or folders of pictures against any real pictures, by every metric that is asked for, and writes
 * nothing. What no such metric looks at, such as features, is not made.
 */
public final class ReferenceEvaluation {
    private static final List<String> COPYING = List.of("ct", "authpct", "nearest-ratio", "copied");
    private static final int PAIRS = 12;

    private final FeatureExtraction extraction;
    private final ImageSet reference;
    private final int count;
    /** Null where no metric looks at features. */
    private final @Nullable Evaluation evaluation;

    /** Null where there are none, or no metric asks for them. */
    private final @Nullable TrainingFeatures known;

    private final @Nullable FeatureSet heldOut;
    private final @Nullable Inversion inversion;
    private @Nullable ClosestPairs closest;

    private final Evaluation.Options options;
    private final UtilityScores utility;
    private final FactorScores factors;
    private final ModeScores modes;
    private final LeakScores leak;
    private final SampleScores samples;

    /**
     * Extracts the features of the real pictures.
     *
     * @param reference to compare with, all of it
     * @param training from the same source, for noise floors and memorisation; null where there is none
     * @param count generated pictures to score, at most
     * @param inversion for reconstructions by models without an encoder, where they are asked for by name; or null
     */
    public ReferenceEvaluation(
            FeatureExtraction extraction,
            ImageSet reference,
            @Nullable ImageSet training,
            int count,
            Evaluation.Options options,
            @Nullable Inversion inversion) {
        this.extraction = extraction;
        this.reference = reference;
        this.count = count;
        this.options = options;
        this.inversion = inversion;
        boolean wanted = options.wantsFeatures();
        known = wanted && training != null ? TrainingFeatures.of(extraction, training, count, options) : null;
        heldOut = wanted ? extraction.extract(reference) : null;
        evaluation = heldOut == null ? null : evaluation(heldOut, known, options);
        utility = new UtilityScores(options.wantsUtility(), reference, training, options.threads());
        factors = new FactorScores(options, reference);
        modes = new ModeScores(options, reference, training);
        leak = new LeakScores(options, reference, training);
        samples = new SampleScores(options, reference, training);
    }

    private static Evaluation evaluation(
            FeatureSet heldOut, @Nullable TrainingFeatures known, Evaluation.Options options) {
        return known == null
                ? new Evaluation(heldOut, null, options)
                : new Evaluation(heldOut, known.sample(), known.originals(), options);
    }

    /** Scores a trained model's pictures, and its reconstructions of the reference if it has an encoder. */
    public SetScores model(TrainedModel model) {
        GeneratedPictures generated =
                new GeneratedPictures(model.generator(), Samples.JUDGED_SEED, count, modes.most(), samples.most());
        SetScores scores = features(generated);
        if (evaluation == null && looksAtPictures()) {
            generated.make(options.threads());
        }
        sayWhatTakesLong();
        return scores.with(canaries())
                .with(utility.of(model, generated))
                .with(reconstructions(model))
                .with(Likelihoods.score(options.wantsLikelihood(), model, reference, Likelihoods.MOST))
                .with(factors.of(model, generated))
                .with(modes.of(generated))
                .with(leak.of(generated))
                .with(samples.of(generated, generated::label));
    }

    private SetScores features(ImageBatches generated) {
        if (evaluation == null) {
            return new SetScores(extraction.convention(), Map.of(), Map.of());
        }
        FeatureSet rows = extraction.extract(generated);
        closest = known == null || heldOut == null || !options.wantsAny(COPYING)
                ? null
                : ClosestPairs.of(generated, rows, known.known(), heldOut, PAIRS, options.threads());
        return evaluation.score(rows);
    }

    private Map<String, Score> canaries() {
        if (!options.wantsAny(List.of(Canaries.metric()))) {
            return Map.of();
        }
        return Map.of(
                Canaries.metric(),
                known == null || heldOut == null
                        ? Canaries.notApplicable("needs real training pictures beside these")
                        : Canaries.score(extraction, known.pictures(), known.originals(), reference, heldOut));
    }

    /** Whether a metric of copying is asked for, without which {@link #closest()} is null. */
    public static boolean looksForCopies(Evaluation.Options options) {
        return options.wantsAny(COPYING);
    }

    /**
     * Of the pictures that were scored last, those that lie nearest to a training picture; null where there are no
     * training pictures, or no metric of copying is asked for.
     */
    public @Nullable ClosestPairs closest() {
        return closest;
    }

    /** Whether some metric looks at the generated pictures themselves. */
    private boolean looksAtPictures() {
        return options.wantsUtility()
                || factors.looksAtPictures()
                || modes.wanted()
                || leak.wanted()
                || samples.wanted();
    }

    private Map<String, Score> reconstructions(TrainedModel model) {
        if (!options.wantsReconstructions()) {
            return Map.of();
        }
        boolean byName = !options.metrics().isEmpty();
        boolean encodes = model.generator().network().model().hasEncoder();
        if (inversion != null && byName && !encodes) {
            options.progress().progress("looking for latents", 0, -1);
            return Reconstructions.inverted(model, reference, options.perceptual(), inversion);
        }
        return Reconstructions.score(model, reference, options.perceptual());
    }

    /** Scores pictures from anywhere. */
    public SetScores pictures(ImageSet generated) {
        SetScores scores = features(Samples.of(spread(generated, count)));
        sayWhatTakesLong();
        return scores.with(canaries())
                .with(utility.of(generated))
                .with(Evaluation.noReconstructions("these pictures reconstruct no others"))
                .with(ModelLikelihood.notApplicable(
                        "there are pictures, and no model that could say how probable others are"))
                .with(factors.of(generated))
                .with(modes.of(generated, count))
                .with(leak.of(generated))
                .with(samples.of(generated));
    }

    private void sayWhatTakesLong() {
        if (options.wantsUtility()) {
            options.progress().progress("training classifiers on the pictures", 0, -1);
        }
    }

    /** Evenly over the set, which may be sorted by class. */
    private static ImageSet spread(ImageSet set, int most) {
        if (set.count() <= most) {
            return set;
        }
        return set.choose(IntStream.range(0, most)
                .map(i -> (int) ((long) i * set.count() / most))
                .toArray());
    }
}
