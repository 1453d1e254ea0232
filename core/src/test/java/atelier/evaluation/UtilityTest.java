package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Planted sets of labelled pictures through the classifiers. */
class UtilityTest {
    private static final int COUNT = 128;
    private static final int SIZE = 12;
    private static final int CLASSES = 4;

    private static Utility utility;

    @BeforeAll
    static void real() {
        Torch.load();
        utility = new Utility(squares(1, 0), squares(2, 0), CLASSES, 2);
    }

    /**
     * Grey pictures whose class is the quarter that a square lies in; half of the squares are bright, half are dark.
     *
     * @param shift by how many pictures the labels are late
     */
    private static LabelledPictures squares(long seed, int shift) {
        byte[] pixels = new byte[COUNT * SIZE * SIZE];
        int[] labels = new int[COUNT];
        int[] truth = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            RandomStream random = RandomStream.of(seed, "squares", i);
            truth[i] = random.nextInt(CLASSES);
            boolean bright = random.nextInt(2) == 0;
            int top = truth[i] / 2 * 6 + random.nextInt(3);
            int left = truth[i] % 2 * 6 + random.nextInt(3);
            for (int p = 0; p < SIZE * SIZE; p++) {
                boolean inside = p / SIZE >= top && p / SIZE < top + 4 && p % SIZE >= left && p % SIZE < left + 4;
                int level = inside ? (bright ? 220 : 30) : 125;
                pixels[i * SIZE * SIZE + p] = (byte) (level + random.nextInt(30) - 15);
            }
        }
        for (int i = 0; i < COUNT; i++) {
            labels[i] = truth[(i + shift) % COUNT];
        }
        return new LabelledPictures(pixels, labels, SIZE, 1);
    }

    private static double value(Map<String, Score> scores, String metric) {
        Double value = scores.get(metric).value();
        assertThat(value).as(scores.get(metric).toString()).isNotNull();
        return value;
    }

    @Test
    void freshRealPicturesReachTheCeiling() {
        Map<String, Score> scores = utility.score(squares(3, 0));
        Score alone = scores.get("cas");
        assertThat(alone.floor()).as("these classes are easy").isGreaterThan(0.8);
        assertThat(value(scores, "label-agreement")).isCloseTo(alone.floor(), within(0.12));
        assertThat(scores.get("label-agreement").floor())
                .as("the same classifiers on the same real pictures")
                .isEqualTo(alone.floor());
        assertThat(value(scores, "cas")).isCloseTo(alone.floor(), within(0.12));
        assertThat(value(scores, "cas-augmented")).isGreaterThan(alone.floor() - 0.05);
        assertThat(alone.low()).isLessThanOrEqualTo(alone.value());
        assertThat(alone.high()).isGreaterThanOrEqualTo(alone.value());
        assertThat(alone.count()).isEqualTo(COUNT);
        assertThat(alone.convention()).contains("4 classes").contains(COUNT + " real pictures");
    }

    @Test
    void wrongLabelsTeachNothing() {
        Map<String, Score> scores = utility.score(squares(3, 1));
        assertThat(value(scores, "cas")).isBetween(0.05, 0.5);
        assertThat(scores.get("cas").high()).isLessThan(scores.get("cas").floor());
        assertThat(value(scores, "label-agreement"))
                .as("four classes, labels by chance")
                .isBetween(0.1, 0.4);
    }

    @Test
    void aKnownShareOfWrongLabelsIsFound() {
        LabelledPictures right = squares(3, 0);
        int[] labels = right.labels().clone();
        for (int i = 0; i < COUNT; i += 4) {
            labels[i] = (labels[i] + 1) % CLASSES;
        }
        Score whole = utility.score(right).get("label-agreement");
        Score score = utility.score(new LabelledPictures(right.pixels(), labels, SIZE, 1))
                .get("label-agreement");
        assertThat(score.value()).isCloseTo(0.75 * whole.value(), within(0.04));
        assertThat(score.low()).isLessThan(score.value());
        assertThat(score.high()).isLessThan(score.floor());
    }

    @Test
    void classByClassItIsFoundWhereTheLabelsAreWrong() {
        LabelledPictures right = squares(3, 0);
        int[] labels = right.labels().clone();
        for (int i = 0; i < COUNT; i += 2) {
            labels[i] = labels[i] < 2 ? 1 - labels[i] : labels[i];
        }
        Utility.Outcome outcome = utility.measure(new LabelledPictures(right.pixels(), labels, SIZE, 1));
        PerClass agreement = outcome.agreement();
        assertThat(agreement).isNotNull();
        assertThat(agreement.values()).hasSize(CLASSES);
        double sum = 0;
        for (int label = 0; label < CLASSES; label++) {
            PerClass.Value value = agreement.values().get(label);
            assertThat(value.value()).as("class " + label).isBetween(label < 2 ? 0.2 : 0.75, label < 2 ? 0.75 : 1.0);
            assertThat(value.low()).isLessThan(value.high());
            assertThat(value.floor()).isBetween(0.6, 1.0);
            sum += value.value() * value.count();
        }
        assertThat(sum / COUNT).isCloseTo(value(outcome.scores(), "label-agreement"), within(1e-9));
    }

    @Test
    void aClassOfFewPicturesHasNoShare() {
        Utility.Outcome outcome = utility.measure(squares(3, 0).first(40));
        assertThat(outcome.agreement()).isNotNull();
        assertThat(outcome.agreement().values()).anySatisfy(value -> {
            assertThat(value.value()).isNull();
            assertThat(value.count()).isBetween(1, PerClass.FEWEST - 1);
        });
    }

    @Test
    void oneFavouritePicturePerClassTeachesLess() {
        LabelledPictures varied = squares(3, 0);
        byte[] pixels = varied.pixels().clone();
        int bytes = SIZE * SIZE;
        int[] favourite = new int[CLASSES];
        for (int i = 0; i < COUNT; i++) {
            favourite[varied.labels()[i]] = i;
        }
        for (int i = 0; i < COUNT; i++) {
            System.arraycopy(varied.pixels(), favourite[varied.labels()[i]] * bytes, pixels, i * bytes, bytes);
        }
        Map<String, Score> scores = utility.score(new LabelledPictures(pixels, varied.labels(), SIZE, 1));
        assertThat(scores.get("cas").high()).isLessThan(scores.get("cas").floor());
        assertThat(value(scores, "label-agreement"))
                .as("every one of them shows its class")
                .isGreaterThan(0.7);
    }

    @Test
    void theResultDependsOnSeedsAndPicturesOnly() {
        LabelledPictures generated = squares(3, 0);
        LabelledPictures heldOut = squares(1, 0);
        Map<String, Score> one = new Utility(heldOut, null, CLASSES, 1).score(generated);
        Map<String, Score> three = new Utility(heldOut, null, CLASSES, 3).score(generated);
        assertThat(one).isEqualTo(three);
        assertThat(one.get("cas").floor()).as("no real training pictures").isNull();
        assertThat(one.get("cas-augmented").value()).isNull();
        assertThat(one.get("cas-augmented").reason()).contains("real training pictures");
        assertThat(one.get("label-agreement").value()).isNull();
        assertThat(one.get("label-agreement").reason()).contains("real training pictures");
    }

    @Test
    void tooFewPicturesAreRefusedInWords() {
        Score score = utility.score(squares(3, 0).first(7)).get("cas");
        assertThat(score.value()).isNull();
        assertThat(score.reason()).contains("at least").contains("got 7 generated");
    }

    @Test
    void largePicturesAreTakenSmaller() {
        try (Scope scope = Scope.withoutGradient()) {
            assertThat(LabelledPictures.small(torch.zeros(2, 3, 64, 64)).shape())
                    .containsExactly(2, 3, 32, 32);
            assertThat(LabelledPictures.small(torch.zeros(2, 3, 28, 28)).shape())
                    .containsExactly(2, 3, 28, 28);
        }
    }
}
