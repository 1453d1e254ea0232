package atelier.experiment;

import atelier.data.ImageSet;
import atelier.evaluation.LabelledPictures;
import atelier.evaluation.Score;
import atelier.evaluation.Utility;
import atelier.model.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What pictures are worth as training data, or why that cannot be said of them. */
final class UtilityScores {
    private static final String NO_LABELS = "no-labels";

    private final boolean wanted;
    private final ImageSet heldOut;
    private final @Nullable Utility utility;

    /**
     * Takes real pictures.
     *
     * @param wanted whether the metrics are asked for; if not, no score is given
     * @param training of the same source as {@code heldOut}, or null
     */
    UtilityScores(boolean wanted, ImageSet heldOut, @Nullable ImageSet training, int threads) {
        this.wanted = wanted;
        this.heldOut = heldOut;
        int classes = heldOut.labelNames().size();
        utility = wanted && classes > 1
                ? new Utility(labelled(heldOut, Utility.MOST_TEST), real(training), classes, threads)
                : null;
    }

    private static @Nullable LabelledPictures real(@Nullable ImageSet training) {
        return training == null ? null : labelled(training, Utility.MOST_TRAINING);
    }

    /** In an order that does not depend on classes. */
    private static LabelledPictures labelled(ImageSet set, int most) {
        return LabelledPictures.of(Samples.some(set, set.count()), most);
    }

    /** Of a model's pictures, all of which have been generated. */
    Map<String, Score> of(TrainedModel model, GeneratedPictures generated) {
        return measure(model, generated).scores();
    }

    /** The same, and class by class what can be said so. */
    Utility.Outcome measure(TrainedModel model, GeneratedPictures generated) {
        if (!wanted) {
            return new Utility.Outcome(Map.of(), null);
        }
        ImageShape shape = model.generator().network().model().shape();
        if (utility == null) {
            return notApplicable(NO_LABELS);
        }
        if (!shape.conditional()) {
            return notApplicable("unconditional");
        }
        if (!heldOut.labelNames().equals(model.labelNames())) {
            return notApplicable("the model's classes " + model.labelNames() + " are not those of the real pictures, "
                    + heldOut.labelNames());
        }
        String obstacle = Samples.otherShape(shape.size(), shape.channels(), heldOut);
        if (obstacle != null) {
            return notApplicable(obstacle);
        }
        return utility.measure(generated.small());
    }

    private static Utility.Outcome notApplicable(String reason) {
        return new Utility.Outcome(Utility.notApplicable(reason), null);
    }

    /** Of pictures from anywhere; classes are those of the same name. */
    Map<String, Score> of(ImageSet generated) {
        if (!wanted) {
            return Map.of();
        }
        if (utility == null || generated.labelNames().isEmpty()) {
            return Utility.notApplicable(NO_LABELS);
        }
        List<String> names = heldOut.labelNames();
        int[] classes = generated.labelNames().stream().mapToInt(names::indexOf).toArray();
        if (Arrays.stream(classes).anyMatch(label -> label < 0)) {
            return Utility.notApplicable("the generated pictures' classes " + generated.labelNames()
                    + " are not those of the real pictures, " + names);
        }
        String obstacle = Samples.otherShape(generated.size(), generated.channels(), heldOut);
        if (obstacle != null) {
            return Utility.notApplicable(obstacle);
        }
        ImageSet mixed = Samples.some(generated, generated.count());
        return utility.score(LabelledPictures.of(mixed, classes, Utility.MOST_TRAINING));
    }
}
