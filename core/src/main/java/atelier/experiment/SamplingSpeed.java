package atelier.experiment;

import atelier.data.Pixels;
import atelier.evaluation.Score;
import atelier.model.ImageGenerator;
import atelier.torch.Device;
import atelier.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How fast a model makes pictures, from latents to 8 bits, on one thread: many at a time, and one at a time. */
final class SamplingSpeed {
    private static final long SEED = 20_000;
    private static final int BATCH = 64;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 9;
    private static final int FEWEST_CALLS = 11;
    private static final int MOST_CALLS = 200;
    /** From so many calls on their slowest hundredth is more than one call's luck. */
    private static final int CALLS_FOR_P99 = 100;

    private static final long MOST_NANOS = 700_000_000L;

    private SamplingSpeed() {}

    /** Pictures per second, batches of 64, the median of several batches. */
    static Score rate(ImageGenerator generator) {
        return rates(List.of(generator)).get(0);
    }

    /**
     * The same of several generators that are to be compared: a batch of each in turn, round after round, so that a machine
     * that is slower for a while is slower for all of them.
     */
    static List<Score> rates(List<ImageGenerator> generators) {
        double[][] rates = new double[generators.size()][ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (int i = 0; i < generators.size(); i++) {
                double seconds = seconds(generators.get(i), 0, BATCH);
                if (round >= 0) {
                    rates[i][round] = BATCH / seconds;
                }
            }
        }
        return Arrays.stream(rates).map(SamplingSpeed::score).toList();
    }

    /** The same of finished runs, in their order. */
    static List<Score> ofRuns(List<RunFolder> runs, Device device) {
        List<TrainedModel> models = new ArrayList<>();
        try {
            runs.forEach(run -> models.add(TrainedModel.load(run, device)));
            return rates(models.stream().map(TrainedModel::generator).toList());
        } finally {
            models.forEach(TrainedModel::close);
        }
    }

    private static Score score(double[] rates) {
        Arrays.sort(rates);
        return new Score(
                "samples-per-second",
                rates[ROUNDS / 2],
                rates[1],
                rates[ROUNDS - 2],
                null,
                "latents to 8-bit pictures on one thread, batches of 64; median of 9 batches, interval from their"
                        + " second smallest to their second largest; in a comparison a batch of each model in turn",
                BATCH * ROUNDS,
                null);
    }

    /**
     * Milliseconds for one picture asked for alone.
     *
     * @param p50 half of the calls take no longer
     * @param p99 99 of 100 take no longer; null where fewer than {@value #CALLS_FOR_P99} were made
     * @param count calls, as many as there was time for
     */
    record Latency(double p50, @Nullable Double p99, int count) {}

    /** Asks for pictures one by one, for less than a second where a picture takes no longer than that. */
    static Latency latency(ImageGenerator generator) {
        for (int i = 0; i < WARM_UP; i++) {
            seconds(generator, i, i + 1);
        }
        double[] millis = new double[MOST_CALLS];
        int count = 0;
        long start = System.nanoTime();
        while (count < FEWEST_CALLS || (count < MOST_CALLS && System.nanoTime() - start < MOST_NANOS)) {
            millis[count] = 1e3 * seconds(generator, count, count + 1);
            count++;
        }
        double[] sorted = Arrays.copyOf(millis, count);
        Arrays.sort(sorted);
        return new Latency(
                quantile(sorted, 0.5), count < CALLS_FOR_P99 ? null : (Double) quantile(sorted, 0.99), count);
    }

    /** The smallest value that so great a share of the values does not pass. */
    static double quantile(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static double seconds(ImageGenerator generator, int from, int to) {
        long start = System.nanoTime();
        try (Scope scope = Scope.withoutGradient()) {
            Pixels.toBytes(generator.pictures(SEED, from, to, null));
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
