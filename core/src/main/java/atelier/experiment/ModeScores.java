package atelier.experiment;

import atelier.data.ImageSet;
import atelier.data.StackedGreys;
import atelier.evaluation.Evaluation;
import atelier.evaluation.LabelledPictures;
import atelier.evaluation.Score;
import atelier.evaluation.StackedModes;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How many modes a generator makes where the modes of the real pictures are known, or why that cannot be counted. */
final class ModeScores {
    private static final String NO_MODES = "no-modes";

    private final Evaluation.Options options;
    private final ImageSet heldOut;
    private final @Nullable ImageSet training;
    private @Nullable StackedModes modes;

    /**
     * Takes real pictures.
     *
     * @param training of the same source as {@code heldOut}, or null
     */
    ModeScores(Evaluation.Options options, ImageSet heldOut, @Nullable ImageSet training) {
        this.options = options;
        this.heldOut = heldOut;
        this.training = training;
    }

    /** Whether the modes of these real pictures are known. */
    boolean known() {
        return StackedGreys.made(heldOut);
    }

    /** How many generated pictures are wanted for it, at most; 0 where nothing is counted. */
    int most() {
        return wanted() && known() ? StackedModes.MOST : 0;
    }

    /** Whether they are to be counted. */
    boolean wanted() {
        return options.wantsAny(StackedModes.metrics());
    }

    /** Of a model's pictures, all of which have been generated. */
    Map<String, Score> of(GeneratedPictures generated) {
        if (!wanted()) {
            return Map.of();
        }
        String obstacle = obstacle(generated.size(), generated.channels());
        return obstacle == null ? modes().score(generated.small()) : StackedModes.notApplicable(obstacle);
    }

    /** Of pictures from anywhere, at most so many. */
    Map<String, Score> of(ImageSet generated, int most) {
        if (!wanted()) {
            return Map.of();
        }
        String obstacle = obstacle(generated.size(), generated.channels());
        return obstacle == null
                ? modes().score(LabelledPictures.unlabelled(
                        Samples.of(Samples.some(generated, Math.min(most, StackedModes.MOST))), options.threads()))
                : StackedModes.notApplicable(obstacle);
    }

    private @Nullable String obstacle(int size, int channels) {
        if (!known()) {
            return NO_MODES;
        }
        if (training == null || training.count() == 0 || heldOut.count() == 0) {
            return "needs real training pictures beside these";
        }
        return Samples.otherShape(size, channels, heldOut);
    }

    private StackedModes modes() {
        StackedModes known = modes;
        if (known == null) {
            options.progress().progress("learning to name modes", 0, -1);
            known = new StackedModes(
                    StackedModes.labelled(Objects.requireNonNull(training), StackedModes.TAUGHT),
                    StackedModes.labelled(heldOut, StackedModes.TESTED),
                    options.threads());
            modes = known;
        }
        return known;
    }
}
