package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.data.TinyStacks;
import atelier.evaluation.Evaluation;
import atelier.evaluation.Score;
import atelier.nn.features.FeatureExtraction;
import atelier.nn.features.FeatureNetwork;
import atelier.nn.features.FeatureNetworks;
import atelier.torch.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modes are counted where they are known, of runs and of pictures, and models are not told them. */
class ModeScoresTest {
    private static final List<String> METRICS = List.of("modes", "modes-kl");

    @TempDir
    private Path folder;

    private ReferenceEvaluation evaluation(ImageSet heldOut, @Nullable ImageSet training, int count) {
        Evaluation.Options options =
                Evaluation.Options.defaults().withMetrics(METRICS).withThreads(2);
        return new ReferenceEvaluation(
                new FeatureExtraction(new NoFeatures(), 2), heldOut, training, count, options, null);
    }

    /** Counting modes needs no features. */
    private static final class NoFeatures implements FeatureNetwork {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public int dimensions() {
            return 1;
        }

        @Override
        public String convention() {
            return "none";
        }

        @Override
        public Tensor extract(Tensor images) {
            throw new AssertionError("nobody asked for features");
        }

        @Override
        public void close() {}
    }

    @Test
    void aRunIsTrainedWithoutModesAndItsModesAreCounted() throws IOException {
        try (ImageDataset data = TinyStacks.open(folder, 900, 200)) {
            Protocol protocol = TinyRuns.protocol(folder.resolve("stacks.pack"), 64);
            assertThat(data.labelNames()).hasSizeGreaterThan(500);
            assertThat(protocol.shape(data).conditional()).isFalse();
            assertThat(protocol.aboutClasses(data)).contains("modes to be counted", "not learned");
            Path run = folder.resolve("run");
            TinyRuns.create(run, "gan", data, protocol, () -> false).run();
            try (TrainedModel model = TrainedModel.load(RunFolder.open(run), Device.CPU)) {
                Map<String, Score> scores = evaluation(data.test(), data.train(), 2_500)
                        .model(model)
                        .scores();
                assertThat(scores.keySet()).containsAll(METRICS);
                Score modes = scores.get("modes");
                assertThat(modes.count()).as("more than other metrics keep").isEqualTo(2_500);
                assertThat(modes.floor()).as("1000 (1 - exp(-2.5))").isCloseTo(918, within(40.0));
                assertThat(modes.value()).as("64 images teach little").isBetween(1.0, 700.0);
                assertThat(scores.get("modes-kl").low())
                        .isGreaterThan(scores.get("modes-kl").floor());
            }
        }
    }

    @Test
    void aComparisonCountsThemOnThePicturesOfItsOtherNumbers() throws IOException {
        assertThat(Evaluation.COMPARISON).containsAll(METRICS);
        try (ImageDataset data = TinyStacks.open(folder, 600, 1_000);
                FeatureNetwork network = FeatureNetworks.open("pixels", FeatureNetworks.Options.defaults())) {
            Protocol protocol = TinyRuns.protocol(folder.resolve("stacks.pack"), 64);
            RunFolder run = new RunFolder(folder.resolve("run"));
            TinyRuns.create(run.path(), "gan", data, protocol, () -> false).run();
            Evaluation.Options options =
                    Evaluation.Options.defaults().withMetrics(METRICS).withThreads(2);
            RunEvaluation evaluation = new RunEvaluation(new FeatureExtraction(network, 2), data, 1_000, options);
            try (TrainedModel model = TrainedModel.load(run, Device.CPU)) {
                Map<String, Score> scores =
                        evaluation.evaluate(run, model).scores().scores();
                assertThat(scores.get("modes").count()).isEqualTo(1_000);
                assertThat(scores.get("modes").value()).isBetween(1.0, 500.0);
            }
            assertThat(RunFolder.read(run.scoresFile())
                            .at("/scores/modes-kl/value")
                            .asDouble(-1))
                    .isPositive();
        }
    }

    @Test
    void whatCannotBeCountedSaysWhy() throws IOException {
        try (ImageDataset data = TinyStacks.open(folder, 1_300, 200)) {
            ReferenceEvaluation evaluation = evaluation(data.test(), data.train(), 1_000);
            Map<String, Score> real = evaluation.pictures(data.train()).scores();
            assertThat(real.get("modes").value()).isCloseTo(real.get("modes").floor(), within(60.0));
            assertThat(reason(evaluation(data.test(), null, 1_000), data.train()))
                    .contains("real training pictures");
            assertThat(reason(evaluation, data.test())).isEqualTo("needs at least 1000 pictures, got 200");
            ImageSet others = TinyPictures.set(folder.resolve("others"), 40, 2, TinyStacks.SIZE, 3);
            assertThat(reason(evaluation(others, others, 1_000), data.train())).isEqualTo("no-modes");
            ImageSet grey = TinyPictures.set(folder.resolve("grey"), 40, 2, TinyStacks.SIZE, 1);
            assertThat(reason(evaluation, grey)).isEqualTo("the generated pictures are 16x16x1, the real ones 16x16x3");
            others.images().close();
            grey.images().close();
        }
    }

    private static String reason(ReferenceEvaluation evaluation, ImageSet generated) {
        Score score = evaluation.pictures(generated).scores().get("modes");
        assertThat(score.value()).isNull();
        assertThat(score.reason()).isNotNull();
        return score.reason();
    }
}
