package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.evaluation.Score;
import atelier.torch.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingSpeedTest {
    @Test
    void aQuantileIsTheSmallestValueThatSoManyDoNotPass() {
        double[] sorted = new double[200];
        Arrays.setAll(sorted, i -> i + 1);
        assertThat(SamplingSpeed.quantile(sorted, 0.5)).isEqualTo(100);
        assertThat(SamplingSpeed.quantile(sorted, 0.99)).isEqualTo(198);
        assertThat(SamplingSpeed.quantile(new double[] {7}, 0.5)).isEqualTo(7);
        assertThat(SamplingSpeed.quantile(new double[] {7, 9, 11}, 0.5)).isEqualTo(9);
    }

    @Test
    void onePictureAloneTakesTimeAndManyTogetherTakeLessEach(@TempDir Path folder) throws IOException {
        RunFolder run = RunFolder.open(TinyRuns.finished(folder, "vae"));
        try (TrainedModel model = TrainedModel.load(run, Device.CPU)) {
            SamplingSpeed.Latency latency = SamplingSpeed.latency(model.generator());
            assertThat(latency.count()).isBetween(11, 200);
            assertThat(latency.p50()).isPositive();
            if (latency.p99() != null) {
                assertThat(latency.count()).isGreaterThanOrEqualTo(100);
                assertThat(latency.p99()).isGreaterThanOrEqualTo(latency.p50());
            }
            Score rate = SamplingSpeed.rate(model.generator());
            assertThat(rate.metric()).isEqualTo("samples-per-second");
            assertThat(rate.value()).isBetween(rate.low(), rate.high());
        }
    }
}
