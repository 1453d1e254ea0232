package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.evaluation.HumanJudgement.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Numbers are worked out by hand in the comments. */
class HumanJudgementTest {
    private static final String REAL = HumanJudgement.REAL;

    /** The answers of one person about pictures from {@code first} on, as a row of 1 (taken for real) and 0. */
    private static List<Answer> answers(String person, String source, int first, String row) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            answers.add(new Answer(person, first + i, source, row.charAt(i) == '1', 1.0 + i));
        }
        return answers;
    }

    @SafeVarargs
    private static List<Answer> all(List<Answer>... parts) {
        List<Answer> all = new ArrayList<>();
        for (List<Answer> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    private static HumanJudgement judge(List<Answer> answers, @Nullable String winner) {
        return HumanJudgement.of("test", List.of("gan", "vae", "flow"), answers, winner, List.of());
    }

    @Test
    void ofOnePersonTheIntervalCoversPictures() {
        HumanJudgement judgement =
                judge(all(answers("ann", "gan", 0, "1110000000"), answers("ann", REAL, 10, "1111100000")), null);
        assertThat(judgement.persons()).isOne();
        assertThat(judgement.answers()).isEqualTo(20);
        HumanJudgement.Taken gan = judgement.models().get(0).takenForReal();
        assertThat(gan.value()).isCloseTo(0.3, within(1e-12));
        assertThat(gan.pictures()).isEqualTo(10);
        // 0.3 * 0.7 / 9 is the variance; Student's t for 9 degrees is 2.262. Below, it is cut at 0.
        assertThat(gan.high()).isCloseTo(0.3 + 2.262 * Math.sqrt(0.21 / 9), within(0.001));
        assertThat(gan.low()).isZero();
        // Three of ten generated ones and five of ten real ones were mistakes: (0.3 + 0.5) / 2.
        assertThat(judgement.models().get(0).error().value()).isCloseTo(0.4, within(1e-12));
        assertThat(judgement.real().value()).isEqualTo(0.5);
        assertThat(judgement.models()).as("nobody saw the others").hasSize(1);
        assertThat(judgement.agreement()).as("nothing to compare").isNull();
        // 1, 1, 2, 2, … 10, 10
        assertThat(judgement.medianSeconds()).isEqualTo(5.5);
    }

    @Test
    void answersOfOnePersonAreNotIndependent() {
        List<Answer> answers = all(answers("ann", "gan", 0, "1111"), answers("bob", "gan", 0, "0000"));
        // Every answer is 0.5 from the mean and weighs 1/8: sums of 0.25 and -0.25 per person, squared and doubled.
        assertThat(new ClusteredShares(answers).variance(Map.of("gan", 1.0))).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void answersAboutOnePictureAreNotIndependent() {
        List<Answer> answers = all(answers("ann", "gan", 0, "1100"), answers("bob", "gan", 0, "1100"));
        // Persons do not differ; sums of 2/16 per picture, four of them, squared, times 4/3.
        assertThat(new ClusteredShares(answers).variance(Map.of("gan", 1.0)))
                .isCloseTo(4 / 64.0 * 4 / 3, within(1e-12));
    }

    @Test
    void whatPersonsAndPicturesShareIsCountedOnce() {
        // Three persons; ann is readier than bob, bob than cat; picture 0 looks more real than 1, and 1 more than 2.
        List<Answer> answers =
                all(answers("ann", "gan", 0, "111"), answers("bob", "gan", 0, "110"), answers("cat", "gan", 0, "100"));
        // The mean is 6/9. Sums per person: 1, 0, -1 times 1/9; per picture the same; single answers: 6/9 * 3/9 * 9 /
        // 81.
        double clustered = 2 / 81.0 * 3 / 2;
        assertThat(new ClusteredShares(answers).variance(Map.of("gan", 1.0)))
                .isCloseTo(2 * clustered - 2 / 81.0, within(1e-12));
    }

    @Test
    void aReadierPersonChangesNoDifferenceBetweenModels() {
        List<Answer> answers = all(
                answers("ann", "gan", 0, "1111"),
                answers("ann", "vae", 10, "1110"),
                answers("bob", "gan", 0, "1000"),
                answers("bob", "vae", 10, "0000"));
        // Per person: (1 - 5/8) - (3/4 - 3/8) = 0 and 0: both put GAN a quarter before VAE.
        double pictures = variance("gan", answers) + variance("vae", answers);
        assertThat(new ClusteredShares(answers).variance(Map.of("gan", 1.0, "vae", -1.0)))
                .isCloseTo(pictures, within(1e-12));
    }

    /** Of four pictures with two answers each: squares of the sums over 64, times 4/3. */
    private static double variance(String source, List<Answer> answers) {
        List<Answer> own = answers.stream()
                .filter(answer -> answer.source().equals(source))
                .toList();
        double mean = own.stream().filter(Answer::takenForReal).count() / 8.0;
        double squares = 0;
        for (int i = 0; i < 4; i++) {
            int picture = i + (source.equals("gan") ? 0 : 10);
            double sum = own.stream()
                    .filter(answer -> answer.picture() == picture)
                    .mapToDouble(answer -> (answer.takenForReal() ? 1 : 0) - mean)
                    .sum();
            squares += sum * sum / 64;
        }
        return squares * 4 / 3;
    }

    @Test
    void whereAllAnswersAreEqualTheIntervalStillHasWidth() {
        HumanJudgement judgement = judge(
                all(
                        answers("ann", "gan", 0, "00000000000000000000"),
                        answers("ann", "vae", 20, "00000000000000000000"),
                        answers("ann", REAL, 40, "11111111111111111111")),
                "gan");
        // Wilson's interval of 0 of 20.
        assertThat(judgement.models().get(0).takenForReal().high()).isCloseTo(0.1611, within(1e-4));
        assertThat(judgement.real().low()).isCloseTo(0.8389, within(1e-4));
        // Newcombe's of 0 of 20 less 0 of 20.
        assertThat(judgement.differences().get(0).low()).isCloseTo(-0.1611, within(1e-4));
        assertThat(judgement.models().get(0).error().value()).isZero();
        assertThat(outcome(judgement)).isEqualTo("undecided");
    }

    private static String outcome(HumanJudgement judgement) {
        assertThat(judgement.agreement()).isNotNull();
        return judgement.agreement().outcome();
    }

    /** Five persons who take nearly all pictures of one model for real and hardly any of the other. */
    private static List<Answer> clear(String better, String worse) {
        List<Answer> answers = new ArrayList<>();
        for (int person = 0; person < 5; person++) {
            answers.addAll(answers("p" + person, better, 100 * person, "1111101111"));
            answers.addAll(answers("p" + person, worse, 100 * person + 20, "0000100000"));
            answers.addAll(answers("p" + person, REAL, 100 * person + 40, "11110111011111011111"));
        }
        return answers;
    }

    @Test
    void peopleAgreeDisagreeDecideOrStayUndecided() {
        assertThat(outcome(judge(clear("gan", "vae"), "gan"))).isEqualTo("agree");
        HumanJudgement against = judge(clear("gan", "vae"), "vae");
        assertThat(outcome(against)).isEqualTo("disagree");
        assertThat(against.agreement().people()).isEqualTo("gan");
        assertThat(against.differences()).singleElement().satisfies(pair -> {
            assertThat(pair.first()).isEqualTo("gan");
            assertThat(pair.difference()).isCloseTo(0.8, within(1e-12));
            assertThat(pair.low()).isPositive();
        });
        assertThat(outcome(judge(clear("gan", "vae"), null))).isEqualTo("decided");
        List<Answer> alike = all(
                clear("gan", "vae"),
                clear("vae", "gan").stream()
                        .map(answer -> new Answer(
                                "other " + answer.person(),
                                1000 + answer.picture(),
                                answer.source(),
                                answer.takenForReal(),
                                null))
                        .toList());
        assertThat(outcome(judge(alike, "gan"))).isEqualTo("undecided");
        assertThat(outcome(judge(alike, null))).isEqualTo("undecided");
        assertThat(outcome(judge(clear("gan", "vae"), "flow")))
                .as("of flow nothing was shown")
                .isEqualTo("undecided");
    }

    /** Persons and pictures differ; the intervals hold the truth as often as they say, whoever is asked about whatever. */
    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() {
        int simulations = 300;
        int share = 0;
        int difference = 0;
        for (int s = 0; s < simulations; s++) {
            Random random = new Random(s);
            ClusteredShares shares = new ClusteredShares(simulated(random));
            ClusteredShares.Estimate gan = shares.share("gan");
            share += gan.low() <= 0.5 && 0.5 <= gan.high() ? 1 : 0;
            ClusteredShares.Estimate between = shares.difference("gan", "vae");
            difference += between.low() <= 0.15 && 0.15 <= between.high() ? 1 : 0;
        }
        // Three standard errors of 0.95 over the simulations are 0.04.
        assertThat(share / (double) simulations).isBetween(0.91, 1.0);
        assertThat(difference / (double) simulations).isBetween(0.91, 1.0);
    }

    /** Six persons, three forms of twelve pictures of each model. */
    private static List<Answer> simulated(Random random) {
        double[] looks = random.doubles(72, -0.25, 0.25).toArray();
        List<Answer> answers = new ArrayList<>();
        for (int person = 0; person < 6; person++) {
            double readiness = 0.2 * (2 * random.nextDouble() - 1);
            for (int i = 0; i < 24; i++) {
                int picture = person % 3 * 24 + i;
                String source = i < 12 ? "gan" : "vae";
                double chance = (i < 12 ? 0.5 : 0.35) + readiness + 0.4 * looks[picture];
                answers.add(new Answer("p" + person, picture, source, random.nextDouble() < chance, null));
            }
        }
        return answers;
    }
}
