package atelier.evaluation;

import atelier.nn.features.FeatureSet;
import java.util.SplittableRandom;

/**
 * FD-infinity (Chong and Forsyth 2020, arXiv 1911.07023): the Fréchet distance extrapolated to infinitely many
 * generated pictures. The distance grows as a straight line in 1/N; the line through distances at 15 sizes is read off
 * at 1/N = 0. The real set is used whole, so the bias of its own size remains.
 */
public final class FrechetInfinity implements FeatureMetric {
    private static final int SIZES = 15;
    private static final long SEED = 0x5eed_f00dL;

    @Override
    public String name() {
        return "fd-infinity";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public String range() {
        return "about 0 (may be slightly negative) to inf";
    }

    @Override
    public String convention() {
        return "intercept of the least-squares line of the Frechet distance over 1/n at 15 equally spaced n from"
                + " min(5000, max(N/10, 2)) to N, generated rows drawn without replacement with a fixed seed, real rows"
                + " whole";
    }

    @Override
    public String paper() {
        return "Chong and Forsyth 2020, arXiv 1911.07023";
    }

    @Override
    public int minimumCount() {
        return 30;
    }

    @Override
    public int advisedCount() {
        return 2000;
    }

    @Override
    public boolean resampled() {
        return false;
    }

    @Override
    public boolean unbiased() {
        return true;
    }

    @Override
    public double value(SetPair pair) {
        FeatureSet generated = pair.generated();
        SplittableRandom random = new SplittableRandom(SEED);
        int largest = generated.count();
        int smallest = Math.min(5000, Math.max(largest / 10, 2));
        int[][] subsets = new int[SIZES][];
        for (int i = 0; i < SIZES; i++) {
            int size = (int) (smallest + (largest - smallest) * (double) i / (SIZES - 1));
            subsets[i] = Subsets.draw(largest, size, random);
        }
        return fit(pair.real(), generated, subsets).intercept();
    }

    /** Distances per subset, where their line meets 1/n = 0, and how it rises with 1/n. */
    record Fit(double[] distances, double intercept, double slope) {}

    static Fit fit(FeatureSet real, FeatureSet generated, int[][] subsets) {
        double[] distances = FrechetDistance.toEach(real, generated, subsets);
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < subsets.length; i++) {
            meanX += 1.0 / subsets[i].length / subsets.length;
            meanY += distances[i] / subsets.length;
        }
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < subsets.length; i++) {
            double x = 1.0 / subsets[i].length - meanX;
            covariance += x * (distances[i] - meanY);
            variance += x * x;
        }
        double slope = variance == 0 ? 0 : covariance / variance;
        return new Fit(distances, meanY - slope * meanX, slope);
    }
}
