package atelier.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as readers want them: about three significant digits, true minus signs, durations and sizes in words. */
final class NumberText {
    static final String MISSING = "–";

    private NumberText() {}

    /** How many decimals show about three significant digits of a number of this size. */
    static int decimals(double magnitude) {
        double size = Math.abs(magnitude);
        if (size >= 100 || size == 0) {
            return 0;
        }
        if (size >= 10) {
            return 1;
        }
        if (size >= 1) {
            return 2;
        }
        if (size >= 0.01) {
            return 3;
        }
        return size >= 0.001 ? 4 : 5;
    }

    static String fixed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        boolean allZero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
        return allZero ? text.replace("-", "") : text.replace('-', '−');
    }

    static String of(double value) {
        return fixed(value, decimals(value));
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Short form for axes: 1500 as 1.5k. */
    static String tick(double value) {
        double size = Math.abs(value);
        if (size >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return size >= 1e3 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, "%.6f", value);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        if (text.charAt(end - 1) == '.') {
            end--;
        }
        return text.substring(0, end).replace('-', '−');
    }

    /** Three digits with a unit: 2.21M, 640k. */
    static String compact(double value) {
        if (value >= 1e6) {
            return of(value / 1e6) + "M";
        }
        return value >= 1e3 ? of(value / 1e3) + "k" : count(Math.round(value));
    }

    /** 45 s, 6 min, 1 h 30 min. */
    static String duration(double seconds, Words words) {
        long whole = Math.round(seconds);
        if (whole < 120) {
            return words.say("unit.seconds", seconds < 10 ? trimmed(Math.round(seconds * 10) / 10.0) : count(whole));
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 120) {
            boolean exact = whole % 60 == 0;
            return exact || minutes >= 10
                    ? words.say("unit.minutes", minutes)
                    : words.say("unit.minutesSeconds", whole / 60, whole % 60);
        }
        return minutes % 60 == 0
                ? words.say("unit.hours", minutes / 60)
                : words.say("unit.hoursMinutes", minutes / 60, minutes % 60);
    }

    static String bytes(double bytes) {
        return bytes >= 1e9 ? of(bytes / 1e9) + " GB" : of(bytes / 1e6) + " MB";
    }

    /** A difference with its interval, as far as that is known; all in the same number of decimals. */
    static String amount(Words words, double difference, @Nullable Double low, @Nullable Double high) {
        if (low == null || high == null) {
            return of(difference);
        }
        int decimals = decimals(Math.max(Math.abs(difference), Math.max(Math.abs(low), Math.abs(high))));
        return words.say("verdict.amount", fixed(difference, decimals), fixed(low, decimals), fixed(high, decimals));
    }
}
