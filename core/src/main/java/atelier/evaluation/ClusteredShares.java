package atelier.evaluation;

import atelier.evaluation.HumanJudgement.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares of answers, each of which belongs to a person and to a picture, with 95 % intervals that know both: persons
 * differ in how readily they call a picture real, and pictures in how real they look.
 */
final class ClusteredShares {
    private final List<Answer> answers;

    /** An estimate and the ends of its interval. */
    record Estimate(double value, double low, double high) {}

    ClusteredShares(List<Answer> answers) {
        this.answers = answers;
    }

    int persons() {
        return (int) answers.stream().map(Answer::person).distinct().count();
    }

    /** The answers about pictures of this source. */
    List<Answer> of(String source) {
        return answers.stream().filter(answer -> answer.source().equals(source)).toList();
    }

    /** How many pictures of this source were answered about. */
    int pictures(String source) {
        return (int) of(source).stream().map(Answer::picture).distinct().count();
    }

    /** The share of answers that take pictures of this source for real. */
    Estimate share(String source) {
        List<Answer> own = of(source);
        double share = share(own);
        double half = halfWidth(Map.of(source, 1.0));
        double[] least = wilson(own);
        return new Estimate(
                share, Math.max(0, Math.min(least[0], share - half)), Math.min(1, Math.max(least[1], share + half)));
    }

    /** The share of the first source less that of the second. */
    Estimate difference(String first, String second) {
        double p = share(of(first));
        double q = share(of(second));
        double half = halfWidth(Map.of(first, 1.0, second, -1.0));
        double[] a = wilson(of(first));
        double[] b = wilson(of(second));
        // Newcombe 1998, method 10: what independent answers would leave open.
        double below = Math.hypot(p - a[0], b[1] - q);
        double above = Math.hypot(a[1] - p, q - b[0]);
        return new Estimate(
                p - q, Math.max(-1, p - q - Math.max(half, below)), Math.min(1, p - q + Math.max(half, above)));
    }

    private static double share(List<Answer> answers) {
        return answers.stream().filter(Answer::takenForReal).count() / (double) answers.size();
    }

    private static double[] wilson(List<Answer> answers) {
        int taken = (int) answers.stream().filter(Answer::takenForReal).count();
        return Intervals.wilson(taken, answers.size());
    }

    /** Half of a 95 % interval of the weighted sum of the sources' shares. */
    private double halfWidth(Map<String, Double> weights) {
        return Intervals.t95(degrees(weights)) * Math.sqrt(variance(weights));
    }

    /**
     * The variance of the weighted sum of the sources' shares: that clustered by person and that clustered by picture
     * together, less what both count (Cameron, Gelbach and Miller 2011, doi 10.1198/jbes.2010.07136, section 2.2), but
     * no less than either. A single person has no spread; then pictures alone count.
     */
    double variance(Map<String, Double> weights) {
        Map<String, Double> byPerson = new LinkedHashMap<>();
        double pictures = 0;
        double single = 0;
        for (Map.Entry<String, Double> entry : weights.entrySet()) {
            List<Answer> own = of(entry.getKey());
            double share = share(own);
            Map<Integer, Double> byPicture = new LinkedHashMap<>();
            for (Answer answer : own) {
                double part = entry.getValue() * ((answer.takenForReal() ? 1 : 0) - share) / own.size();
                byPerson.merge(answer.person(), part, Double::sum);
                byPicture.merge(answer.picture(), part, Double::sum);
                single += part * part;
            }
            pictures += corrected(byPicture);
        }
        double persons = corrected(byPerson);
        return Math.max(Math.max(persons, pictures), persons + pictures - single);
    }

    /** The squares of clusters' sums, for few clusters a little more; a single cluster has no spread. */
    private static double corrected(Map<?, Double> sums) {
        double squares = sums.values().stream().mapToDouble(sum -> sum * sum).sum();
        return sums.size() < 2 ? 0 : squares * sums.size() / (sums.size() - 1.0);
    }

    /** One less than the number of the fewer clusters. */
    private double degrees(Map<String, Double> weights) {
        int fewest = weights.keySet().stream().mapToInt(this::pictures).min().orElseThrow();
        int persons = persons();
        return Math.max(1, (persons < 2 ? fewest : Math.min(persons, fewest)) - 1.0);
    }
}
