package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.evaluation.Disentanglement.Factor;
import atelier.evaluation.Disentanglement.Readings;
import atelier.torch.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Codes whose relation to the factors is planted, and the parts by hand. */
class DisentanglementTest {
    private static final int COUNT = 4_000;
    private static final int FACTORS = 3;

    /** Independent factors, even over [0,1). */
    private static double[][] factors() {
        RandomStream random = RandomStream.of(5, "factors", 0);
        double[][] values = new double[COUNT][FACTORS];
        for (double[] row : values) {
            for (int k = 0; k < FACTORS; k++) {
                row[k] = random.nextDouble();
            }
        }
        return values;
    }

    private static List<Factor> described(double[][] values) {
        List<Factor> factors = new ArrayList<>();
        for (int k = 0; k < FACTORS; k++) {
            int[] bins = new int[COUNT];
            double[] target = new double[COUNT];
            for (int i = 0; i < COUNT; i++) {
                bins[i] = (int) (10 * values[i][k]);
                target[i] = values[i][k];
            }
            factors.add(new Factor("factor " + k, bins, List.of(target)));
        }
        return factors;
    }

    /** Five coordinates: one per factor and two of noise; or the first two factors turned by an eighth. */
    private static double[][] codes(double[][] values, boolean turned) {
        RandomStream random = RandomStream.of(6, "noise", 0);
        double[][] codes = new double[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            double a = values[i][0];
            double b = values[i][1];
            codes[i] = new double[] {
                turned ? a + b : -3 * a, turned ? a - b : b, values[i][2], random.nextNormal(), random.nextNormal()
            };
        }
        return codes;
    }

    @Test
    void informationIsThatOfSmallTablesByHand() {
        int[] coin = {0, 0, 1, 1};
        assertThat(Disentanglement.information(coin, coin)).isCloseTo(Math.log(2), within(1e-12));
        assertThat(Disentanglement.information(coin, new int[] {0, 1, 0, 1})).isCloseTo(0, within(1e-12));
        // Joint 2/4, 1/4, 1/4 with margins 3/4, 1/4 and 1/2, 1/2.
        double byHand = 0.5 * Math.log(0.5 / 0.375) + 0.25 * Math.log(0.25 / 0.375) + 0.25 * Math.log(0.25 / 0.125);
        assertThat(Disentanglement.information(new int[] {0, 0, 0, 1}, new int[] {0, 0, 1, 1}))
                .isCloseTo(byHand, within(1e-12));
    }

    @Test
    void oneCoordinatePerFactorHasTheLargestGapAndTurningThemTakesIt() {
        double[][] values = factors();
        double apart = Disentanglement.gap(codes(values, false), described(values));
        double turned = Disentanglement.gap(codes(values, true), described(values));
        assertThat(apart).isBetween(0.9, 1.0);
        // Two of three factors lie in two coordinates alike.
        assertThat(turned).isBetween(0.28, 0.42);
    }

    @Test
    void lassoTakesThePenaltyOffEveryWeight() {
        double[][] identity = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        double[] weights = Disentanglement.lasso(identity, new double[] {0.5, -0.3, 0.015});
        assertThat(weights).containsExactly(new double[] {0.48, -0.28, 0}, within(1e-12));
        // Two coordinates of correlation 1/2, a target of products 0.7 and 0.5: (0.68 - 0.48/2) / (1 - 1/4) and so on.
        double[] pair = Disentanglement.lasso(new double[][] {{1, 0.5}, {0.5, 1}}, new double[] {0.7, 0.5});
        assertThat(pair).containsExactly(new double[] {0.44 / 0.75, 0.14 / 0.75}, within(1e-5));
    }

    @Test
    void disentanglementIsOneLessTheEntropyByHand() {
        assertThat(Disentanglement.disentanglement(new double[][] {{1, 0}, {0, 5}}))
                .isCloseTo(1, within(1e-12));
        assertThat(Disentanglement.disentanglement(new double[][] {{1, 1}, {2, 2}}))
                .isCloseTo(0, within(1e-12));
        double bits = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)) / Math.log(2);
        // Half of all importance lies in the first row, which is mixed; the empty row has no weight.
        assertThat(Disentanglement.disentanglement(new double[][] {{3, 1}, {0, 4}, {0, 0}}))
                .isCloseTo(0.5 * (1 - bits) + 0.5, within(1e-12));
    }

    @Test
    void readingsTellCodesOfOneFactorFromMixedOnes() {
        double[][] values = factors();
        Readings apart = Disentanglement.readings(codes(values, false), described(values));
        assertThat(apart.disentanglement()).isGreaterThan(0.95);
        assertThat(apart.completeness()).isGreaterThan(0.95);
        assertThat(apart.informativeness()).isGreaterThan(0.95);
        Readings turned = Disentanglement.readings(codes(values, true), described(values));
        assertThat(turned.informativeness()).as("a line still reads them").isGreaterThan(0.95);
        assertThat(turned.disentanglement()).isLessThan(0.7);
        assertThat(turned.completeness()).isLessThan(0.8);
        double[][] noise = codes(values, false);
        for (double[] row : noise) {
            row[0] = row[3];
            row[1] = row[4];
            row[2] = 7;
        }
        assertThat(Disentanglement.readings(noise, described(values)).informativeness())
                .isLessThan(0.02);
    }

    @Test
    void shapesAreReadFromTheirOwnFactors() {
        double[][] codes = new double[ShapeCodes.COUNT][];
        long[] classes = ShapeCodes.classes(0, codes.length);
        RandomStream random = RandomStream.of(8, "codes", 0);
        for (int i = 0; i < codes.length; i++) {
            codes[i] = new double[] {classes[i], random.nextNormal()};
        }
        Map<String, Score> free = ShapeCodes.score(codes, false);
        assertThat(free.keySet()).containsExactlyElementsOf(ShapeCodes.metrics());
        // One of six factors is held perfectly, the others not at all.
        assertThat(free.get("mig").value()).isCloseTo(1 / 6.0, within(0.02));
        assertThat(free.get("mig").floor()).isLessThan(0.02);
        Score told = ShapeCodes.score(codes, true).get("mig");
        assertThat(told.value()).isLessThan(0.02);
        assertThat(told.convention()).contains("shape left out");
    }
}
