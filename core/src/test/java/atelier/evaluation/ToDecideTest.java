package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Estimates of what would decide, against the same sums done by hand. */
class ToDecideTest {
    private static Difference difference(double value, Spread spread) {
        return new Difference(value, value - spread.half(), value + spread.half(), spread.p(value), 0.5, 2, spread);
    }

    private static Spread seeds(double samples, double deviation, int count) {
        Spread.Runs runs = new Spread.Runs(deviation * deviation, count);
        return new Spread(samples, 31, List.of(runs, runs));
    }

    /** 0.1 between models, 0.06 between seeds: t(2k-2) 0.06 sqrt(2/k) falls below 0.08 at six seeds, not at five. */
    @Test
    void theNumberOfSeedsIsTheFirstWhoseIntervalLiesBeyondTheMargin() {
        double five = 2.306 * 0.06 * Math.sqrt(2 / 5.0);
        double six = 2.228 * 0.06 * Math.sqrt(2 / 6.0);
        assertThat(five).isGreaterThan(0.08);
        assertThat(six).isLessThan(0.08);
        ToDecide estimate = ToDecide.of(difference(0.1, seeds(0, 0.06, 3)), 0.02, 1, 1000);
        assertThat(estimate.state()).isEqualTo("seeds");
        assertThat(estimate.seeds()).isEqualTo(6);
        assertThat(estimate.pictures()).as("seeds are what it hangs on").isNull();
    }

    @Test
    void moreUsesAskForMoreSeeds() {
        Difference difference = difference(0.1, seeds(0, 0.06, 3));
        Integer one = ToDecide.of(difference, 0.0, 1, 0).seeds();
        Integer five = ToDecide.of(difference, 0.0, 5, 0).seeds();
        assertThat(five).isGreaterThan(one);
    }

    @Test
    void noNumberOfSeedsHelpsWhereSamplesAloneAreTooWideButPicturesDo() {
        ToDecide estimate = ToDecide.of(difference(0.1, seeds(0.06 * 0.06, 0.01, 5)), 0.02, 1, 1000);
        assertThat(estimate.state()).isEqualTo("not-by-seeds");
        assertThat(estimate.seeds()).isNull();
        // Nearly all of the variance is that of samples: 2.04 * 0.06 / sqrt(f) = 0.08 at f = 2.34.
        assertThat(estimate.pictures()).isBetween(2_300, 2_700);
    }

    @Test
    void aSmallDifferenceIsDecidedByNothing() {
        ToDecide estimate = ToDecide.of(difference(0.01, seeds(0.0001, 0.01, 3)), 0.02, 1, 1000);
        assertThat(estimate).isEqualTo(new ToDecide("within-margin", null, null, null));
        ToDecide enough = ToDecide.of(difference(0.5, seeds(0.0001, 0.01, 3)), 0.02, 1, 1000);
        assertThat(enough).isEqualTo(new ToDecide("enough", null, null, null));
    }

    /** Of one run each nothing is known of seeds: what is said is how much they may differ. */
    @Test
    void withOneSeedItSaysHowLittleRunsMayDiffer() {
        Spread samples = new Spread(0.0036, 31, List.of());
        ToDecide estimate = ToDecide.of(difference(0.15, samples), 0.05, 1, 1000);
        assertThat(estimate.state()).isEqualTo("one-seed");
        assertThat(estimate.seeds()).isNull();
        assertThat(estimate.seedSpread()).as("samples alone are too wide").isNull();
        assertThat(estimate.pictures()).isBetween(1_400, 1_700);
        Spread narrow = new Spread(0.0016, 31, List.of());
        ToDecide firm = ToDecide.of(difference(0.135, narrow), 0.05, 1, 1000);
        assertThat(firm.pictures()).as("there are enough").isNull();
        double spread = firm.seedSpread();
        Spread planned = new Spread(0.0016, 31, seeds(0, spread, 5).runs());
        assertThat(planned.half()).isCloseTo(0.135 - 0.05, within(1e-6));
    }

    @Test
    void whereNothingIsKnownOfTheSpreadNothingIsEstimated() {
        Spread none = new Spread(Double.NaN, 100, List.of());
        Difference difference = new Difference(1, null, null, null, null, 1, none);
        assertThat(ToDecide.of(difference, 0, 1, 0)).isEqualTo(new ToDecide("unknown", null, null, null));
    }
}
