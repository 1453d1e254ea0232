package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.model.ImageGenerator;
import atelier.model.LatentSampler;
import atelier.torch.Device;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedPicturesTest {
    @Test
    void thereMayBeMoreBytesOfPicturesThanAnIntCounts(@TempDir Path folder) throws IOException {
        int last = 3_000_000;
        try (TrainedModel model = TrainedModel.load(new RunFolder(TinyRuns.finished(folder, "vae")), Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            GeneratedPictures pictures = new GeneratedPictures(model.generator(), 1, last, 0, 0);
            assertThat(pictures.batch(last - 1, last).shape()).containsExactly(1, 3, 16, 16);
        }
    }

    /** Of six pictures the first four are kept; a latent is drawn for every picture that is generated. */
    @Test
    void whatIsKeptIsNotGeneratedAgain(@TempDir Path folder) throws IOException {
        try (TrainedModel model = TrainedModel.load(new RunFolder(TinyRuns.finished(folder, "vae")), Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            AtomicInteger drawn = new AtomicInteger();
            ImageGenerator counted =
                    model.generator().with(counting(model.generator().sampler(), drawn));
            GeneratedPictures pictures = new GeneratedPictures(counted, 1, 6, 0, 4);
            Tensor first = pictures.batch(0, 3);
            assertThat(drawn).hasValue(3);
            assertThat(pictures.batch(1, 3).equal(first.narrow(0, 1, 2))).isTrue();
            assertThat(drawn).hasValue(3);
            Tensor rest = pictures.batch(3, 6);
            assertThat(drawn).hasValue(6);
            assertThat(pictures.batch(3, 4).equal(rest.narrow(0, 0, 1))).isTrue();
            assertThat(drawn).hasValue(6);
            pictures.batch(3, 6);
            assertThat(drawn).as("two of them were not kept").hasValue(9);
        }
    }

    private static LatentSampler counting(LatentSampler sampler, AtomicInteger drawn) {
        return new LatentSampler() {
            @Override
            public String name() {
                return sampler.name();
            }

            @Override
            public void draw(RandomStream stream, int label, float[] target, int offset) {
                drawn.incrementAndGet();
                sampler.draw(stream, label, target, offset);
            }

            @Override
            public Map<String, SafeTensors.Entry> export() {
                return sampler.export();
            }
        };
    }
}
