package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeedBandTest {
    private static Curve curve(double[] seconds, double... values) {
        return new Curve("recall", seconds, seconds, values);
    }

    @Test
    void meanAndRangeAreTakenWhereBothRun() {
        Curve first = curve(new double[] {0, 10, 20}, 0, 10, 20);
        Curve second = curve(new double[] {5, 15, 40}, 25, 35, 60);
        SeedBand band = SeedBand.of(List.of(first, second), Curve::seconds);
        assertThat(band).isNotNull();
        assertThat(band.across()).containsExactly(5, 10, 15, 20);
        assertThat(band.low()).containsExactly(5, 10, 15, 20);
        assertThat(band.high()).containsExactly(25, 30, 35, 40);
        assertThat(band.mean()).containsExactly(15, 20, 25, 30);
    }

    @Test
    void withoutACommonStretchThereIsNoBand() {
        Curve early = curve(new double[] {0, 5}, 1, 1);
        assertThat(SeedBand.of(List.of(early), Curve::seconds)).isNull();
        assertThat(SeedBand.of(List.of(early, curve(new double[] {3}, 1)), Curve::seconds))
                .isNull();
        assertThat(SeedBand.of(List.of(early, curve(new double[] {6, 9}, 1, 1)), Curve::seconds))
                .isNull();
    }
}
