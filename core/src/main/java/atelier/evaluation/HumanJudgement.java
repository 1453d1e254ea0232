package atelier.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What people took for real, in the manner of HYPE-infinity (Zhou et al. 2019, arXiv 1904.01121): pictures one at a
 * time, half of them real, no limit of time, "real or generated?". Departs from it in that every person sees pictures
 * of all models, so that models are compared within persons, whose readiness to call a picture real differs; and in
 * that nobody is left out for answering badly. Shown beside the verdict on realism; decides nothing.
 *
 * @param test which test was answered
 * @param convention the rule in words
 * @param persons how many answered
 * @param answers of all of them
 * @param medianSeconds per answer, null where no answer says how long it took
 * @param real how often real pictures were taken for real
 * @param models the same of every model's pictures, in the order of the comparison
 * @param differences every two models, the one taken for real more often first
 * @param agreement with the verdict on realism, null where there are no two models to compare
 * @param leftOut files that hold no usable answers
 */
public record HumanJudgement(
        String test,
        String convention,
        int persons,
        int answers,
        @Nullable Double medianSeconds,
        Taken real,
        List<Judged> models,
        List<Between> differences,
        @Nullable Agreement agreement,
        List<LeftOut> leftOut) {
    /** The source of pictures that nobody generated. */
    public static final String REAL = "real";

    /** The rule in words. */
    public static final String CONVENTION =
            "HYPE-infinity (Zhou et al. 2019, arXiv 1904.01121): pictures one at a time without a"
                    + " limit of time, half of them real; error is the mean share of mistakes over generated and real pictures,"
                    + " 0.5 is chance; 95 % intervals from variances clustered by person and by picture at once (Cameron, Gelbach"
                    + " and Miller 2011), never narrower than those of independent answers (Wilson 1927; Newcombe 1998)";

    public HumanJudgement {
        models = List.copyOf(models);
        differences = List.copyOf(differences);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * One answer.
     *
     * @param person who gave it
     * @param picture which picture it is about
     * @param source {@link #REAL} or the model that made the picture
     * @param takenForReal what was said
     * @param seconds how long it took, null where that is not known
     */
    public record Answer(String person, int picture, String source, boolean takenForReal, @Nullable Double seconds) {}

    /**
     * A file that was not used.
     *
     * @param file its name
     * @param reason {@code not-answers}, {@code other-test}, {@code unknown-picture}, {@code repeated-picture},
     *     {@code answered-before} or {@code too-few}
     * @param detail in words
     */
    public record LeftOut(String file, String reason, String detail) {}

    /**
     * A share of pictures that were taken for real.
     *
     * @param value in [0,1]
     * @param low lower end of its 95 % interval
     * @param high upper end
     * @param answers that it stands on
     * @param pictures that they are about
     */
    public record Taken(double value, double low, double high, int answers, int pictures) {}

    /**
     * A number in [0,1] with its 95 % interval.
     *
     * @param value the mean of the mistakes over generated pictures and those over real ones
     * @param low lower end
     * @param high upper end
     */
    public record ErrorRate(double value, double low, double high) {}

    /**
     * A model before people.
     *
     * @param name of the model
     * @param takenForReal how often its pictures were
     * @param error how often people were wrong between its pictures and real ones; 0.5 is chance
     */
    public record Judged(String name, Taken takenForReal, ErrorRate error) {}

    /**
     * Two models.
     *
     * @param first the one taken for real more often
     * @param difference of the shares, not negative
     * @param low lower end of its 95 % interval
     * @param high upper end
     */
    public record Between(String first, String second, double difference, double low, double high) {
        boolean certain() {
            return low > 0;
        }
    }

    /**
     * People and the verdict on realism.
     *
     * @param winner of the verdict, null: no decision
     * @param people the model that people take for real more often than any other, null: undecided
     * @param outcome {@code agree}: people put the winner first; {@code disagree}: they put another model before it;
     *     {@code decided}: they put one first where the verdict did not; {@code undecided}
     */
    public record Agreement(@Nullable String winner, @Nullable String people, String outcome) {}

    /**
     * Judges.
     *
     * @param test which test was answered
     * @param models names in the order of the comparison
     * @param answers at most one per person and picture; some of real pictures and some of generated ones
     * @param winner of the verdict on realism, null: no decision
     * @param leftOut files that were not used
     */
    public static HumanJudgement of(
            String test, List<String> models, List<Answer> answers, @Nullable String winner, List<LeftOut> leftOut) {
        ClusteredShares all = new ClusteredShares(answers);
        List<Judged> judged = new ArrayList<>();
        for (String model : models) {
            if (all.pictures(model) > 0) {
                judged.add(new Judged(model, taken(all, model), error(all, model)));
            }
        }
        List<Between> differences = differences(all, judged);
        return new HumanJudgement(
                test,
                CONVENTION,
                all.persons(),
                answers.size(),
                medianSeconds(answers),
                taken(all, REAL),
                judged,
                differences,
                differences.isEmpty() ? null : agreement(ranked(judged), differences, winner),
                leftOut);
    }

    private static Taken taken(ClusteredShares all, String source) {
        ClusteredShares.Estimate share = all.share(source);
        return new Taken(
                share.value(), share.low(), share.high(), all.of(source).size(), all.pictures(source));
    }

    /** Half of the generated ones taken for real and half of the real ones not. */
    private static ErrorRate error(ClusteredShares all, String model) {
        ClusteredShares.Estimate difference = all.difference(model, REAL);
        return new ErrorRate((1 + difference.value()) / 2, (1 + difference.low()) / 2, (1 + difference.high()) / 2);
    }

    private static @Nullable Double medianSeconds(List<Answer> answers) {
        double[] seconds = answers.stream()
                .map(Answer::seconds)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        int middle = seconds.length / 2;
        if (seconds.length == 0) {
            return null;
        }
        return seconds.length % 2 == 1 ? seconds[middle] : (Double) ((seconds[middle - 1] + seconds[middle]) / 2);
    }

    private static List<String> ranked(List<Judged> judged) {
        return judged.stream()
                .sorted(Comparator.comparingDouble(
                        (Judged model) -> -model.takenForReal().value()))
                .map(Judged::name)
                .toList();
    }

    private static List<Between> differences(ClusteredShares all, List<Judged> judged) {
        List<String> ranked = ranked(judged);
        List<Between> differences = new ArrayList<>();
        for (int i = 0; i < ranked.size(); i++) {
            for (int j = i + 1; j < ranked.size(); j++) {
                ClusteredShares.Estimate estimate = all.difference(ranked.get(i), ranked.get(j));
                differences.add(
                        new Between(ranked.get(i), ranked.get(j), estimate.value(), estimate.low(), estimate.high()));
            }
        }
        return differences;
    }

    /**
     * The first of all against the second decides for people, the winner against the best other one whether they agree.
     */
    private static Agreement agreement(List<String> ranked, List<Between> differences, @Nullable String winner) {
        String first = ranked.get(0);
        String people = between(differences, first, ranked.get(1)).certain() ? first : null;
        if (winner == null || !ranked.contains(winner)) {
            return new Agreement(winner, people, people == null || winner != null ? "undecided" : "decided");
        }
        if (winner.equals(first)) {
            return new Agreement(winner, people, people == null ? "undecided" : "agree");
        }
        boolean against = between(differences, first, winner).certain();
        return new Agreement(winner, people, against ? "disagree" : "undecided");
    }

    private static Between between(List<Between> differences, String first, String second) {
        return differences.stream()
                .filter(pair -> pair.first().equals(first) && pair.second().equals(second))
                .findFirst()
                .orElseThrow();
    }
}
