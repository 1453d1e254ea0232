package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class ConvolutionLimitTest {
    @Test
    void measuresHowManyOperationsOneCoreDoesInASecond() throws RunnerException {
        Options brief = new OptionsBuilder()
                .include(ConvolutionLimit.class.getName())
                .param("precision", "float32")
                .param("channelsLast", "false", "true")
                .forks(0)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(200))
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(500))
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(brief).run();

        assertThat(results).hasSize(2).allSatisfy(result -> {
            double callsPerSecond = result.getPrimaryResult().getScore();
            double operationsPerSecond =
                    result.getSecondaryResults().get("operations").getScore();
            assertThat(callsPerSecond).isPositive();
            assertThat(operationsPerSecond / callsPerSecond)
                    .isCloseTo(
                            ConvolutionLimit.OPERATIONS_PER_CALL, org.assertj.core.data.Percentage.withPercentage(1));
        });
    }
}
