package atelier.experiment.diagnosis;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.model.GenerativeModel.Posterior;
import atelier.model.ImageShape;
import atelier.model.InferenceModel;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What is measured at a check, on as many real pictures as the grid of fixed latents has: a few hundred passes through
 * parts of the network, beside thousands of whole steps between two checks.
 */
public final class Signs {
    /** Median distance of a generated picture to its nearest neighbour, over that of held-out pictures. */
    static final String NEIGHBOUR_DISTANCE = "neighbourDistance";
    /** Latent units whose posterior mean varies over pictures. */
    static final String ACTIVE_UNITS = "activeUnits";
    /** Z. */
    static final String UNITS = "units";
    /** Mean score that the discriminator gives training pictures. */
    static final String TRAIN_SCORE = "trainScore";
    /** Mean score of held-out pictures. */
    static final String HELD_OUT_SCORE = "heldOutScore";
    /** Mean score of generated pictures. */
    static final String GENERATED_SCORE = "generatedScore";
    /** Standard error of the difference of the first two. */
    static final String SCORE_ERROR = "scoreError";

    /** Burda et al. 2016, section 4. */
    private static final double ACTIVE = 0.01;
    /** A posterior of a smaller log variance is a point: there is no divergence that could make it collapse. */
    private static final double POINT = -30;

    private static final int FEWEST = 8;
    private static final int GENERATED = 32;

    private final ImageSet train;
    private final ImageSet heldOut;
    private final double realDistance;

    /** Real pictures to compare with; each set may be empty, which leaves out what needs it. */
    public Signs(ImageSet train, ImageSet heldOut) {
        this.train = train;
        this.heldOut = heldOut;
        double distance = Double.NaN;
        if (heldOut.count() >= FEWEST) {
            try (Scope scope = Scope.withoutGradient()) {
                distance = neighbourDistance(Pixels.toFloat(heldOut, all(heldOut)));
            }
        }
        realDistance = distance;
    }

    /**
     * Measures what applies to the model.
     *
     * @param network with the weights of this moment
     * @param pictures [N,C,H,W] float32 in [-1,1], of fixed latents
     * @param labels [N] int64 for a conditional model, else null
     */
    public Map<String, Double> measure(InferenceModel network, Tensor pictures, @Nullable Tensor labels) {
        Map<String, Double> signs = new LinkedHashMap<>();
        int count = (int) Math.min(pictures.size(0), heldOut.count());
        if (realDistance > 0) {
            // A nearest neighbour is nearer among more pictures.
            signs.put(NEIGHBOUR_DISTANCE, neighbourDistance(pictures.narrow(0, 0, count)) / realDistance);
        }
        try (Scope scope = Scope.withoutGradient()) {
            posterior(network, signs);
            scores(network, pictures, labels, signs);
        }
        return signs;
    }

    private void posterior(InferenceModel network, Map<String, Double> signs) {
        // One picture says whether it is a point; encoding more may be long work, as for generators of codes.
        if (heldOut.count() < FEWEST || isPoint(network, heldOut)) {
            return;
        }
        Posterior posterior =
                network.encode(pixels(heldOut), labels(network.model().shape(), heldOut));
        if (posterior == null) {
            return;
        }
        double active = Torch.toDouble(
                variances(posterior.mean()).gt(Torch.scalar(ACTIVE)).sum());
        signs.put(ACTIVE_UNITS, active);
        signs.put(UNITS, (double) posterior.mean().size(1));
    }

    /** Whether the model has no encoder, or one without noise: then there is no posterior that a prior stands against. */
    public static boolean isPoint(InferenceModel network, ImageSet images) {
        try (Scope scope = Scope.withoutGradient()) {
            ImageSet one = images.choose(new int[] {0});
            Posterior posterior = network.model().hasEncoder()
                    ? network.encode(pixels(one), labels(network.model().shape(), one))
                    : null;
            return posterior == null || Torch.toDouble(posterior.logVariance().mean()) < POINT;
        }
    }

    private void scores(InferenceModel network, Tensor pictures, @Nullable Tensor labels, Map<String, Double> signs) {
        if (!network.model().hasDiscriminator() || heldOut.count() < FEWEST || train.count() < FEWEST) {
            return;
        }
        // Of generated pictures only the mean is wanted, so fewer do.
        int few = (int) Math.min(GENERATED, pictures.size(0));
        Tensor generated = network.judge(pictures.narrow(0, 0, few), labels == null ? null : labels.narrow(0, 0, few));
        Tensor known = network.judge(pixels(train), labels(network.model().shape(), train));
        Tensor unknown = network.judge(pixels(heldOut), labels(network.model().shape(), heldOut));
        if (generated == null || known == null || unknown == null) {
            return;
        }
        signs.put(TRAIN_SCORE, Torch.toDouble(known.mean()));
        signs.put(HELD_OUT_SCORE, Torch.toDouble(unknown.mean()));
        signs.put(GENERATED_SCORE, Torch.toDouble(generated.mean()));
        double squares =
                Torch.toDouble(variances(known)) / train.count() + Torch.toDouble(variances(unknown)) / heldOut.count();
        signs.put(SCORE_ERROR, Math.sqrt(squares));
    }

    /** Over the first dimension. */
    private static Tensor variances(Tensor rows) {
        return rows.sub(rows.mean(0)).square().mean(0);
    }

    /** Median over pictures of the Euclidean distance of their pixels to those of the nearest other one. */
    static double neighbourDistance(Tensor pictures) {
        int count = (int) pictures.size(0);
        float[] distances;
        try (Scope scope = Scope.withoutGradient()) {
            Tensor rows = pictures.reshape(count, -1);
            distances = Torch.toFloats(torch.cdist(rows, rows));
        }
        double[] nearest = new double[count];
        for (int i = 0; i < count; i++) {
            int row = i;
            nearest[i] = IntStream.range(0, count)
                    .filter(other -> other != row)
                    .mapToDouble(other -> distances[row * count + other])
                    .min()
                    .orElse(0);
        }
        Arrays.sort(nearest);
        return nearest[count / 2];
    }

    private static Tensor pixels(ImageSet set) {
        return Pixels.toFloat(set, all(set));
    }

    private static @Nullable Tensor labels(ImageShape shape, ImageSet set) {
        return shape.conditional() ? Pixels.labels(set, all(set)) : null;
    }

    private static int[] all(ImageSet set) {
        return IntStream.range(0, set.count()).toArray();
    }
}
