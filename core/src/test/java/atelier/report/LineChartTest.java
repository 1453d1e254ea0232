package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineChartTest {

    @Test
    void ticksAreRoundAndInsideTheRange() {
        assertThat(new Scale(0, 60, 0, 100).ticks(5)).containsExactly(0.0, 20.0, 40.0, 60.0);
        assertThat(new Scale(0.11, 0.38, 0, 100).ticks(4))
                .allSatisfy(tick -> assertThat(tick).isBetween(0.11, 0.38));
        assertThat(Scale.padded(3, 3, 0.1, 0, 100).ticks(4)).isNotEmpty();
    }

    @Test
    void thinningKeepsTheMeanAndTheLength() {
        double[] numbers = IntStream.range(0, 1000).mapToDouble(i -> i).toArray();
        Curve thin = new Curve("loss", numbers, numbers, numbers).thinned(100);
        assertThat(thin.length()).isEqualTo(100);
        assertThat(thin.values()[0]).isEqualTo(4.5);
        assertThat(thin.values()[99]).isEqualTo(994.5);
    }

    @Test
    void secondsLieBetweenTheLoggedPoints() {
        Curve curve = new Curve("loss", new double[] {100, 200}, new double[] {10, 30}, new double[] {1, 1});
        assertThat(curve.secondsAt(0)).isZero();
        assertThat(curve.secondsAt(150)).isEqualTo(20);
        assertThat(curve.secondsAt(500)).isEqualTo(30);
    }

    @Test
    void filmStripsKeepFirstAndLastAndGrowBetween() {
        List<Run.Frame> frames = IntStream.rangeClosed(0, 40)
                .mapToObj(i -> new Run.Frame(i * 1000L, new Picture(java.nio.file.Path.of("x"), 1, 1)))
                .toList();
        List<Long> chosen =
                OverTimeSection.chosen(frames).stream().map(Run.Frame::images).toList();
        assertThat(chosen)
                .hasSize(6)
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(0L)
                .endsWith(40000L);
    }
}
