package atelier.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rule of thumb "for more realistic pictures choose a GAN, for various styles choose a VAE" on these runs: the best
 * plain GAN against the best plain VAE; hybrids and outside references take no part. Two tests, corrected for each
 * other by {@link Holm} and not for the uses, which ask something else.
 *
 * @param realism confirmed, refuted or undecided
 * @param variety the same
 * @param tests what both stand on, in this order
 */
public record FolkRule(String realism, String variety, List<Half> tests) {
    /**
     * One half of the rule.
     *
     * @param claim {@code realism} or {@code variety}
     * @param outcome confirmed, refuted or undecided
     * @param metric that decides, null where none is usable
     * @param between the model that the rule prefers first; a positive difference is as it says. Null where a side has
     *     no sound model with a number
     * @param adjusted p after Holm over both halves
     */
    public record Half(
            String claim,
            String outcome,
            @Nullable String metric,
            @Nullable PairDifference between,
            @Nullable Double adjusted) {}

    public FolkRule {
        tests = List.copyOf(tests);
    }

    /** From the two contests, null where there was none. */
    static FolkRule of(@Nullable Contest realism, @Nullable Contest variety) {
        List<Half> halves = List.of(half("realism", realism, "gan", "vae"), half("variety", variety, "vae", "gan"));
        double[] together = Holm.adjusted(halves.stream()
                .map(FolkRule::p)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray());
        List<Half> decided = new ArrayList<>();
        int next = 0;
        for (Half half : halves) {
            decided.add(p(half) == null ? half : decided(half, together[next++]));
        }
        return new FolkRule(decided.get(0).outcome(), decided.get(1).outcome(), decided);
    }

    private static @Nullable Double p(Half half) {
        return half.between() == null ? null : half.between().p();
    }

    private static Half half(String claim, @Nullable Contest contest, String expected, String other) {
        if (contest == null) {
            return new Half(claim, "undecided", null, null, null);
        }
        ModelScores first = contest.best(expected);
        ModelScores second = contest.best(other);
        return new Half(
                claim,
                "undecided",
                contest.criterion().metric(),
                first == null || second == null ? null : contest.pair(first, second),
                null);
    }

    private static Half decided(Half half, double adjusted) {
        PairDifference between = Objects.requireNonNull(half.between());
        String outcome = adjusted >= Verdict.LEVEL
                ? "undecided"
                : between.firstIsBetter() ? "confirmed" : between.secondIsBetter() ? "refuted" : "undecided";
        return new Half(half.claim(), outcome, half.metric(), between, adjusted);
    }
}
