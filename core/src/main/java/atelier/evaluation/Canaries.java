package atelier.evaluation;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureSet;
import atelier.nn.features.ImageBatches;
import atelier.torch.Scope;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Whether {@link Copied} would see copies if there were any: training pictures are planted with small
 * errors, and counted. It says nothing of a generator; where it is low, few copies being found means
 * little, on these pictures and with this feature network.
 */
public final class Canaries implements UnitInterval {
    private static final int PLANTED = 200;
    private static final long SEED = 1;
    private static final Metric METRIC = new Canaries();
    private static final Copied RULE = new Copied();

    @Override
    public String name() {
        return "canaries";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String convention() {
        return "share of up to " + PLANTED
                + " training pictures that the rule of copied takes for copies, with normal noise"
                + " of deviation 0.1 on [-1,1] and rounded to 8 bits; the floor is the share of as many held-out pictures"
                + " changed in the same way; interval: Wilson's, of the planted pictures";
    }

    @Override
    public String paper() {
        return "Atelier; canaries: Carlini et al. 2019, arXiv 1802.08232";
    }

    @Override
    public int minimumCount() {
        return RULE.minimumCount();
    }

    /** The name of what this measures. */
    public static String metric() {
        return METRIC.name();
    }

    /** Why there is no such number. */
    public static Score notApplicable(String reason) {
        return Score.notApplicable(METRIC, 0, reason);
    }

    /**
     * Plants pictures and counts those that are found.
     *
     * @param extraction the network that the features were made with
     * @param training pictures among which originals are looked for
     * @param originals their features, row by row
     * @param heldOut real pictures that were not trained on
     * @param usual features of real held-out pictures, which say what is usual
     */
    public static Score score(
            FeatureExtraction extraction, ImageSet training, FeatureSet originals, ImageSet heldOut, FeatureSet usual) {
        int least = Math.min(usual.count(), Math.min(training.count(), heldOut.count()));
        if (least < METRIC.minimumCount()) {
            return notApplicable("needs at least " + METRIC.minimumCount() + " real pictures from training and as many"
                    + " held out, got " + training.count() + " and " + Math.min(usual.count(), heldOut.count()));
        }
        FeatureSet planted = changed(extraction, training);
        FeatureSet others = changed(extraction, heldOut);
        double found = RULE.value(new SetPair(usual, planted, originals));
        double alarms = RULE.value(new SetPair(usual, others, originals));
        double[] ends = Intervals.wilson((int) Math.round(found * planted.count()), planted.count());
        return new Score(
                METRIC.name(),
                found,
                ends[0],
                ends[1],
                alarms,
                METRIC.convention()
                        + String.format(
                                Locale.ROOT,
                                "; %s; %d planted, among %d training pictures",
                                extraction.convention(),
                                planted.count(),
                                originals.count()),
                planted.count(),
                null);
    }

    /** Features of pictures from all over a set, after they were changed. */
    private static FeatureSet changed(FeatureExtraction extraction, ImageSet set) {
        int count = Math.min(PLANTED, set.count());
        int[] positions = IntStream.range(0, count)
                .map(i -> (int) ((long) i * set.count() / count))
                .toArray();
        try (Scope scope = Scope.withoutGradient()) {
            return extraction.extract(
                    ImageBatches.of(Scope.adopt(ControlPictures.copies(Pixels.toFloat(set, positions), SEED))));
        }
    }
}
