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

    private static Verdict.Against rival(double value, Spread spread, double margin) {
        return new Verdict.Against("rival", difference(value, spread), margin);
    }

    private static ToDecide open(double value, Spread spread, double margin) {
        return ToDecide.of(List.of(rival(value, spread, margin)), 1, 1000);
    }

    private static ToDecide won(double value, Spread spread, double margin) {
        return ToDecide.firmly(rival(value, spread, margin), 1, 1000);
    }

    private static Spread seeds(double samples, double deviation, int count) {
        Spread.Runs runs = new Spread.Runs(deviation * deviation, count);
        return new Spread(samples, 31, List.of(runs, runs));
    }

    /** 0.1 between models, 0.06 between seeds: t(2k-2) 0.06 sqrt(2/k) falls below 0.1 at five seeds, not at four. */
    @Test
    void anOpenUseNeedsTheFirstNumberOfSeedsWithWhichTheLeaderWouldWin() {
        double four = 2.447 * 0.06 * Math.sqrt(2 / 4.0);
        double five = 2.306 * 0.06 * Math.sqrt(2 / 5.0);
        assertThat(four).isGreaterThan(0.1);
        assertThat(five).isLessThan(0.1);
        ToDecide estimate = open(0.1, seeds(0, 0.06, 3), 0.02);
        assertThat(estimate.state()).isEqualTo("seeds");
        assertThat(estimate.seeds()).isEqualTo(5);
        assertThat(estimate.pictures()).as("seeds are what it hangs on").isNull();
    }

    /** And below 0.08 at six seeds, not at five. */
    @Test
    void aFirmerVerdictNeedsTheFirstNumberOfSeedsWhoseIntervalLiesBeyondTheMargin() {
        double five = 2.306 * 0.06 * Math.sqrt(2 / 5.0);
        double six = 2.228 * 0.06 * Math.sqrt(2 / 6.0);
        assertThat(five).isGreaterThan(0.08);
        assertThat(six).isLessThan(0.08);
        ToDecide estimate = won(0.1, seeds(0, 0.06, 3), 0.02);
        assertThat(estimate.state()).isEqualTo("seeds");
        assertThat(estimate.seeds()).isEqualTo(6);
    }

    /** t(6) 0.05 sqrt(2/4) is 0.087 and t(4) 0.05 sqrt(2/3) is 0.113; of 0.2232 it takes 40 seeds to fall below 0.1. */
    @Test
    void ofSeveralRivalsTheOneThatNeedsMostCounts() {
        Verdict.Against four = rival(0.1, seeds(0, 0.05, 3), 0.02);
        Verdict.Against forty = rival(0.1, seeds(0, 0.2232, 3), 0.02);
        assertThat(ToDecide.of(List.of(four), 1, 0).seeds()).isEqualTo(4);
        assertThat(ToDecide.of(List.of(forty), 1, 0).seeds()).isEqualTo(40);
        assertThat(ToDecide.of(List.of(four, forty), 1, 0).seeds()).isEqualTo(40);
        Verdict.Against never = rival(0.1, seeds(0, 0.5, 3), 0.02);
        assertThat(ToDecide.of(List.of(four, never), 1, 0).state()).isEqualTo("not-by-seeds");
        Verdict.Against beaten = rival(0.1, seeds(0, 0.01, 3), 0.02);
        assertThat(ToDecide.of(List.of(beaten, four), 1, 0).seeds()).isEqualTo(4);
        assertThat(ToDecide.of(List.of(beaten, rival(0.01, seeds(0, 0.01, 3), 0.02)), 1, 0)
                        .state())
                .isEqualTo("within-margin");
    }

    @Test
    void moreUsesAskForMoreSeeds() {
        List<Verdict.Against> rivals = List.of(rival(0.1, seeds(0, 0.06, 3), 0));
        Integer one = ToDecide.of(rivals, 1, 0).seeds();
        Integer five = ToDecide.of(rivals, 5, 0).seeds();
        assertThat(five).isGreaterThan(one);
    }

    @Test
    void noNumberOfSeedsHelpsWhereSamplesAloneAreTooWideButPicturesDo() {
        ToDecide estimate = open(0.1, seeds(0.06 * 0.06, 0.01, 5), 0.02);
        assertThat(estimate.state()).isEqualTo("not-by-seeds");
        assertThat(estimate.seeds()).isNull();
        // Nearly all of the variance is that of samples: 2.04 * 0.06 / sqrt(f) = 0.1 at f = 1.5, and 0.08 at f = 2.34.
        assertThat(estimate.pictures()).isBetween(1_450, 1_650);
        assertThat(won(0.1, seeds(0.06 * 0.06, 0.01, 5), 0.02).pictures()).isBetween(2_300, 2_700);
    }

    @Test
    void aSmallDifferenceIsDecidedByNothing() {
        ToDecide estimate = open(0.01, seeds(0.0001, 0.01, 3), 0.02);
        assertThat(estimate).isEqualTo(new ToDecide("within-margin", null, null, null));
        ToDecide enough = won(0.5, seeds(0.0001, 0.01, 3), 0.02);
        assertThat(enough).isEqualTo(new ToDecide("enough", null, null, null));
    }

    /** Of one run each nothing is known of seeds: what is said is how much they may differ. */
    @Test
    void withOneSeedItSaysHowLittleRunsMayDiffer() {
        Spread samples = new Spread(0.0036, 31, List.of());
        ToDecide estimate = open(0.1, samples, 0.05);
        assertThat(estimate.state()).isEqualTo("one-seed");
        assertThat(estimate.seeds()).isNull();
        assertThat(estimate.seedSpread()).as("samples alone are too wide").isNull();
        assertThat(estimate.pictures()).isBetween(1_450, 1_550);
        Spread narrow = new Spread(0.0016, 31, List.of());
        ToDecide wide = open(0.135, narrow, 0.05);
        assertThat(wide.pictures()).as("there are enough").isNull();
        assertThat(planned(wide).half()).isCloseTo(0.135, within(1e-6));
        assertThat(planned(won(0.135, narrow, 0.05)).half()).isCloseTo(0.135 - 0.05, within(1e-6));
    }

    private static Spread planned(ToDecide estimate) {
        return new Spread(0.0016, 31, seeds(0, estimate.seedSpread(), 5).runs());
    }

    @Test
    void whereNothingIsKnownOfTheSpreadNothingIsEstimated() {
        Spread none = new Spread(Double.NaN, 100, List.of());
        Difference difference = new Difference(1, null, null, null, null, 1, none);
        assertThat(ToDecide.of(List.of(new Verdict.Against("rival", difference, 0)), 1, 0))
                .isEqualTo(new ToDecide("unknown", null, null, null));
    }
}
