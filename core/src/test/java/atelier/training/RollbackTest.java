package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.model.StepContext;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.Torch;
import atelier.training.ToyModel.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when a number stops being finite. */
class RollbackTest {
    private static final int BATCH = TinyTraining.BATCH;
    private static final long TOTAL = 40L * BATCH;
    /** Half of this is the distance between two states that are kept to go back to. */
    private static final long SNAPSHOT = 8L * BATCH;

    private static ImageSet images;

    @BeforeAll
    static void writePictures(@TempDir Path folder) throws IOException {
        images = TinyPictures.set(folder, 16, 0, 16, 1);
    }

    @AfterAll
    static void close() {
        images.images().close();
    }

    private static Trainer trainer(Fault fault, int replicas, Predicate<StepContext> faulty) {
        TrainingSettings settings = TinyTraining.settings(ToyModel.OPTIMIZATION, TOTAL, replicas, SNAPSHOT);
        return new Trainer(settings, images, parameters -> new ToyModel(parameters, fault, faulty), Device.CPU);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOSS", "GRADIENT"})
    void goesBackToTheLastGoodStateAndOnWithHalfTheRate(Fault fault) {
        AtomicInteger faults = new AtomicInteger();
        try (Trainer trainer =
                trainer(fault, 1, step -> step.progress().step() == 10 && faults.getAndIncrement() == 0)) {
            Course course = new Course();
            trainer.run(TOTAL, course, () -> false);
            assertThat(course.wentBackTo).containsExactly(8L * BATCH);
            assertThat(course.reasons).singleElement().asString().contains("second");
            assertThat(trainer.control().images()).isEqualTo(TOTAL);
            assertThat(trainer.control().rateFactor()).isEqualTo(0.5);
            assertThat(trainer.control().rollbacks()).isOne();
            assertFinite(trainer);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOSS", "GRADIENT"})
    void givesUpAfterThreeReturnsAndKeepsTheLastGoodState(Fault fault) {
        float[] good;
        ControlState goodControl;
        try (Trainer trainer = trainer(fault, 1, step -> false)) {
            trainer.run(8L * BATCH, new Course(), () -> false);
            good = Torch.toFloats(trainer.store().values());
            goodControl = trainer.control();
        }
        try (Trainer trainer = trainer(fault, 1, step -> step.progress().step() >= 8)) {
            Course course = new Course();
            assertThatThrownBy(() -> trainer.run(TOTAL, course, () -> false))
                    .asInstanceOf(type(AtelierException.class))
                    .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.DIVERGED))
                    .satisfies(problem -> assertThat(problem).hasMessageContainingAll("diverged", "learningRate"));
            assertThat(course.wentBackTo).hasSize(3);
            // The first phase of the fatal step had already moved its weight; that must be undone too.
            assertThat(Torch.toFloats(trainer.store().values())).isEqualTo(good);
            assertThat(trainer.control().updates()).isEqualTo(goodControl.updates());
            assertThat(trainer.control().images()).isEqualTo(goodControl.images());
            assertFinite(trainer);
        }
    }

    @Test
    void aNonFiniteFirstPhaseMovesNothing() {
        try (Trainer trainer = trainer(Fault.LOSS, 1, step -> true)) {
            float[] start = Torch.toFloats(trainer.store().values());
            assertThatThrownBy(() -> trainer.run(TOTAL, new Course(), () -> false))
                    .isInstanceOf(AtelierException.class);
            assertThat(Torch.toFloats(trainer.store().values())).isEqualTo(start);
        }
    }

    @Test
    void oneReplicaOutOfTwoIsEnoughToGoBack() {
        AtomicInteger faults = new AtomicInteger();
        Predicate<StepContext> once = step -> step.progress().step() == 5 && faults.getAndIncrement() == 0;
        try (Trainer trainer = trainer(Fault.LOSS, 2, once)) {
            Course course = new Course();
            trainer.run(TOTAL, course, () -> false);
            assertThat(course.wentBackTo).containsExactly(4L * BATCH);
            assertFinite(trainer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replica-0", "replica-1"})
    void anExceptionInOneReplicaReachesTheCallerAndLeavesNobodyWaiting(String failing) {
        Predicate<StepContext> one = step -> {
            boolean fails = Thread.currentThread().getName().equals(failing);
            if (!fails) {
                step.meanAcrossReplicas(1);
            }
            return fails;
        };
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            try (Trainer trainer = trainer(Fault.EXCEPTION, 2, one)) {
                assertThatThrownBy(() -> trainer.run(TOTAL, new Course(), () -> false))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the toy broke");
            }
        });
    }

    private static void assertFinite(Trainer trainer) {
        trainer.store().parts().forEach((name, part) -> {
            for (float value : Torch.toFloats(part)) {
                assertThat(value).as(name).isFinite();
            }
        });
    }

    private static final class Course implements TrainingListener {
        private final List<Long> wentBackTo = new ArrayList<>();
        private final List<String> reasons = new ArrayList<>();
        private final List<Setback.Cause> causes = new ArrayList<>();

        @Override
        public void rolledBack(Trainer trainer, Setback why) {
            wentBackTo.add(trainer.control().images());
            reasons.add(why.reason());
            causes.add(why.cause());
        }
    }
}
