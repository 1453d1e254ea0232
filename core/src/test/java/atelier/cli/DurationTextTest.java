package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "60s, 60, 1m",
        "6m, 360, 6m",
        "2h, 7200, 2h",
        "1h30m, 5400, 1h30m",
        "1d2s, 86402, 1d2s",
        "90m, 5400, 1h30m"
    })
    void isReadAndWrittenAsPeopleDo(String text, long seconds, String shortest) {
        Duration duration = new DurationText().convert(text);
        assertThat(duration).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(DurationText.of(duration)).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "m", "1.5h", "-5s", "5x", "30m1h", "0s", "99999999999s"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> new DurationText().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
