package atelier.cli;

import java.util.Locale;

/** Amounts of memory and disk as people read them. */
final class SizeText {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};
    private static final double STEP = 1000;

    private SizeText() {}

    /** Three figures at most, such as {@code 1.5 GB} (thousands, not 1024s). */
    static String of(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        String form = unit == 0 || amount >= 100 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, form, amount, UNITS[unit]);
    }
}
