package atelier.evaluation;

/**
 * Student's t distribution (Student 1908, doi 10.1093/biomet/6.1.1), for any number of degrees of freedom from 1 on.
 */
final class StudentT {
    /** Even; the integrand is smooth. */
    private static final int INTERVALS = 400;

    private StudentT() {}

    /**
     * How probable a value at least so far from zero is. With x = sqrt(degrees) tan(angle) the density is proportional
     * to cos(angle)^(degrees - 1), which is integrated by Simpson's rule.
     */
    static double twoSided(double t, double degrees) {
        double from = Math.atan(Math.abs(t) / Math.sqrt(degrees));
        return Math.min(1, integral(from, degrees - 1) / integral(0, degrees - 1));
    }

    /**
     * Of cos(angle)^power from an angle to a right one, or to where nothing is left: it falls as exp(-power angle^2 /
     * 2).
     */
    private static double integral(double from, double power) {
        double to = Math.min(Math.PI / 2, from + 12 / Math.sqrt(Math.max(1, power)));
        double step = (to - from) / INTERVALS;
        double sum = 0;
        for (int i = 0; i <= INTERVALS; i++) {
            int weight = i == 0 || i == INTERVALS ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.pow(Math.max(0, Math.cos(from + i * step)), power);
        }
        return sum * step / 3;
    }
}
