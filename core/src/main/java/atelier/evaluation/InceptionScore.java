package atelier.evaluation;

import java.util.Arrays;

/**
 * Inception Score (Salimans et al. 2016, arXiv 1606.03498) on any classifier's probabilities: exp of the mean
 * divergence of p(y|x) from p(y). Never looks at real pictures; a model with one perfect picture per class is ideal to
 * it. Kept for comparison with older work.
 */
public final class InceptionScore implements Metric {
    @Override
    public String name() {
        return "inception-score";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public String range() {
        return "[1, classes]";
    }

    @Override
    public String convention() {
        return "exp(mean KL(p(y|x) || p(y))), natural logarithm, one split over all rows unless said otherwise; needs a"
                + " classifier's probabilities";
    }

    @Override
    public String paper() {
        return "Salimans et al. 2016, arXiv 1606.03498";
    }

    @Override
    public int minimumCount() {
        return 1;
    }

    @Override
    public int advisedCount() {
        return 5000;
    }

    /**
     * Scores per split; split i holds the rows from i*N/splits to (i+1)*N/splits.
     *
     * @param probabilities [N,K], each row adding up to 1
     */
    public static double[] perSplit(double[] probabilities, int classes, int splits) {
        long count = probabilities.length / classes;
        double[] scores = new double[splits];
        for (int i = 0; i < splits; i++) {
            int from = (int) (i * count / splits);
            int to = (int) ((i + 1) * count / splits);
            scores[i] = score(Arrays.copyOfRange(probabilities, from * classes, to * classes), classes);
        }
        return scores;
    }

    private static double score(double[] probabilities, int classes) {
        int count = probabilities.length / classes;
        double[] marginal = new double[classes];
        for (int i = 0; i < probabilities.length; i++) {
            marginal[i % classes] += probabilities[i] / count;
        }
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double p = probabilities[i];
            sum += p > 0 ? p * (Math.log(p) - Math.log(marginal[i % classes])) : 0;
        }
        return Math.exp(sum / count);
    }
}
