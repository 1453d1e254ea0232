package atelier.evaluation;

/** Small-sample arithmetic of intervals. */
final class Intervals {
    /** 97.5 % quantile of the standard normal. */
    static final double Z95 = 1.959963984540054;

    /** Exact for 1, 2, 3 and 4 degrees. */
    private static final double[] T95 = {12.7062, 4.3027, 3.1824, 2.7764};

    private Intervals() {}

    /**
     * 97.5 % quantile of Student's t for any number of degrees from 1 on: below 4 between exact values on a straight
     * line over 1/degrees, which lies a little above the curve; then by the expansion of Cornish and Fisher, within
     * 0.01.
     */
    static double t95(double degrees) {
        if (degrees <= 1) {
            return T95[0];
        }
        if (degrees < T95.length) {
            int below = (int) degrees;
            double part = (1.0 / below - 1 / degrees) / (1.0 / below - 1.0 / (below + 1));
            return T95[below - 1] + part * (T95[below] - T95[below - 1]);
        }
        double z = Z95;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double z7 = z5 * z * z;
        return z
                + (z3 + z) / (4 * degrees)
                + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees)
                + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees * degrees * degrees);
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Variance with divisor n-1; zero for a single value. */
    static double variance(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    /** 95 % interval of a share, low and high (Wilson 1927, doi 10.1080/01621459.1927.10502953). */
    static double[] wilson(int hits, int count) {
        double share = hits / (double) count;
        double z2 = Z95 * Z95;
        double centre = (share + z2 / (2 * count)) / (1 + z2 / count);
        double half = Z95 / (1 + z2 / count) * Math.sqrt(share * (1 - share) / count + z2 / (4.0 * count * count));
        return new double[] {Math.max(0, centre - half), Math.min(1, centre + half)};
    }
}
