package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.nn.features.FeatureSet;
import atelier.torch.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Neighbours found by float32 bounds, against sums of squared differences of every pair in float64. */
class DistanceBoundsTest {
    private static final int DIMENSIONS = 9;
    private static final int TILE = 7;

    /** Kinds of sets that products in float32 alone get wrong, and a usual one. */
    enum Kind {
        USUAL {
            @Override
            float value(double normal, int row, int column) {
                return (float) normal;
            }
        },
        /** Three clusters far from each other and from the middle. */
        FAR_CLUSTERS {
            @Override
            float value(double normal, int row, int column) {
                return (float) (1e3 * (row % 3) + 1e-1 * normal);
            }
        },
        /** Every row four times, so that many are equally near. */
        COPIES {
            @Override
            float value(double normal, int row, int column) {
                return (row / 4 * 31 + column * 17) % 23;
            }
        },
        CONSTANT {
            @Override
            float value(double normal, int row, int column) {
                return 3;
            }
        },
        HUGE {
            @Override
            float value(double normal, int row, int column) {
                return (float) (1e30 * normal);
            }
        },
        TINY {
            @Override
            float value(double normal, int row, int column) {
                return (float) (1e-30 * normal);
            }
        };

        abstract float value(double normal, int row, int column);

        FeatureSet set(long seed, int count) {
            float[] noise = new float[count * DIMENSIONS];
            RandomStream.of(seed, "rows", 0).fillNormal(noise, 0, noise.length);
            float[] values = new float[noise.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(noise[i], i / DIMENSIONS, i % DIMENSIONS);
            }
            return new FeatureSet("test", count, DIMENSIONS, values);
        }
    }

    private static double squared(FeatureSet a, int row, FeatureSet b, int column) {
        double sum = 0;
        for (int d = 0; d < DIMENSIONS; d++) {
            double difference = (double) a.values()[row * DIMENSIONS + d] - b.values()[column * DIMENSIONS + d];
            sum += difference * difference;
        }
        return sum;
    }

    private static double[] sortedOthers(FeatureSet rows, int row, FeatureSet columns, boolean itself) {
        return IntStream.range(0, columns.count())
                .filter(column -> !itself || column != row)
                .mapToDouble(column -> squared(rows, row, columns, column))
                .sorted()
                .toArray();
    }

    private static void requireNearest(FeatureSet rows, FeatureSet columns, boolean itself, int k, int threads) {
        try (DistanceBounds bounds = new DistanceBounds(rows, columns, threads, TILE)) {
            NearestRows nearest = NearestRows.of(bounds, k, itself);
            assertThat(nearest.k()).isEqualTo(k);
            for (int row = 0; row < rows.count(); row++) {
                double[] expected = Arrays.copyOf(sortedOthers(rows, row, columns, itself), k);
                double[] found = Arrays.copyOfRange(nearest.squared(), row * k, (row + 1) * k);
                for (int rank = 0; rank < k; rank++) {
                    // The sums may be of another order.
                    assertThat(found[rank])
                            .as("row %d, rank %d", row, rank)
                            .isCloseTo(expected[rank], within(1e-12 * expected[k - 1]));
                    int column = nearest.index()[row * k + rank];
                    assertThat(squared(rows, row, columns, column)).isCloseTo(found[rank], within(1e-12 * found[rank]));
                    assertThat(itself && column == row).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNearestAreThoseOfFloat64(Kind kind) {
        FeatureSet rows = kind.set(1, 40);
        requireNearest(rows, rows, true, 5, 2);
        requireNearest(rows, kind.set(2, 23), false, 3, 1);
        requireNearest(rows, rows, false, 1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void everyPairWithinReachIsFoundOnceAndNoOther(Kind kind) {
        FeatureSet rows = kind.set(1, 40);
        FeatureSet columns = kind.set(2, 23);
        double[] rowReach = new double[40];
        double[] columnReach = new double[23];
        Arrays.setAll(rowReach, row -> sortedOthers(rows, row, columns, false)[row % 4]);
        Arrays.setAll(columnReach, column -> column % 2 == 0 ? 0 : sortedOthers(columns, column, rows, false)[2]);
        List<String> expected = new ArrayList<>();
        for (int row = 0; row < 40; row++) {
            for (int column = 0; column < 23; column++) {
                // Neighbours at the very rim may go either way by the order of a sum.
                double distance = squared(rows, row, columns, column) * (1 - 1e-14);
                if (distance <= rowReach[row] || distance <= columnReach[column]) {
                    expected.add(row + " " + column);
                }
            }
        }
        double[] wider = Arrays.stream(rowReach).map(r -> r * (1 + 1e-13)).toArray();
        double[] widerColumns =
                Arrays.stream(columnReach).map(r -> r * (1 + 1e-13)).toArray();
        List<String> found = new ArrayList<>();
        try (DistanceBounds bounds = new DistanceBounds(rows, columns, 2, TILE)) {
            NearPairs.forEach(bounds, wider, widerColumns, (row, column, squared) -> found.add(row + " " + column));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }
}
