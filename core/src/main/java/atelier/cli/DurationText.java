package atelier.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time as people write them: {@code 60s}, {@code 6m}, {@code 2h}, {@code 1h30m}. */
public final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");
    private static final int DIGITS = 9;

    @Override
    public Duration convert(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (text.isBlank() || !matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a length of time; expected one such as 60s, 6m, 2h or 1h30m");
        }
        Duration sum = Duration.ofDays(number(text, matcher.group(1)))
                .plusHours(number(text, matcher.group(2)))
                .plusMinutes(number(text, matcher.group(3)))
                .plusSeconds(number(text, matcher.group(4)));
        if (sum.isZero()) {
            throw new TypeConversionException("'" + text + "' is no time at all; expected at least 1s");
        }
        return sum;
    }

    /** The shortest such form, such as {@code 1h30m}; less than a second is shown as {@code 0s}. */
    public static String of(Duration duration) {
        long seconds = duration.toSeconds();
        StringBuilder text = new StringBuilder();
        append(text, seconds / 86_400, 'd');
        append(text, seconds / 3_600 % 24, 'h');
        append(text, seconds / 60 % 60, 'm');
        append(text, seconds % 60, 's');
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long count, char unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }

    private static long number(String text, @Nullable String digits) {
        if (digits == null) {
            return 0;
        }
        if (digits.length() > DIGITS) {
            throw new TypeConversionException("'" + text + "' is longer than Atelier can count");
        }
        return Long.parseLong(digits);
    }
}
