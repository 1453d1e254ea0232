package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The share of generated pictures that repeat others: their neighbours among the generated pictures lie far nearer than
 * real pictures lie to each other at that place. A collapsed generator, whose few pictures may all be among the real
 * ones, has a {@link Precision} near 1 and nearly everything repeated. Looking around every picture by itself finds a
 * collapse within classes too, which the distances or the {@link Vendi} score of the whole set do not show.
 *
 * <p>Atelier's own; the balls are those of improved precision and recall (Kynkäänniemi et al. 2019). Noise scores low,
 * so a low value alone is no merit.
 */
public final class Repetition implements FeatureMetric, UnitInterval {
    private static final int K = 3;
    /**
     * A ball so much narrower than the real one beside it holds repeats. Of real pictures, and of models that had not
     * collapsed, at most one in two hundred has such a ball; strong blur alone brings a quarter of pictures there.
     */
    private static final double NARROW = 0.5;

    private static final long SEED = 0x5eed_2e9eL;

    @Override
    public String name() {
        return "repetition";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String convention() {
        return "share of generated rows whose ball (k=3, among the generated rows) has less than half the radius of"
                + " their nearest real row's ball (k=3, among the real rows), both sets cut to equal N by a draw with a"
                + " fixed seed, Euclidean";
    }

    @Override
    public String paper() {
        return "Atelier; balls of Kynkaanniemi et al. 2019, arXiv 1904.06991";
    }

    @Override
    public int minimumCount() {
        return K + 1;
    }

    @Override
    public int advisedCount() {
        return 200;
    }

    @Override
    public double value(SetPair pair) {
        double[] ratios = ratios(pair);
        return Arrays.stream(ratios).filter(ratio -> ratio < NARROW).count() / (double) ratios.length;
    }

    /** Per generated row the radius of its ball over that of its nearest real row; 1 where both are 0. */
    static double[] ratios(SetPair pair) {
        int count = pair.count();
        FeatureSet real = cut(pair.real(), count);
        FeatureSet generated = cut(pair.generated(), count);
        boolean whole = pair.real().count() == pair.generated().count();
        Neighbourhoods neighbourhoods = whole ? pair.neighbourhoods() : Neighbourhoods.of(real, generated, 1);
        double[] own = neighbourhoods.generatedSquaredRadii(K);
        double[] beside = neighbourhoods.realSquaredRadii(K);
        int[] nearest = neighbourhoods.nearestReal();
        double[] ratios = new double[count];
        Arrays.setAll(ratios, i -> {
            double there = beside[nearest[i]];
            return there > 0 ? Math.sqrt(own[i] / there) : 1;
        });
        return ratios;
    }

    private static FeatureSet cut(FeatureSet set, int count) {
        return set.count() == count ? set : set.rows(Subsets.draw(set.count(), count, new SplittableRandom(SEED)));
    }
}
