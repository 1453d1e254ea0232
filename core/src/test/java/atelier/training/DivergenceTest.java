package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.torch.Device;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.ToyModel.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A number that is not finite, at a hundred moments: no weight ever holds it. */
class DivergenceTest {
    private static final int BATCH = TinyTraining.BATCH;
    private static final int STEPS = 24;

    @TempDir
    private Path folder;

    @Test
    void atSomeStepsLossesAndGradientsAreCaughtBeforeTheyMoveAWeight() throws IOException {
        inject(10);
    }

    @Test
    @Tag("endurance")
    void atAHundredStepsLossesAndGradientsAreCaughtBeforeTheyMoveAWeight() throws IOException {
        inject(100);
    }

    private void inject(int injections) throws IOException {
        ImageSet images = TinyPictures.set(folder, 16, 0, 16, 1);
        Random random = new Random(100);
        for (int injection = 0; injection < injections; injection++) {
            Fault fault = injection % 2 == 0 ? Fault.LOSS : Fault.GRADIENT;
            int at = random.nextInt(STEPS);
            AtomicInteger faults = new AtomicInteger();
            TrainingSettings settings = TinyTraining.settings(ToyModel.OPTIMIZATION, (long) STEPS * BATCH, 1);
            List<Long> wentBackTo = new ArrayList<>();
            TrainingListener listener = new TrainingListener() {
                @Override
                public void stepped(Trainer trainer, StepReport report) {
                    assertFinite(trainer);
                }

                @Override
                public void rolledBack(Trainer trainer, String reason) {
                    assertFinite(trainer);
                    wentBackTo.add(trainer.control().images());
                }
            };
            try (Trainer trainer = new Trainer(
                    settings,
                    images,
                    parameters -> new ToyModel(
                            parameters, fault, step -> step.progress().step() == at && faults.getAndIncrement() == 0),
                    Device.CPU)) {
                trainer.run((long) STEPS * BATCH, listener, () -> false);
                assertThat(wentBackTo).as("fault at step " + at).hasSize(1);
                assertThat(wentBackTo.get(0)).isLessThanOrEqualTo((long) at * BATCH);
                assertThat(trainer.control().rollbacks()).isOne();
                assertThat(trainer.control().images()).isEqualTo((long) STEPS * BATCH);
            }
        }
        images.images().close();
    }

    /** Losses and gradients say nothing of the moving average; it is looked at before a state is kept. */
    @Test
    void anInfinityThatNoLossShowsIsNeverKept() throws IOException {
        ImageSet images = TinyPictures.set(folder, 16, 0, 16, 1);
        TrainingSettings settings = TinyTraining.settings(ToyModel.OPTIMIZATION, (long) STEPS * BATCH, 1);
        List<String> reasons = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Trainer trainer, StepReport report) {
                if (report.images() == 10L * BATCH && reasons.isEmpty()) {
                    try (Scope scope = Scope.withoutGradient()) {
                        trainer.store().average().fill_(Torch.scalar(Double.POSITIVE_INFINITY));
                    }
                }
            }

            @Override
            public void rolledBack(Trainer trainer, String reason) {
                reasons.add(reason);
            }
        };
        try (Trainer trainer = new Trainer(
                settings, images, parameters -> new ToyModel(parameters, Fault.LOSS, step -> false), Device.CPU)) {
            trainer.run((long) STEPS * BATCH, listener, () -> false);
            assertThat(reasons).singleElement().asString().contains("average", "not finite");
            assertFinite(trainer);
        }
        images.images().close();
    }

    private static void assertFinite(Trainer trainer) {
        trainer.store().parts().forEach((name, part) -> {
            for (float value : Torch.toFloats(part)) {
                assertThat(value).as(name).isFinite();
            }
        });
    }
}
