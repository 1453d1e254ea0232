package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.data.TinyPictures;
import atelier.model.GenerativeModel.Posterior;
import atelier.model.InferenceModel;
import atelier.model.ModelCase;
import atelier.torch.Device;
import atelier.torch.Precision;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every model of the catalogue promises while it trains. */
class ModelTrainingContractTest {
    private static final int LONG = 100;

    private static ImageSet grey;
    private static ImageSet colour;

    @BeforeAll
    static void writePictures(@TempDir Path folder) throws IOException {
        grey = TinyPictures.set(folder.resolve("grey"), 24, 0, 16, 1);
        colour = TinyPictures.set(folder.resolve("colour"), 24, 3, 16, 3);
    }

    @AfterAll
    static void close() {
        grey.images().close();
        colour.images().close();
    }

    private static ImageSet images(ModelCase model) {
        return model.shape().channels() == 1 ? grey : colour;
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void everyPhaseMovesEveryParameterOfItsGroupsAndNoOther(ModelCase model) {
        for (double part : new double[] {0, 0.9}) {
            PhaseRecorder recorder = new PhaseRecorder(model.build());
            long total = 100 * TinyTraining.BATCH;
            try (Trainer trainer =
                    new Trainer(TinyTraining.settings(model, total, 1), images(model), recorder::build, Device.CPU)) {
                trainer.restore(
                        new ControlState(0, Math.round(part * total), java.util.Map.of(), 1, 0, java.util.Map.of(), 0));
                // Convolutions that start at zero hide the layers before them from the first gradients.
                // An even number of steps: some generators move in every second one only.
                List<StepReport> reports = TinyTraining.steps(trainer, 4);
                recorder.watch(trainer.store());
                reports.addAll(TinyTraining.steps(trainer, 1));
                assertThat(reports)
                        .allSatisfy(report -> assertThat(report.losses().values())
                                .isNotEmpty()
                                .allMatch(Double::isFinite));
                recorder.assertOnlyTheGroupsOfEachPhaseMoved();
            }
        }
    }

    /** Also where the processor of the test is slow at it: some machine trains so by default. */
    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void everyPhaseTrainsInBfloat16(ModelCase model) {
        for (double part : new double[] {0, 0.9}) {
            long total = 100 * TinyTraining.BATCH;
            try (Trainer trainer = new Trainer(
                    TinyTraining.settings(model, total, 1, Precision.BF16), images(model), model.build(), Device.CPU)) {
                trainer.restore(
                        new ControlState(0, Math.round(part * total), java.util.Map.of(), 1, 0, java.util.Map.of(), 0));
                // Four: penalties come in every fourth step, generators in every second one.
                assertThat(TinyTraining.steps(trainer, 4))
                        .allSatisfy(report -> assertThat(report.losses().values())
                                .isNotEmpty()
                                .allMatch(Double::isFinite));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#conditional")
    void theSameSeedGivesTheSameBytes(ModelCase model) {
        try (Trainer first = TinyTraining.trainer(model, images(model), 40, 2);
                Trainer second = TinyTraining.trainer(model, images(model), 40, 2)) {
            TinyTraining.steps(first, 5);
            TinyTraining.steps(second, 5);
            assertThat(TinyTraining.hash(first.store())).isEqualTo(TinyTraining.hash(second.store()));
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#all")
    void twoReplicasAgreeWithOneUpToRounding(ModelCase model) {
        // At full rate Adam, whose first steps are as long for small gradients as for large ones, makes much of
        // rounding.
        try (Trainer one = TinyTraining.trainer(model, images(model), 64, 1, 0.1);
                Trainer two = TinyTraining.trainer(model, images(model), 64, 2, 0.1)) {
            List<StepReport> alone = TinyTraining.steps(one, 8);
            List<StepReport> together = TinyTraining.steps(two, 8);
            for (int step = 0; step < alone.size(); step++) {
                StepReport other = together.get(step);
                alone.get(step).losses().forEach((name, value) -> assertThat(
                                other.losses().get(name))
                        .as(name)
                        .isCloseTo(value, org.assertj.core.api.Assertions.within(1e-3 * Math.max(1, Math.abs(value)))));
            }
            double distance = TinyTraining.relativeDistance(
                    Torch.toFloats(two.store().values()),
                    Torch.toFloats(one.store().values()));
            assertThat(distance).isLessThan(1e-3);
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#conditional")
    void staysFiniteOverAHundredSteps(ModelCase model) {
        try (Trainer trainer = TinyTraining.trainer(model, images(model), LONG * TinyTraining.BATCH, 1)) {
            List<StepReport> reports = TinyTraining.steps(trainer, LONG);
            assertThat(reports)
                    .hasSize(LONG)
                    .allSatisfy(report -> assertThat(report.losses().values()).allMatch(Double::isFinite));
            assertThat(trainer.control().rollbacks()).isZero();
            try (Scope scope = Scope.withoutGradient()) {
                trainer.store().parts().values().forEach(part -> assertThat(
                                part.isfinite().all().item_bool())
                        .isTrue());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("atelier.model.ModelCase#unconditional")
    void anAutoencoderLearnsEightPicturesByHeart(ModelCase model) {
        ImageSet eight = images(model).first(8);
        int part = 20;
        try (Trainer trainer = TinyTraining.trainer(model, eight, 10L * part * TinyTraining.BATCH, 1);
                InferenceModel network =
                        InferenceModel.over(trainer.store(), trainer.store().values(), model.build(), Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            assumeTrue(network.model().hasEncoder(), model.type().name() + " has no encoder");
            Tensor pictures = Pixels.toFloat(eight, IntStream.range(0, 8).toArray());
            double first = error(network, pictures);
            // A hybrid leaves the pictures again once its discriminator takes part, so its best counts.
            double best = first;
            for (int i = 0; i < 10; i++) {
                TinyTraining.steps(trainer, part);
                best = Math.min(best, error(network, pictures));
            }
            assertThat(best).isLessThan(0.2 * first);
        }
    }

    /** Mean squared error of reconstructions from the posterior's means. */
    private static double error(InferenceModel network, Tensor pictures) {
        Posterior posterior = network.encode(pictures, null);
        return network.decode(posterior.mean(), null)
                .sub(pictures)
                .square()
                .mean()
                .item_double();
    }
}
