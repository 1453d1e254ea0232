package atelier.cli;

import atelier.evaluation.Score;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Scores as a table: value, interval, noise floor, convention; below it what does not apply, and why. */
final class ScoreText {
    private static final double LARGE = 100;
    private static final double SMALL = 0.001;

    private ScoreText() {}

    static void print(Collection<Score> scores, PrintWriter out) {
        TextTable table = new TextTable().row("metric", "value", "95 % interval", "floor", "convention");
        scores.stream()
                .filter(score -> score.value() != null)
                .forEach(score -> table.row(
                        score.metric(),
                        number(score.value()),
                        score.low() == null ? "-" : number(score.low()) + " to " + number(score.high()),
                        number(score.floor()),
                        score.convention()));
        table.print(out);
        for (Score score : scores) {
            if (score.reason() != null) {
                out.println((score.value() == null ? "no " : "") + score.metric() + ": " + score.reason());
            }
        }
    }

    /** Four figures, whatever the size; "-" where there is none. */
    private static String number(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        double size = Math.abs(value);
        String form = size == 0 || (size >= SMALL && size < LARGE) ? "%.4f" : size >= LARGE ? "%.1f" : "%.3e";
        return String.format(Locale.ROOT, form, value);
    }
}
