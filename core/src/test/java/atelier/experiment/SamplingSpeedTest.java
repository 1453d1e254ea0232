package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.evaluation.Score;
import atelier.model.LatentSampler;
import atelier.torch.Device;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    /** A machine that is slow for a while is so for all that are compared. */
    @Test
    void generatorsThatAreComparedTakeTurns(@TempDir Path folder) throws IOException {
        RunFolder run = RunFolder.open(TinyRuns.finished(folder, "vae"));
        try (TrainedModel model = TrainedModel.load(run, Device.CPU)) {
            int size = model.generator().network().model().latentSize();
            List<String> turns = new ArrayList<>();
            List<Score> rates = SamplingSpeed.rates(List.of(
                    model.generator().with(told("a", size, turns)),
                    model.generator().with(told("b", size, turns))));

            assertThat(rates).hasSize(2).allSatisfy(rate -> assertThat(rate.value())
                    .isPositive());
            assertThat(turns).hasSize(2 * 11);
            assertThat(turns.subList(0, 4)).containsExactly("a", "b", "a", "b");
        }
        assertThat(SamplingSpeed.ofRuns(List.of(run, run), Device.CPU)).hasSize(2);
    }

    /** The standard normal, which notes each batch that begins with it. */
    private static LatentSampler told(String name, int size, List<String> turns) {
        LatentSampler normal = LatentSampler.normal(size);
        return new LatentSampler() {
            private int draws;

            @Override
            public String name() {
                return normal.name();
            }

            @Override
            public void draw(RandomStream stream, int label, float[] target, int offset) {
                if (draws++ % 64 == 0) {
                    turns.add(name);
                }
                normal.draw(stream, label, target, offset);
            }

            @Override
            public Map<String, SafeTensors.Entry> export() {
                return Map.of();
            }
        };
    }
}
