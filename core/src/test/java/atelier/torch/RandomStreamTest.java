package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random numbers are a function of their key, the same on every machine and for ever. */
class RandomStreamTest {
    @Test
    void theNumbersOfAKeyAreTheseForEver() {
        RandomStream bits = RandomStream.of(7, "latent", 3);
        assertThat(new long[] {bits.nextLong(), bits.nextLong(), bits.nextLong()})
                .containsExactly(0x65f5d3ee1d586989L, 0x5e4c39476848ed68L, 0x104150a0f6d6c9cbL);
        RandomStream uniform = RandomStream.of(7, "latent", 3);
        assertThat(uniform.nextDouble()).isEqualTo(0.3982822853407427);
        assertThat(uniform.nextDouble()).isEqualTo(0.36835058205932436);
        RandomStream normal = RandomStream.of(7, "latent", 3);
        double[] expected = {-1.2827324639048767, -1.6601924533242243, -0.502708973920046, -0.18577404798179792};
        for (double value : expected) {
            assertThat(normal.nextNormal()).isCloseTo(value, within(1e-15));
        }
        assertThat(RandomStream.of(7, "data order", 0).permutation(8)).containsExactly(3, 5, 4, 1, 0, 2, 7, 6);
    }

    @Test
    void everyPartOfTheKeyChangesTheNumbers() {
        Set<Long> firsts = new HashSet<>();
        int keys = 0;
        for (long seed = -2; seed <= 2; seed++) {
            for (String purpose : new String[] {"", "a", "b", "ab", "ba"}) {
                for (long position = -1; position < 40; position++) {
                    firsts.add(RandomStream.of(seed, purpose, position).nextLong());
                    keys++;
                }
            }
        }
        assertThat(firsts).hasSize(keys);
    }

    @Test
    void normalsHaveTheMomentsOfANormalWithinAndAcrossStreams() {
        int count = 40_000;
        float[] within = new float[count];
        RandomStream.of(1, "moments", 0).fillNormal(within, 0, count);
        assertMoments(within);
        float[] across = new float[count];
        for (int i = 0; i < count; i++) {
            across[i] = (float) RandomStream.of(1, "moments", i).nextNormal();
        }
        assertMoments(across);
    }

    private static void assertMoments(float[] values) {
        double mean = 0;
        double square = 0;
        double fourth = 0;
        for (float value : values) {
            mean += value / (double) values.length;
            square += (double) value * value / values.length;
            fourth += Math.pow(value, 4) / values.length;
        }
        // Five standard errors each.
        assertThat(mean).isCloseTo(0, within(0.025));
        assertThat(square).isCloseTo(1, within(0.036));
        assertThat(fourth).isCloseTo(3, within(0.25));
    }

    @Test
    void neighbouringPositionsAreNotCorrelated() {
        double sum = 0;
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            sum += RandomStream.of(1, "pairs", i).nextNormal()
                    * RandomStream.of(1, "pairs", i + 1).nextNormal();
        }
        assertThat(sum / count).isCloseTo(0, within(5 / Math.sqrt(count)));
    }

    @Test
    void wholeNumbersStayBelowTheirBoundAndReachEveryValue() {
        RandomStream stream = RandomStream.of(1, "bound", 0);
        int[] counts = new int[7];
        for (int i = 0; i < 7_000; i++) {
            counts[stream.nextInt(7)]++;
        }
        assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(850);
    }

    @Test
    void fillingInPartsGivesTheSameNumbersAndTouchesNothingElse() {
        float[] whole = new float[9];
        RandomStream.of(2, "fill", 0).fillNormal(whole, 0, 9);
        float[] parts = new float[11];
        RandomStream stream = RandomStream.of(2, "fill", 0);
        stream.fillNormal(parts, 1, 4);
        stream.fillNormal(parts, 5, 5);
        assertThat(Arrays.copyOfRange(parts, 1, 10)).isEqualTo(whole);
        assertThat(parts[0]).isZero();
        assertThat(parts[10]).isZero();
    }
}
