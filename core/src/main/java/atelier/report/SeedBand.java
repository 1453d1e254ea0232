package atelier.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one model as one curve: the mean over its seeds, and how far they lie apart.
 *
 * @param across ascending
 * @param low the least seed's value there
 * @param mean over the seeds
 * @param high the greatest seed's value there
 */
record SeedBand(double[] across, double[] low, double[] mean, double[] high) {

    /**
     * Brings curves together where all of them run; between the points of one it is a straight line.
     *
     * @param seeds one curve per seed
     * @param horizontal which of a curve's columns runs along the bottom
     * @return null where there are fewer than two seeds, or no stretch that they share
     */
    static @Nullable SeedBand of(List<Curve> seeds, Function<Curve, double[]> horizontal) {
        List<double[]> columns = seeds.stream().map(horizontal).toList();
        if (seeds.size() < 2 || columns.stream().anyMatch(column -> column.length < 2)) {
            return null;
        }
        double from = columns.stream().mapToDouble(column -> column[0]).max().orElseThrow();
        double to = columns.stream()
                .mapToDouble(column -> column[column.length - 1])
                .min()
                .orElseThrow();
        double[] across = columns.stream()
                .flatMapToDouble(DoubleStream::of)
                .filter(at -> at >= from && at <= to)
                .sorted()
                .distinct()
                .toArray();
        if (across.length < 2) {
            return null;
        }
        double[][] values = new double[seeds.size()][];
        for (int seed = 0; seed < values.length; seed++) {
            double[] column = columns.get(seed);
            double[] own = seeds.get(seed).values();
            values[seed] =
                    Arrays.stream(across).map(at -> between(column, own, at)).toArray();
        }
        double[] low = new double[across.length];
        double[] mean = new double[across.length];
        double[] high = new double[across.length];
        for (int i = 0; i < across.length; i++) {
            int at = i;
            low[i] = Arrays.stream(values).mapToDouble(own -> own[at]).min().orElseThrow();
            mean[i] =
                    Arrays.stream(values).mapToDouble(own -> own[at]).average().orElseThrow();
            high[i] = Arrays.stream(values).mapToDouble(own -> own[at]).max().orElseThrow();
        }
        return new SeedBand(across, low, mean, high);
    }

    private static double between(double[] column, double[] values, double at) {
        int next = 1;
        while (next < column.length - 1 && column[next] < at) {
            next++;
        }
        double part = (at - column[next - 1]) / Math.max(1e-12, column[next] - column[next - 1]);
        return values[next - 1] + part * (values[next] - values[next - 1]);
    }
}
