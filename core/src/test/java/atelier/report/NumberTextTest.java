package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberTextTest {
    private final Words english = new Words(Language.EN);

    @Test
    void numbersShowAboutThreeDigits() {
        assertThat(NumberText.of(131.62)).isEqualTo("132");
        assertThat(NumberText.of(95.24)).isEqualTo("95.2");
        assertThat(NumberText.of(1.0849)).isEqualTo("1.08");
        assertThat(NumberText.of(0.8613)).isEqualTo("0.861");
        assertThat(NumberText.of(0.00849)).isEqualTo("0.0085");
        assertThat(NumberText.of(-0.5)).isEqualTo("−0.500");
        assertThat(NumberText.fixed(-0.0001, 2)).isEqualTo("0.00");
    }

    @Test
    void ticksAreShort() {
        assertThat(NumberText.tick(0)).isEqualTo("0");
        assertThat(NumberText.tick(1500)).isEqualTo("1.5k");
        assertThat(NumberText.tick(2_000_000)).isEqualTo("2M");
        assertThat(NumberText.tick(-0.25)).isEqualTo("−0.25");
    }

    @Test
    void durationsAreInTheUnitsThatPeopleUse() {
        assertThat(NumberText.duration(60, english)).isEqualTo("60 s");
        assertThat(NumberText.duration(360, english)).isEqualTo("6 min");
        assertThat(NumberText.duration(365, english)).isEqualTo("6 min 5 s");
        assertThat(NumberText.duration(7200, english)).isEqualTo("2 h");
        assertThat(NumberText.duration(9000, english)).isEqualTo("2 h 30 min");
    }
}
