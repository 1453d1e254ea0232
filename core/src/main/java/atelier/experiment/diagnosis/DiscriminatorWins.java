package atelier.experiment.diagnosis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A discriminator that nearly always calls the real picture more real than the generated one, from which the generator no
 * longer learns. That it tells them apart is no sign by itself: towards the end of good runs most discriminators do, a
 * Wasserstein critic always does, and scores, margin and the generator's loss grow in good runs, too. So one of two things
 * must come with it: the generator stands still, moving far less than usual for how much the discriminator moves; or its
 * loss has doubled and the margin has grown by half since early in the run.
 */
final class DiscriminatorWins implements Diagnosis {
    private static final String TOLD = "told";
    private static final String LOSS = "generator";
    private static final String MARGIN = "margin";

    /** Of pairs told since the check before, where the generator stands still. */
    private static final double MOSTLY = 0.95;
    /** Of its usual movement; good games stay within a factor of two once they have settled. */
    private static final double STILL = 0.25;
    /** Part of the run after which a game has settled: a decoder that was trained before moves ever less at first. */
    private static final double SETTLED = 0.2;
    /** Checks before, to know what is usual. */
    private static final int FEWEST = 3;

    /** Of pairs told, where the generator's loss has risen. */
    private static final double NEARLY_ALWAYS = 0.97;

    private static final double CLEARER = 1.5;
    private static final double LEAST_RISE = 0.5;

    /** Parts of the run since its first generator's loss: where the game is judged first, and for how long now. */
    private static final double FIRST = 0.05;

    private static final double WINDOW = 0.1;
    private static final double EARLIEST = 0.3;

    @Override
    public String name() {
        return "discriminator-wins";
    }

    @Override
    public boolean collapses() {
        return true;
    }

    @Override
    public Optional<Evidence> look(Course course) {
        return standsStill(course).or(() -> risen(course));
    }

    private static Optional<Evidence> standsStill(Course course) {
        double begin = begin(course) + SETTLED * course.totalImages();
        List<Course.Entry> checks = course.signs().stream()
                .filter(check -> check.images() >= begin && moved(check, Movement.DISCRIMINATOR) > 0)
                .toList();
        int earlier = checks.size() - 1;
        if (earlier < FEWEST) {
            return Optional.empty();
        }
        double[] usual = checks.subList(0, earlier).stream()
                .mapToDouble(DiscriminatorWins::ratio)
                .toArray();
        Arrays.sort(usual);
        double from = checks.get(earlier - 1).images();
        double to = checks.get(earlier).images();
        OptionalDouble told = course.meanLoss(TOLD, from, to);
        OptionalDouble before = course.meanLoss(LOSS, checks.get(0).images(), from);
        OptionalDouble now = course.meanLoss(LOSS, from, to);
        if (told.isEmpty() || before.isEmpty() || now.isEmpty()) {
            return Optional.empty();
        }
        boolean still = ratio(checks.get(earlier)) < STILL * usual[(usual.length - 1) / 2];
        return still && told.getAsDouble() > MOSTLY && now.getAsDouble() > before.getAsDouble()
                ? Optional.of(evidence(told.getAsDouble(), before.getAsDouble(), now.getAsDouble()))
                : Optional.empty();
    }

    private static double ratio(Course.Entry check) {
        return moved(check, Movement.GENERATOR) / moved(check, Movement.DISCRIMINATOR);
    }

    /** 0 where it was not measured. */
    private static double moved(Course.Entry check, String player) {
        return check.values().getOrDefault(player, 0.0);
    }

    /** Images at the first loss of the generator. */
    private static double begin(Course course) {
        return course.losses().stream()
                .filter(entry -> entry.values().containsKey(LOSS))
                .mapToLong(Course.Entry::images)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static Optional<Evidence> risen(Course course) {
        double total = course.totalImages();
        double begin = begin(course);
        double end = course.fraction() * total;
        if (end - begin < EARLIEST * total) {
            return Optional.empty();
        }
        double from = begin + FIRST * total;
        double to = from + WINDOW * total;
        OptionalDouble told = course.meanLoss(TOLD, end - WINDOW * total, end);
        OptionalDouble before = course.meanLoss(LOSS, from, to);
        OptionalDouble now = course.meanLoss(LOSS, end - WINDOW * total, end);
        OptionalDouble marginBefore = course.meanLoss(MARGIN, from, to);
        OptionalDouble marginNow = course.meanLoss(MARGIN, end - WINDOW * total, end);
        if (told.isEmpty() || before.isEmpty() || now.isEmpty() || marginBefore.isEmpty() || marginNow.isEmpty()) {
            return Optional.empty();
        }
        double first = before.getAsDouble();
        boolean risen = now.getAsDouble() - first > Math.max(LEAST_RISE, Math.abs(first));
        boolean clearer = marginNow.getAsDouble() > CLEARER * Math.abs(marginBefore.getAsDouble());
        return told.getAsDouble() > NEARLY_ALWAYS && risen && clearer
                ? Optional.of(evidence(told.getAsDouble(), first, now.getAsDouble()))
                : Optional.empty();
    }

    private static Evidence evidence(double told, double before, double now) {
        return Evidence.of(TOLD, 100 * told).and("before", before).and("now", now);
    }
}
