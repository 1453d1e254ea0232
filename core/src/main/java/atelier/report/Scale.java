package atelier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Maps numbers from [from, to] to drawing coordinates [start, end], and finds round numbers between. */
record Scale(double from, double to, double start, double end) {

    /** A scale over the range, widened on both sides by a part of it; an empty range is given a width. */
    static Scale padded(double from, double to, double part, double start, double end) {
        double width = to - from;
        if (width <= 0) {
            width = Math.max(Math.abs(from), 1) * 0.2;
        }
        return new Scale(from - width * part, to + width * part, start, end);
    }

    double at(double value) {
        return start + (value - from) / (to - from) * (end - start);
    }

    /** A coordinate as SVG wants it. */
    static String coordinate(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }

    /** About so many round numbers (1, 2 or 5 times a power of ten) inside the range. */
    List<Double> ticks(int about) {
        double rough = (to - from) / about;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * 10;
        for (int factor : new int[] {1, 2, 5}) {
            if (power * factor >= rough) {
                step = power * factor;
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
