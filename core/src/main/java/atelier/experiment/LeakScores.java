package atelier.experiment;

import atelier.data.ImageSet;
import atelier.evaluation.AugmentationDetector;
import atelier.evaluation.Evaluation;
import atelier.evaluation.LabelledPictures;
import atelier.evaluation.Score;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether pictures look augmented, or why that cannot be said of them. */
final class LeakScores {
    private final Evaluation.Options options;
    private final ImageSet heldOut;
    private final @Nullable ImageSet training;
    private @Nullable AugmentationDetector detector;

    /**
     * Takes real pictures.
     *
     * @param training of the same source as {@code heldOut}, or null
     */
    LeakScores(Evaluation.Options options, ImageSet heldOut, @Nullable ImageSet training) {
        this.options = options;
        this.heldOut = heldOut;
        this.training = training;
    }

    /** Whether this is asked for. */
    boolean wanted() {
        return options.wantsAny(List.of(AugmentationDetector.metric()));
    }

    /** Of a model's pictures, all of which have been generated. */
    Map<String, Score> of(GeneratedPictures generated) {
        if (!wanted()) {
            return Map.of();
        }
        String obstacle = obstacle(generated.size(), generated.channels());
        return scores(obstacle == null ? detector().score(generated.small()) : unknown(obstacle));
    }

    /** Of pictures from anywhere. */
    Map<String, Score> of(ImageSet generated) {
        if (!wanted()) {
            return Map.of();
        }
        String obstacle = obstacle(generated.size(), generated.channels());
        return scores(
                obstacle == null
                        ? detector()
                                .score(LabelledPictures.unlabelled(
                                        Samples.of(Samples.some(generated, AugmentationDetector.MOST)),
                                        options.threads()))
                        : unknown(obstacle));
    }

    private static Score unknown(String obstacle) {
        return AugmentationDetector.notApplicable(obstacle);
    }

    private static Map<String, Score> scores(Score score) {
        return Map.of(score.metric(), score);
    }

    private @Nullable String obstacle(int size, int channels) {
        if (training == null) {
            return "needs real training pictures beside these";
        }
        int least = Math.min(training.count(), heldOut.count());
        if (least < AugmentationDetector.LEAST) {
            return "needs at least " + AugmentationDetector.LEAST + " real pictures from training and as many held out,"
                    + " got " + training.count() + " and " + heldOut.count();
        }
        return Samples.otherShape(size, channels, heldOut);
    }

    private AugmentationDetector detector() {
        AugmentationDetector known = detector;
        if (known == null) {
            options.progress().progress("learning to tell augmented pictures", 0, -1);
            known = new AugmentationDetector(
                    Samples.of(Samples.some(Objects.requireNonNull(training), AugmentationDetector.MOST)),
                    Samples.of(Samples.some(heldOut, AugmentationDetector.MOST)),
                    options.threads());
            detector = known;
        }
        return known;
    }
}
