package atelier.model.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.TinyPictures;
import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.InferenceModel;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.Workload;
import atelier.model.part.TokenRanks;
import atelier.torch.Device;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.StepReport;
import atelier.training.TinyTraining;
import atelier.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What generators of codes promise beyond the contract of all models. */
class TokenGeneratorTest {
    private static final ImageShape SHAPE = new ImageShape(16, 1, 0);
    private static final int PICTURES = 24;

    private static GenerativeModel build(Parameters parameters) {
        VqVae.Settings settings = new VqVae.Settings(16, 1, 32, 8, 4, 0.3, 0.25, 64, 2, 1, TokenSettings.ALL, 1);
        return VqVae.TYPE.build(settings, SHAPE, parameters);
    }

    @Test
    void theTransformerKnowsMoreThanAnyModelOfIndependentCodesCould(@TempDir Path folder) throws IOException {
        ImageSet pictures = TinyPictures.set(folder, PICTURES, 4, 16, 1);
        int steps = 300;
        Function<Parameters, GenerativeModel> build = TokenGeneratorTest::build;
        long total = (long) steps * TinyTraining.BATCH;
        try (Trainer trainer = new Trainer(
                        TinyTraining.settings(VqVae.TYPE.optimization(new Workload(SHAPE, 1_000, total)), total, 1),
                        pictures,
                        build,
                        Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            List<StepReport> reports = TinyTraining.steps(trainer, steps);
            try (InferenceModel network =
                    InferenceModel.over(trainer.store(), trainer.store().average(), build, Device.CPU)) {
                CodeAutoencoder autoencoder = ((TokenGenerator) network.model()).autoencoder();
                Tensor real =
                        Pixels.toFloat(pictures, IntStream.range(0, PICTURES).toArray());
                Tensor codes = autoencoder.codes(real);
                double bits = reports.subList(steps - 6, steps).stream()
                        .mapToDouble(report -> report.losses().get("bits"))
                        .average()
                        .orElseThrow();
                assertThat(bits).isLessThan(0.6 * marginalBits(codes));
            }
        } finally {
            pictures.images().close();
        }
    }

    /** Mean entropy of the codes of one position: the best that a model without dependence can reach on them. */
    private static double marginalBits(Tensor codes) {
        int positions = (int) codes.size(1);
        float[] known = Torch.toFloats(codes);
        double sum = 0;
        for (int position = 0; position < positions; position++) {
            double[] parts = new double[32];
            for (int picture = 0; picture < PICTURES; picture++) {
                parts[(int) known[picture * positions + position]] += 1.0 / PICTURES;
            }
            for (double part : parts) {
                sum -= part > 0 ? part * Math.log(part) / Math.log(2) : 0;
            }
        }
        return sum / positions;
    }

    @Test
    void aFurtherBudgetNeverTrainsTheAutoencoderAgain() {
        GenerativeModel model = build(new Parameters());
        assertThat(model.phases(new Progress(0, 20, 100)))
                .extracting(Phase::name)
                .containsExactly("autoencoder");
        assertThat(model.phases(new Progress(0, 40, 100)))
                .extracting(Phase::name)
                .containsExactly("prior");
        assertThat(model.phases(new Progress(0, 100, 200, 100)))
                .extracting(Phase::name)
                .containsExactly("prior");
    }

    @Test
    void theAutoencodersRateFallsBeforeItRestsAndTheTransformersRisesAfterThat() {
        GenerativeModel model = build(new Parameters());
        assertThat(model.phases(new Progress(0, 0, 1000)).get(0).pace().rate()).isEqualTo(1);
        assertThat(model.phases(new Progress(0, 299, 1000)).get(0).pace().rate())
                .isBetween(0.05, 0.06);
        assertThat(model.phases(new Progress(0, 310, 1000)).get(0).pace().rate())
                .isBetween(0.45, 0.55);
        assertThat(model.phases(new Progress(0, 500, 1000)).get(0).pace().rate())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "16,1,64",
        "28,1,49",
        "32,3,64",
        "33,3,81",
        "64,3,256",
        "100,3,169",
        "101,1,169",
        "128,3,256",
        "256,3,256"
    })
    void aPictureOfALongRunIsAtMostTwoHundredAndFiftySixCodes(int size, int channels, int codes) {
        ImageShape shape = new ImageShape(size, channels, 5);
        long images = 100_000;
        assertThat(VqVae.TYPE
                        .build(VqVae.TYPE.defaults(new Workload(shape, 1_000, images)), shape, new Parameters())
                        .latentSize())
                .isEqualTo(codes);
        assertThat(VqGan.TYPE
                        .build(VqGan.TYPE.defaults(new Workload(shape, 1_000, images)), shape, new Parameters())
                        .latentSize())
                .isEqualTo(codes);
        assertThat(VqVae.TYPE
                        .build(VqVae.TYPE.defaults(new Workload(shape, 1_000, 5_000)), shape, new Parameters())
                        .latentSize())
                .isLessThanOrEqualTo(64);
    }

    @Test
    void settingsThatCannotWorkAreRefusedWithTheirValues() {
        assertThatThrownBy(() -> new VqVae.Settings(16, 1, 32, 8, 4, 1, 0.25, 64, 2, 1, 32, 1))
                .hasMessageContaining("firstPart is 1.0");
        assertThatThrownBy(() -> new VqVae.Settings(16, 1, 32, 8, 4, 0.4, 0.25, 60, 2, 1, 32, 1))
                .hasMessageContaining("priorWidth is 60");
        assertThatThrownBy(() -> new TokenRanks.Sampling(1, 32, 0)).hasMessageContaining("topP 0.0");
    }
}
