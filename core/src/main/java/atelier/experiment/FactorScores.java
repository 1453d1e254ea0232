package atelier.experiment;

import atelier.data.ImageSet;
import atelier.data.Shapes;
import atelier.evaluation.Evaluation;
import atelier.evaluation.LabelledPictures;
import atelier.evaluation.Score;
import atelier.evaluation.ShapeCodes;
import atelier.evaluation.ShapeFactors;
import atelier.model.GenerativeModel.Posterior;
import atelier.model.ImageShape;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What can be measured where the factors of the real pictures are known, or why it cannot. */
final class FactorScores {
    private static final String NO_FACTORS = "no-factors";
    private static final int BATCH = 100;

    private final Evaluation.Options options;
    private final ImageSet heldOut;
    private @Nullable ShapeFactors factors;

    /** @param heldOut real pictures to compare with */
    FactorScores(Evaluation.Options options, ImageSet heldOut) {
        this.options = options;
        this.heldOut = heldOut;
    }

    /** Whether generated pictures are to be named. */
    boolean looksAtPictures() {
        return options.wantsAny(List.of(ShapeFactors.metric()));
    }

    /** Of a model's pictures, all of which have been generated, and of its codes. */
    Map<String, Score> of(TrainedModel model, GeneratedPictures generated) {
        ImageShape shape = model.generator().network().model().shape();
        boolean known = Shapes.drew(heldOut) && shape.channels() == 3;
        Map<String, Score> scores = new LinkedHashMap<>();
        if (looksAtPictures()) {
            scores.put(
                    ShapeFactors.metric(),
                    known ? coverage(generated.small()) : ShapeFactors.notApplicable(NO_FACTORS));
        }
        if (options.wantsAny(ShapeCodes.metrics())) {
            scores.putAll(known ? codes(model, shape) : ShapeCodes.notApplicable(NO_FACTORS));
        }
        return scores;
    }

    /** Of pictures from anywhere. */
    Map<String, Score> of(ImageSet generated) {
        Map<String, Score> scores = new LinkedHashMap<>();
        if (looksAtPictures()) {
            boolean known = Shapes.drew(heldOut) && generated.channels() == 3;
            scores.put(
                    ShapeFactors.metric(),
                    known
                            ? coverage(LabelledPictures.unlabelled(
                                    Samples.of(Samples.some(generated, ShapeFactors.MOST)), options.threads()))
                            : ShapeFactors.notApplicable(NO_FACTORS));
        }
        if (options.wantsAny(ShapeCodes.metrics())) {
            scores.putAll(ShapeCodes.notApplicable("no-encoder"));
        }
        return scores;
    }

    private Score coverage(LabelledPictures pictures) {
        ShapeFactors known = factors;
        if (known == null) {
            options.progress().progress("learning to name factors", 0, -1);
            known = new ShapeFactors(pictures.size(), options.threads());
            factors = known;
        }
        return known.score(pictures);
    }

    private static Map<String, Score> codes(TrainedModel model, ImageShape shape) {
        if (!model.generator().network().model().hasEncoder()) {
            return ShapeCodes.notApplicable("no-encoder");
        }
        if (shape.conditional() && !Shapes.names().equals(model.labelNames())) {
            return ShapeCodes.notApplicable("the model takes classes, and these pictures' classes are others");
        }
        double[][] codes = new double[ShapeCodes.COUNT][];
        for (int from = 0; from < codes.length; from += BATCH) {
            try (Scope scope = Scope.withoutGradient()) {
                Tensor classes =
                        shape.conditional() ? Torch.fromLongs(ShapeCodes.classes(from, from + BATCH), BATCH) : null;
                Posterior posterior = Objects.requireNonNull(model.generator()
                        .network()
                        .encode(ShapeCodes.pictures(shape.size(), from, from + BATCH), classes));
                float[] means = Torch.toFloats(posterior.mean());
                int size = means.length / BATCH;
                for (int i = 0; i < means.length; i++) {
                    int row = from + i / size;
                    if (i % size == 0) {
                        codes[row] = new double[size];
                    }
                    codes[row][i % size] = means[i];
                }
            }
        }
        return ShapeCodes.score(codes, shape.conditional());
    }
}
