package atelier.experiment.tuning;

import java.util.ArrayList;
import java.util.List;

/**
 * Successive halving (Jamieson and Talwalkar 2016, arXiv 1502.07943, algorithm 1): every round gets the same part of the
 * budget and shares it equally among its trials; the better half goes on to the next. Departs from the paper in that each
 * round trains anew for longer, since schedules belong to a run's length, and in that the last two meet in a round.
 */
public final class Halving {
    private Halving() {}

    /**
     * A round.
     *
     * @param trials that take part
     * @param share of the budget for each of them
     */
    public record Round(int trials, double share) {}

    /** The rounds of so many trials, at least two, with so much of a budget in all. */
    public static List<Round> rounds(int trials, double budget) {
        if (trials < 2) {
            throw new IllegalArgumentException(trials + " trials are no choice; expected at least 2");
        }
        // floor(log2), so that the last round has two or three trials.
        int count = 31 - Integer.numberOfLeadingZeros(trials);
        List<Round> rounds = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            int left = trials >> round;
            rounds.add(new Round(left, budget / count / left));
        }
        return rounds;
    }
}
