package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingSettingsTest {
    private static final TrainingSettings BASE = TinyTraining.settings(ToyModel.OPTIMIZATION, 1_000, 1);

    @Test
    void progressRunsFromZeroToOneWithoutAFurtherBudget() {
        assertThat(BASE.progress(3, 250).fraction()).isEqualTo(0.25);
        assertThat(BASE.progress(3, 1_000).fraction()).isEqualTo(1);
    }

    @Test
    void aFurtherScheduleFollowsTheFirstWhichStaysWhatItWas() {
        TrainingSettings twice = BASE.continued(3_000);
        assertThat(twice.totalImages()).isEqualTo(4_000);
        assertThat(twice.progress(3, 250).fraction()).isEqualTo(0.25);
        assertThat(twice.progress(3, 1_000).fraction()).isEqualTo(0.5);
        assertThat(twice.progress(3, 2_500).fraction()).isEqualTo(0.75);
        TrainingSettings thrice = twice.continued(1_000);
        assertThat(thrice.progress(3, 2_500).fraction()).isEqualTo(0.75);
        assertThat(thrice.progress(3, 4_500).fraction()).isEqualTo(0.75);
        assertThat(thrice.progress(3, 5_000).fraction()).isEqualTo(1);
    }
}
