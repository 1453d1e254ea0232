package atelier.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far two models are apart in the metric that decides a use.
 *
 * @param first the one with the better mean
 * @param difference how much better the first one is, in the metric's own unit; not negative
 * @param low lower end of its 95 % interval, null where nothing is known of the spread
 * @param high upper end
 * @param margin the smallest difference that counts, in the same unit
 */
public record PairDifference(
        String first, String second, double difference, @Nullable Double low, @Nullable Double high, double margin) {

    /**
     * Every pair of models.
     *
     * @param ranked models that have the metric, the best first
     * @param worst stands for failed runs
     */
    static List<PairDifference> all(Use.Criterion criterion, List<ModelScores> ranked, double worst) {
        List<PairDifference> pairs = new ArrayList<>();
        for (int i = 0; i < ranked.size(); i++) {
            for (int j = i + 1; j < ranked.size(); j++) {
                pairs.add(of(criterion, ranked.get(i), ranked.get(j), worst));
            }
        }
        return pairs;
    }

    private static PairDifference of(Use.Criterion criterion, ModelScores better, ModelScores other, double worst) {
        // Where low is better, the other minus the better one is how much better that one is.
        boolean falling = criterion.direction() == Direction.LOWER;
        Difference difference = falling
                ? Difference.of(other, better, criterion.metric(), worst)
                : Difference.of(better, other, criterion.metric(), worst);
        return new PairDifference(
                better.name(),
                other.name(),
                difference.value(),
                difference.low(),
                difference.high(),
                criterion.absolute(
                        VerdictRule.mean(better, criterion, worst), VerdictRule.mean(other, criterion, worst)));
    }
}
