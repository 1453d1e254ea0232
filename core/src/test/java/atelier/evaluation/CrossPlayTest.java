package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.ProgressListener;
import atelier.evaluation.CrossPlay.Contestant;
import atelier.evaluation.CrossPlay.Shown;
import atelier.nn.features.ImageBatches;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Generators whose faults are planted: discs of noise that are real, striped, or brighter. */
class CrossPlayTest {
    private static final int COUNT = 160;
    private static final int SIZE = 12;

    private enum Fault {
        NONE,
        STRIPES,
        BRIGHT
    }

    @BeforeAll
    static void load() {
        Torch.load();
    }

    private static Shown pictures(Fault fault, long seed) {
        return pictures(fault, seed, COUNT);
    }

    private static Shown pictures(Fault fault, long seed, int count) {
        float[] values = new float[count * SIZE * SIZE];
        for (int i = 0; i < count; i++) {
            RandomStream random = RandomStream.of(seed, "cross-play " + fault, i);
            double x = 4 + random.nextInt(4);
            double y = 4 + random.nextInt(4);
            for (int p = 0; p < SIZE * SIZE; p++) {
                int row = p / SIZE;
                int column = p % SIZE;
                boolean inside = Math.hypot(row - y, column - x) < 3;
                double value = (inside ? 0.4 : -0.4) + 0.1 * random.nextNormal();
                value += fault == Fault.STRIPES ? (column % 2 == 0 ? 0.15 : -0.15) : 0;
                value += fault == Fault.BRIGHT ? 0.25 : 0;
                values[i * SIZE * SIZE + p] = (float) Math.max(-1, Math.min(1, value));
            }
        }
        int[] labels = new int[count];
        Arrays.fill(labels, -1);
        return new Shown(
                new ImageBatches() {
                    @Override
                    public int count() {
                        return count;
                    }

                    @Override
                    public Tensor batch(int from, int to) {
                        int bytes = SIZE * SIZE;
                        return Torch.fromFloats(
                                Arrays.copyOfRange(values, from * bytes, to * bytes), to - from, 1, SIZE, SIZE);
                    }
                },
                labels);
    }

    private static Contestant contestant(String name, Fault fault, long seed, CrossPlay.@Nullable Judge own) {
        return new Contestant(name, pictures(fault, seed), pictures(fault, seed + 1), own);
    }

    private static CrossPlay real(int threads) {
        return new CrossPlay(pictures(Fault.NONE, 1), pictures(Fault.NONE, 2), pictures(Fault.NONE, 3), threads);
    }

    private static CrossPlay.Result play(int threads, Contestant... contestants) {
        return Objects.requireNonNull(real(threads).play(List.of(contestants), ProgressListener.NONE));
    }

    @Test
    void aJudgeFindsTheFaultItHasStudiedAndNothingAmongRealPictures() {
        CrossPlay.Result result =
                play(2, contestant("striped", Fault.STRIPES, 10, null), contestant("perfect", Fault.NONE, 20, null));
        assertThat(result.columns()).containsExactly("striped", "perfect", "real");
        CrossPlay.Row striped = result.rows().get(0);
        assertThat(striped.judge()).isEqualTo("striped");
        assertThat(striped.kind()).isEqualTo("fresh");
        assertThat(striped.auc().get(0).value()).as("its own fault").isGreaterThan(0.95);
        assertThat(striped.auc().get(2).value()).as("real pictures").isCloseTo(0.5, within(0.12));
        CrossPlay.Row perfect = result.rows().get(1);
        assertThat(perfect.auc().get(1).value())
                .as("pictures of the same distribution cannot be told")
                .isCloseTo(0.5, within(0.12));
        assertThat(perfect.auc().get(2).value()).isCloseTo(0.5, within(0.12));
        assertThat(result.trained()).isEqualTo(COUNT);
        assertThat(result.convention()).contains(COUNT + " per column");
    }

    @Test
    void aFaultOfAnotherKindIsNotFoundAsSurely() {
        CrossPlay.Result result =
                play(1, contestant("striped", Fault.STRIPES, 10, null), contestant("bright", Fault.BRIGHT, 20, null));
        double same = result.rows().get(0).auc().get(0).value();
        double other = result.rows().get(0).auc().get(1).value();
        assertThat(same).isGreaterThan(other + 0.1);
        assertThat(result.rows().get(1).auc().get(1).value()).isGreaterThan(0.95);
    }

    @Test
    void aModelsOwnDiscriminatorJudgesBesideTheFreshOnes() {
        CrossPlay.Judge brightness = shown -> {
            try (Scope scope = Scope.withoutGradient()) {
                float[] means = Torch.toFloats(
                        shown.images().batch(0, shown.images().count()).mean(1, 2, 3));
                double[] scores = new double[means.length];
                Arrays.setAll(scores, i -> -means[i]);
                return scores;
            }
        };
        CrossPlay.Result result = play(1, contestant("bright", Fault.BRIGHT, 20, brightness));
        assertThat(result.rows()).hasSize(2);
        assertThat(result.rows().get(1).kind()).isEqualTo("own");
        assertThat(result.rows().get(1).auc().get(0).value()).isGreaterThan(0.99);
        assertThat(result.rows().get(1).auc().get(1).value()).isCloseTo(0.5, within(0.1));
    }

    @Test
    void threadsDoNotChangeTheTableAndTooFewPicturesGiveNone() {
        Contestant[] both = {
            contestant("striped", Fault.STRIPES, 10, null), contestant("bright", Fault.BRIGHT, 20, null)
        };
        assertThat(play(1, both)).isEqualTo(play(3, both));
        Contestant few = new Contestant("few", pictures(Fault.NONE, 5, 10), pictures(Fault.NONE, 6, 10), null);
        assertThat(real(1).play(List.of(few), ProgressListener.NONE)).isNull();
    }
}
