package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.model.StepContext;
import atelier.provenance.Disk;
import atelier.torch.Device;
import atelier.training.ToyModel.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when a loss stays finite but jumps. */
class LossSpikeTest {
    private static final int BATCH = TinyTraining.BATCH;
    private static final long TOTAL = 400L * BATCH;
    /** Half of this is the distance between two states that are kept to go back to. */
    private static final long SNAPSHOT = 20L * BATCH;

    private static final double MILLION = 1e6;

    private static ImageSet images;

    @BeforeAll
    static void writePictures(@TempDir Path folder) throws IOException {
        images = TinyPictures.set(folder, 16, 0, 16, 1);
    }

    @AfterAll
    static void close() {
        images.images().close();
    }

    private static Trainer trainer(int replicas, Predicate<StepContext> jumps) {
        TrainingSettings settings = TinyTraining.settings(ToyModel.OPTIMIZATION, TOTAL, replicas, SNAPSHOT);
        return new Trainer(
                settings, images, parameters -> new ToyModel(parameters, Fault.JUMP, MILLION, jumps), Device.CPU);
    }

    private static class Course implements TrainingListener {
        private final List<Long> wentBackTo = new ArrayList<>();
        private final List<Setback> setbacks = new ArrayList<>();

        @Override
        public void rolledBack(Trainer trainer, Setback why) {
            wentBackTo.add(trainer.control().images());
            setbacks.add(why);
        }
    }

