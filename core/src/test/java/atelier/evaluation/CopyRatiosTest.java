package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.nn.features.FeatureSet;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What looks for copies, by values counted by hand and beside plain double loops. */
class CopyRatiosTest {
    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static FeatureSet line(float... values) {
        return new FeatureSet("line", values.length, 1, values);
    }

    @Test
    void ratiosOnALineAreThoseCountedByHand() {
        // Training rows 0, 10, 16; the second 10 is the same picture again and is no other one.
        FeatureSet training = line(0, 10, 10, 16);
        SetPair pair = new SetPair(line(1, 9, 13, 15), line(10, 11, 5, 13, 20), training);
        // 10 is a copy; 11 is 1 from 10 and 5 from 16; 5 is 5 from both; 13 is 3 from both; 20 is 4 and 10 away.
        assertThat(pair.copyRatios(pair.generated())).containsExactly(new double[] {0, 0.2, 1, 1, 0.4}, within(1e-12));
        assertThat(new NearestRatio().value(pair)).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void copiedCountsThoseBelowTheFifthOfHeldOutRows() {
        FeatureSet training = MetricsTest.gaussian(1, 300, 4, 0, 1);
        FeatureSet heldOut = MetricsTest.gaussian(2, 120, 4, 0, 1);
        FeatureSet fresh = MetricsTest.gaussian(3, 200, 4, 0, 1);
        // Every fourth is a copy.
        float[] values = fresh.values().clone();
        for (int i = 0; i < 200; i += 4) {
            System.arraycopy(training.values(), 4 * i, values, 4 * i, 4);
        }
        FeatureSet generated = new FeatureSet("test", 200, 4, values);
        double[] expected = loop(heldOut, training);
        Arrays.sort(expected);
        long below = Arrays.stream(loop(generated, training))
                .filter(ratio -> ratio <= expected[4])
                .count();
        SetPair pair = new SetPair(heldOut, generated, training);
        assertThat(new Copied().value(pair)).isEqualTo(below / 200.0).isBetween(0.25, 0.4);
        assertThat(new Copied().value(new Copied().floorPair(heldOut, training, 200)))
                .isEqualTo(5 / 120.0);
        assertThat(new Copied().interval(pair, below / 200.0)).containsExactly(Intervals.wilson((int) below, 200));
    }

    private static double[] loop(FeatureSet rows, FeatureSet among) {
        return IntStream.range(0, rows.count())
                .mapToDouble(i -> {
                    double[] distances = distances(rows, i, among);
                    Arrays.sort(distances);
                    return distances[0] / distances[1];
                })
                .toArray();
    }

    private static double[] distances(FeatureSet rows, int row, FeatureSet among) {
        int dimensions = rows.dimensions();
        return IntStream.range(0, among.count())
                .mapToDouble(j -> {
                    double sum = 0;
                    for (int d = 0; d < dimensions; d++) {
                        double difference = rows.values()[row * dimensions + d] - among.values()[j * dimensions + d];
                        sum += difference * difference;
                    }
                    return Math.sqrt(sum);
                })
                .toArray();
    }

    @Test
    void anEvaluationLooksAtItsPairsWithItsOwnThreads() {
        FeatureSet real = MetricsTest.gaussian(1, 20, 2, 0, 1);
        Evaluation evaluation = new Evaluation(
                real, real, Evaluation.Options.defaults().withThreads(3).withMetrics(List.of("precision")));
        assertThat(evaluation.pair(real).threads()).isEqualTo(3);
        assertThat(evaluation.floor(10).threads()).isEqualTo(3);
    }

    /** A quarter of the held-out rows are training rows, so five times the floor is more than all. */
    @Test
    void whereNoCopyCouldCountItIsSaid() {
        FeatureSet training = MetricsTest.gaussian(1, 300, 4, 0, 1);
        float[] values = MetricsTest.gaussian(2, 120, 4, 0, 1).values().clone();
        System.arraycopy(training.values(), 0, values, 0, 4 * 30);
        Evaluation.Options options = Evaluation.Options.defaults().withMetrics(List.of("copied"));
        FeatureSet heldOut = new FeatureSet("test", 120, 4, values);
        Score score = new Evaluation(heldOut, training, options)
                .score(training)
                .scores()
                .get("copied");
        assertThat(score.value()).isEqualTo(1);
        assertThat(score.floor()).isEqualTo(0.25);
        assertThat(score.reason()).contains("no pictures at all would count as memorised");
        FeatureSet fresh = MetricsTest.gaussian(2, 120, 4, 0, 1);
        assertThat(new Evaluation(fresh, training, options)
                        .score(training)
                        .scores()
                        .get("copied")
                        .reason())
                .doesNotContain("memorised");
    }

    @Test
    void gapsAreThoseToTheNearestOtherRowWhateverIsAskedFirst() {
        FeatureSet set = line(0, 1, 5, 5, 12);
        Gaps gaps = new Gaps(set);
        assertThat(gaps.of(new int[] {4, 3})).containsExactly(7, 0);
        assertThat(gaps.of(new int[] {0, 1, 2, 3, 4, 0})).containsExactly(1, 1, 0, 0, 7, 1);
    }

    /** The spread of C_T over new draws is about 1 whatever N is, and its interval must be as wide. */
    @Test
    void theIntervalOfTheCopyingStatisticIsAsWideAsItsSpread() {
        FeatureSet training = MetricsTest.gaussian(1, 400, 3, 0, 1);
        SetPair shared = new SetPair(MetricsTest.gaussian(2, 400, 3, 0, 1), training, training);
        int draws = 40;
        double[] values = new double[draws];
        double[] widths = new double[draws];
        for (int i = 0; i < draws; i++) {
            SetPair pair = shared.of(
                    MetricsTest.gaussian(100 + i, 400, 3, 0, 1), MetricsTest.gaussian(1000 + i, 400, 3, 0, 0.9));
            values[i] = new CopyingStatistic().value(pair);
            double[] interval = new CopyingStatistic().interval(pair, values[i]);
            widths[i] = (interval[1] - interval[0]) / (2 * Intervals.t95(99));
        }
        double spread = Math.sqrt(Intervals.variance(values));
        // Forty draws give a spread to about an eighth; without the factor the widths would be 0.7 of it.
        assertThat(Intervals.mean(widths) / spread).isBetween(0.8, 1.3);
    }

    /** One training row per cell; the half of 25 rows in the largest cell are never more than 20. */
    @Test
    void theCopyingStatisticOfFewPicturesHasAnInterval() {
        SetPair pair = new SetPair(around(0.5f, 10, 10, 10), around(0.7f, 25, 10, 5), line(0, 100, 200));
        double value = new CopyingStatistic().value(pair);
        double[] interval = new CopyingStatistic().interval(pair, value);
        assertThat(value).isFinite();
        assertThat(interval[0]).isFinite().isLessThan(value);
        assertThat(interval[1]).isFinite().isGreaterThan(value);
    }

    /** So many rows each at growing distances from 0, 100 and 200. */
    private static FeatureSet around(float step, int... counts) {
        float[] values = new float[Arrays.stream(counts).sum()];
        int at = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            for (int i = 0; i < counts[cell]; i++) {
                values[at++] = 100 * cell + step * (i + 1);
            }
        }
        return new FeatureSet("line", values.length, 1, values);
    }
}
