package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelCase;
import atelier.model.Models;
import atelier.model.StepContext;
import atelier.torch.Device;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.ToyModel.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A number that is not finite, at a hundred moments each: no weight ever holds it. */
class DivergenceTest {
    private static final int BATCH = TinyTraining.BATCH;
    private static final int STEPS = 24;
    private static final double[] WRONG = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    @TempDir
    private Path folder;

    private ImageSet images;

    @BeforeEach
    void writePictures() throws IOException {
        images = TinyPictures.set(folder, 16, 0, 16, 1);
    }

    @AfterEach
    void close() {
        images.images().close();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOSS", "GRADIENT", "ACTIVATION", "DATA"})
    void atSomeStepsItIsCaughtBeforeItMovesAWeight(Fault fault) {
        inject(fault, 6);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOSS", "GRADIENT", "ACTIVATION", "DATA"})
    @Tag("endurance")
    void atAHundredStepsItIsCaughtBeforeItMovesAWeight(Fault fault) {
        inject(fault, 100);
    }

    private void inject(Fault fault, int injections) {
        Random random = new Random(100);
        for (int injection = 0; injection < injections; injection++) {
            double wrong = WRONG[injection % WRONG.length];
            requireCaught(
                    TinyTraining.settings(ToyModel.OPTIMIZATION, (long) STEPS * BATCH, 1),
                    random.nextInt(STEPS),
                    faulty -> parameters -> new ToyModel(parameters, fault, wrong, faulty));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "gan"})
    void aPictureThatIsNoneIsCaughtByRealNetworks(String model) {
        poison(model, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "gan", "vaegan", "flow"})
    @Tag("endurance")
    void atAHundredStepsAPictureThatIsNoneIsCaughtByRealNetworks(String model) {
        poison(model, 100);
    }

    private void poison(String name, int injections) {
        ModelCase model = new ModelCase(Models.named(name), new ImageShape(16, 1, 0));
        Random random = new Random(101);
        for (int injection = 0; injection < injections; injection++) {
            double wrong = WRONG[injection % WRONG.length];
            requireCaught(
                    TinyTraining.settings(model, (long) STEPS * BATCH, 1),
                    random.nextInt(STEPS),
                    faulty -> parameters -> new PoisonedModel(model.build().apply(parameters), wrong, faulty));
        }
    }

    /** A run that goes wrong once, at a step, goes back once and ends, and no weight is ever wrong. */
    private void requireCaught(
            TrainingSettings settings,
            int at,
            Function<Predicate<StepContext>, Function<Parameters, GenerativeModel>> model) {
        AtomicInteger faults = new AtomicInteger();
        List<Long> wentBackTo = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Trainer trainer, StepReport report) {
                assertFinite(trainer);
            }

            @Override
            public void rolledBack(Trainer trainer, Setback why) {
                assertFinite(trainer);
                assertThat(why.cause()).isEqualTo(Setback.Cause.NOT_FINITE);
                wentBackTo.add(trainer.control().images());
            }
        };
        Predicate<StepContext> faulty = step -> step.progress().step() == at && faults.getAndIncrement() == 0;
        try (Trainer trainer = new Trainer(settings, images, model.apply(faulty), Device.CPU)) {
            trainer.run((long) STEPS * BATCH, listener, () -> false);
            assertThat(wentBackTo).as("fault at step " + at).hasSize(1);
            assertThat(wentBackTo.get(0)).isLessThanOrEqualTo((long) at * BATCH);
            assertThat(trainer.control().rollbacks()).isOne();
            assertThat(trainer.control().images()).isEqualTo((long) STEPS * BATCH);
        }
    }

    /** Losses and gradients say nothing of the moving average; it is looked at before a state is kept. */
    @Test
    void anInfinityThatNoLossShowsIsNeverKept() {
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
            public void rolledBack(Trainer trainer, Setback why) {
                reasons.add(why.reason());
            }
        };
        try (Trainer trainer = new Trainer(
                settings, images, parameters -> new ToyModel(parameters, Fault.LOSS, step -> false), Device.CPU)) {
            trainer.run((long) STEPS * BATCH, listener, () -> false);
            assertThat(reasons).singleElement().asString().contains("average", "not finite");
            assertFinite(trainer);
        }
    }

    private static void assertFinite(Trainer trainer) {
        trainer.store().parts().forEach((name, part) -> {
            for (float value : Torch.toFloats(part)) {
                if (!Float.isFinite(value)) {
                    throw new AssertionError(name + " holds " + value);
                }
            }
        });
    }
}
