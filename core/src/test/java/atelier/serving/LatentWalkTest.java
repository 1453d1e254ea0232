package atelier.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.experiment.TinyRuns;
import atelier.model.ClassMix;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentWalkTest {
    private static final float HALF_ROOT = (float) Math.sqrt(0.5);

    @Test
    void aWalkPassesThePicturesOfItsSeedAndALoopComesBack(@TempDir Path folder) throws IOException {
        try (Generator generator = Generator.load(TinyRuns.finished(folder, "gan"))) {
            List<LatentWalk.Place> path = new LatentWalk(3, 4, false).past(generator, 7, "class-1", null);
            assertThat(path).hasSize(9).extracting(LatentWalk.Place::classes).containsOnly(ClassMix.of(1));
            for (int stop = 0; stop < 3; stop++) {
                assertThat(path.get(4 * stop).latent())
                        .containsExactly(generator.latent(7, stop, "class-1"), within(1e-6f));
            }
            List<LatentWalk.Place> loop = new LatentWalk(3, 4, true).past(generator, 7, "class-1", null);
            assertThat(loop).hasSize(13);
            assertThat(loop.get(12).latent()).containsExactly(loop.get(0).latent(), within(1e-6f));
            assertThat(loop.get(8).latent()).containsExactly(path.get(8).latent(), within(1e-6f));
        }
    }

    @Test
    void oneStopIsEnoughForAWalkFromOneClassToAnother(@TempDir Path folder) throws IOException {
        try (Generator generator = Generator.load(TinyRuns.finished(folder, "gan"));
                Scope scope = Scope.withoutGradient()) {
            List<LatentWalk.Place> path = new LatentWalk(1, 4, false).past(generator, 7, "class-0", "class-2");
            assertThat(path).hasSize(5);
            assertThat(path.get(0).classes()).isEqualTo(ClassMix.of(0));
            assertThat(path.get(1).classes().shares()).containsExactly(0.75, 0.25);
            assertThat(path.get(4).classes()).isEqualTo(ClassMix.of(2));
            assertThat(path).allSatisfy(place -> assertThat(place.latent())
                    .containsExactly(path.get(0).latent(), within(1e-6f)));
            assertThat(Torch.toFloats(path.get(4).picture(generator, 1)))
                    .containsExactly(
                            Torch.toFloats(generator.decode(path.get(0).latent(), new long[] {2})), within(1e-5f));
        }
    }

    @Test
    void halfWayBetweenPerpendicularUnitsLiesOnTheCircle() {
        float[] middle = LatentWalk.spherical(new float[] {1, 0}, new float[] {0, 1}, 0.5);
        assertThat(middle).containsExactly(new float[] {HALF_ROOT, HALF_ROOT}, within(1e-6f));
    }

    @Test
    void theEndsAreTheEnds() {
        float[] from = {1, 2, 3};
        float[] to = {-1, 0.5f, 2};
        assertThat(LatentWalk.spherical(from, to, 0)).containsExactly(from, within(1e-6f));
        assertThat(LatentWalk.spherical(from, to, 1)).containsExactly(to, within(1e-6f));
    }

    @Test
    void theLengthChangesEvenly() {
        float[] middle = LatentWalk.spherical(new float[] {2, 0}, new float[] {0, 4}, 0.5);
        assertThat(Math.hypot(middle[0], middle[1])).isCloseTo(3, within(1e-5));
    }

    @Test
    void parallelAndZeroLatentsAreJoinedByALine() {
        assertThat(LatentWalk.spherical(new float[] {1, 1}, new float[] {3, 3}, 0.5))
                .containsExactly(new float[] {2, 2}, within(1e-6f));
        assertThat(LatentWalk.spherical(new float[] {0, 0}, new float[] {2, 0}, 0.5))
                .containsExactly(new float[] {1, 0}, within(1e-6f));
    }
}
