package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.Shapes;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sets of shapes whose missing combinations are known. */
class ShapeFactorsTest {
    private static final int SIZE = 24;
    private static final int COUNT = 1_200;
    private static final long SEED = 99;

    private static ShapeFactors factors;

    @BeforeAll
    static void learn() {
        Torch.load();
        factors = new ShapeFactors(SIZE, 2);
    }

    private static LabelledPictures drawn(UnaryOperator<Shapes.Factors> change) {
        int bytes = 3 * SIZE * SIZE;
        byte[] pixels = new byte[COUNT * bytes];
        for (int i = 0; i < COUNT; i++) {
            byte[] picture = Shapes.draw(change.apply(Shapes.factors(SEED, i)), SIZE);
            System.arraycopy(picture, 0, pixels, i * bytes, bytes);
        }
        return new LabelledPictures(pixels, new int[COUNT], SIZE, 3);
    }

    private static Shapes.Factors with(Shapes.Factors f, int shape, Shapes.Style style, double hue) {
        return new Shapes.Factors(shape, style, hue, f.radius(), f.rotation(), f.x(), f.y(), (hue + 0.5) % 1);
    }

    @Test
    void classifiersNameTheFactorsOfFreshPictures() {
        assertThat(factors.accuracies()).hasSize(3);
        for (double accuracy : factors.accuracies()) {
            assertThat(accuracy).isGreaterThan(0.7);
        }
    }

    @Test
    void allCombinationsAreFoundAmongExactPictures() {
        Score score = factors.score(drawn(f -> f));
        assertThat(score.value()).isGreaterThan(0.85);
        assertThat(score.floor()).isCloseTo(score.value(), within(0.05));
        assertThat(score.convention()).contains("240 combinations", COUNT + " pictures", "accuracies");
    }

    @Test
    void whatIsMissingIsMissed() {
        Shapes.Style[] styles = {Shapes.Style.SOLID, Shapes.Style.OUTLINE};
        double styled = factors.score(
                        drawn(f -> with(f, f.shape(), styles[f.style().ordinal() % 2], f.hue())))
                .value();
        assertThat(styled).as("two of five styles").isCloseTo(0.4, within(0.1));
        double warm = factors.score(drawn(f -> with(f, f.shape(), f.style(), f.hue() / 3)))
                .value();
        assertThat(warm).as("two of six colours").isCloseTo(1 / 3.0, within(0.1));
        double circles =
                factors.score(drawn(f -> with(f, 0, f.style(), f.hue()))).value();
        assertThat(circles).as("one of eight shapes").isCloseTo(1 / 8.0, within(0.1));
    }

    @Test
    void knownConfusionsAreTakenOutOfTheCounts() {
        double[][] confusion = {{0.8, 0.2, 0}, {0.1, 0.9, 0}, {0, 0.3, 0.7}};
        int[] named = new int[1_000];
        // 1,000 pictures of the first alone: 800 are named 0 and 200 are named 1.
        Arrays.fill(named, 800, 1_000, 1);
        assertThat(ShapeFactors.counts(named, confusion, 200))
                .containsExactly(new double[] {1_000, 0, 0}, within(15.0));
        double[][] exact = {{1, 0}, {0, 1}};
        assertThat(ShapeFactors.counts(new int[] {0, 1, 1, 1}, exact, 200))
                .containsExactly(new double[] {1, 3}, within(1e-9));
    }

    @Test
    void aCombinationThatIsRareDoesNotCount() {
        assertThat(FactorCoverage.share(new double[] {199, 24, 1, 176}))
                .as("below 25 of 400")
                .isEqualTo(0.5);
        assertThat(FactorCoverage.share(new double[] {1, 1, 1, 1})).isOne();
        assertThat(factors.score(drawn(f -> f).first(100)).value()).isNull();
    }
}