    private static Predicate<StepContext> at(long... steps) {
        return step ->
                java.util.Arrays.stream(steps).anyMatch(each -> step.progress().step() == each);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theRunGoesBackOnceAndOnWithHalfTheRate(int replicas) {
        AtomicInteger jumps = new AtomicInteger();
        Predicate<StepContext> once = step -> step.progress().step() == 215 && jumps.getAndIncrement() < replicas;
        try (Trainer trainer = trainer(replicas, once)) {
            Course course = new Course();
            trainer.run(TOTAL, course, () -> false);
            assertThat(course.wentBackTo).containsExactly(210L * BATCH);
            assertThat(course.setbacks)
                    .singleElement()
                    .satisfies(why -> assertThat(why.cause()).isEqualTo(Setback.Cause.LOSS_SPIKE))
                    .satisfies(why -> assertThat(why.reason()).contains("second", "jumped"));
            assertThat(trainer.control().images()).isEqualTo(TOTAL);
            assertThat(trainer.control().rateFactor()).isEqualTo(0.5);
        }
    }

    @Test
    @Tag("endurance")
    void atAHundredStepsAJumpIsCaughtBeforeItMovesAWeight() {
        for (int step = 120; step < 320; step += 2) {
            requireCaught(step);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {121, 222, 319})
    void atSomeStepsAJumpIsCaughtBeforeItMovesAWeight(int step) {
        requireCaught(step);
    }

    private static void requireCaught(int at) {
        AtomicInteger jumps = new AtomicInteger();
        AtomicReference<Trainer> watched = new AtomicReference<>();
        AtomicReference<String> whenSpoilt = new AtomicReference<>("");
        List<String> whenFound = new ArrayList<>();
        Predicate<StepContext> once = step -> {
            boolean now = step.progress().step() == at && jumps.getAndIncrement() == 0;
            if (now) {
                whenSpoilt.set(TinyTraining.hash(watched.get().store()));
            }
            return now;
        };
        try (Trainer trainer = trainer(1, once)) {
            watched.set(trainer);
            Course course = new Course() {
                @Override
                public void wentWrong(Trainer current, Setback why) {
                    whenFound.add(TinyTraining.hash(current.store()));
                }
            };
            trainer.run((at + 4L) * BATCH, course, () -> false);
            assertThat(course.setbacks).as("jump at step " + at).singleElement().satisfies(why -> assertThat(
                            why.cause())
                    .isEqualTo(Setback.Cause.LOSS_SPIKE));
            assertThat(whenFound).containsExactly(whenSpoilt.get());
            assertThat(trainer.control().images()).isEqualTo((at + 4L) * BATCH);
        }
    }

    @Test
    void whatComesAgainAtTheSamePlaceIsLetThrough() {
        try (Trainer trainer = trainer(1, at(215))) {
            Course course = new Course();
            trainer.run(TOTAL, course, () -> false);
            assertThat(course.wentBackTo).containsExactly(210L * BATCH);
            assertThat(trainer.control().images()).isEqualTo(TOTAL);
        }
    }

    /** Unlike a number that is not finite, a jump is no reason to give a run up. */
    @Test
    void afterThreeReturnsARunGoesOnWhateverItsLossDoes() {
        AtomicInteger jumps = new AtomicInteger();
        Predicate<StepContext> five = step ->
                step.progress().step() >= 150 + 40L * jumps.get() && jumps.get() < 5 && jumps.incrementAndGet() > 0;
        try (Trainer trainer = trainer(1, five)) {
            Course course = new Course();
            trainer.run(TOTAL, course, () -> false);
            assertThat(course.setbacks).hasSize(3);
            assertThat(jumps).hasValue(5);
            assertThat(trainer.control().rateFactor()).isEqualTo(0.125);
            assertThat(trainer.control().images()).isEqualTo(TOTAL);
        }
    }

    @Test
    void nothingIsAJumpWhileLittleIsKnown() {
        try (Trainer trainer = trainer(1, at(20, 60))) {
            Course course = new Course();
            trainer.run(100L * BATCH, course, () -> false);
            assertThat(course.setbacks).isEmpty();
        }
    }

    /** Stopped before the jump, and after it was gone back for, at a checkpoint. */
    @ParameterizedTest
    @ValueSource(longs = {200, 220})
    void aResumedRunGoesBackWhereAnUninterruptedOneDoes(long stop, @TempDir Path folder) {
        String uninterrupted;
        ControlState control;
        try (Trainer trainer = trainer(1, at(215))) {
            trainer.run(TOTAL, new Course(), () -> false);
            uninterrupted = TinyTraining.hash(trainer.store());
            control = trainer.control();
        }
        Checkpoints checkpoints = new Checkpoints(folder, 2, Disk.SYSTEM);
        try (Trainer trainer = trainer(1, at(215))) {
            trainer.run(stop * BATCH, new Course(), () -> false);
            checkpoints.save(trainer, null);
        }
        try (Trainer trainer = trainer(1, at(215))) {
            checkpoints.loadNewest(trainer);
            trainer.run(TOTAL, new Course(), () -> false);
            assertThat(TinyTraining.hash(trainer.store())).isEqualTo(uninterrupted);
            assertThat(trainer.control()).isEqualTo(control);
        }
    }

    @Test
    void theTrackIsAMeanAndAMeanDistance() {
        LossTrack track = LossTrack.NONE.followed(1).followed(2).followed(4);
        assertThat(track.steps()).isEqualTo(3);
        assertThat(track.level()).as("1, then 1 + 1/2, then 1.5 + 2.5/3").isCloseTo(7.0 / 3, within(1e-12));
        assertThat(track.spread()).as("0, then 1/2, then 0.5 + 2/3").isCloseTo(7.0 / 6, within(1e-12));
    }

    @Test
    void noiseIsNoSpikeHoweverLongItLasts() {
        Random random = new Random(4);
        LossTrack track = LossTrack.NONE;
        for (int step = 0; step < 100_000; step++) {
            // A heavy tail, over a level that falls and rises.
            double loss = 5 * Math.cos(step / 3e3) + Math.exp(0.7 * random.nextGaussian());
            assertThat(track.isSpike(loss)).as("step " + step).isFalse();
            track = track.followed(loss);
        }
        assertThat(track.isSpike(track.level() + 100 * track.spread())).isTrue();
        assertThat(track.isSpike(track.level() - 100 * track.spread()))
                .as("downwards")
                .isFalse();
    }
}
