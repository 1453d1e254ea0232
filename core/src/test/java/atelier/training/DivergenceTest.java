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
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.PoisonedModel.Place;
import atelier.training.ToyModel.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A number that is not finite, at a hundred moments each: no weight ever holds it. */
class DivergenceTest {
    private static final int BATCH = TinyTraining.BATCH;
    /** Of a run; each injection has a step of its own. */
    private static final int STEPS = 120;

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

    /** So many runs, each of which goes wrong at a step of its own. */
    private void inject(Fault fault, int injections) {
        int[] steps = differentSteps(injections);
        for (int injection = 0; injection < injections; injection++) {
            double wrong = WRONG[injection % WRONG.length];
            requireCaught(
                    TinyTraining.settings(ToyModel.OPTIMIZATION, (long) STEPS * BATCH, 1),
                    steps[injection],
                    faulty -> parameters -> new ToyModel(parameters, fault, wrong, faulty));
        }
    }

    private static int[] differentSteps(int count) {
        return Arrays.copyOf(RandomStream.of(100, "steps", 0).permutation(STEPS), count);
    }

    @ParameterizedTest
    @CsvSource({"vae, PICTURE", "gan, PICTURE", "vae, GRADIENT", "gan, LOSS"})
    void whatIsNoNumberIsCaughtByRealNetworks(String model, Place place) {
        poison(model, place, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "vae, PICTURE", "gan, PICTURE", "vaegan, PICTURE", "flow, PICTURE",
        "vae, LOSS", "gan, LOSS", "vaegan, LOSS", "flow, LOSS",
        "vae, GRADIENT", "gan, GRADIENT", "vaegan, GRADIENT", "flow, GRADIENT"
    })
    @Tag("endurance")
    void atAHundredStepsWhatIsNoNumberIsCaughtByRealNetworks(String model, Place place) {
        poison(model, place, 100);
    }

    private void poison(String name, Place place, int injections) {
        ModelCase model = new ModelCase(Models.named(name), new ImageShape(16, 1, 0));
        int[] steps = differentSteps(injections);
        for (int injection = 0; injection < injections; injection++) {
            double wrong = WRONG[injection % WRONG.length];
            requireCaught(
                    TinyTraining.settings(model, (long) STEPS * BATCH, 1),
                    steps[injection],
                    faulty -> parameters -> new PoisonedModel(model.build().apply(parameters), place, wrong, faulty));
        }
    }

    /** A run that goes wrong once, at a step, is caught before the phase moves anything, goes back once and goes on. */
    private void requireCaught(
            TrainingSettings settings,
            int at,
            Function<Predicate<StepContext>, Function<Parameters, GenerativeModel>> model) {
        AtomicInteger faults = new AtomicInteger();
        AtomicReference<Trainer> watched = new AtomicReference<>();
        AtomicReference<String> whenSpoilt = new AtomicReference<>("");
        List<Long> wentBackTo = new ArrayList<>();
        List<String> whenFound = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Trainer trainer, StepReport report) {
                assertFinite(trainer);
            }

            @Override
            public void wentWrong(Trainer trainer, Setback why) {
                assertThat(why.cause()).isEqualTo(Setback.Cause.NOT_FINITE);
                whenFound.add(TinyTraining.hash(trainer.store()));
            }

            @Override
            public void rolledBack(Trainer trainer, Setback why) {
                assertFinite(trainer);
                wentBackTo.add(trainer.control().images());
            }
        };
        Predicate<StepContext> faulty = step -> {
            boolean now = step.progress().step() == at && faults.getAndIncrement() == 0;
            if (now) {
                whenSpoilt.set(TinyTraining.hash(watched.get().store()));
            }
            return now;
        };
        // A few steps more than to the fault.
        long until = Math.min(STEPS, at + 4) * (long) BATCH;
        try (Trainer trainer = new Trainer(settings, images, model.apply(faulty), Device.CPU)) {
            watched.set(trainer);
            trainer.run(until, listener, () -> false);
            assertThat(whenFound)
                    .as("weights, moments and averages when the fault at step " + at + " was found")
                    .containsExactly(whenSpoilt.get());
            assertThat(wentBackTo).as("fault at step " + at).hasSize(1);
            assertThat(wentBackTo.get(0)).isLessThanOrEqualTo((long) at * BATCH);
            assertThat(trainer.control().rollbacks()).isOne();
            assertThat(trainer.control().images()).isEqualTo(until);
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
