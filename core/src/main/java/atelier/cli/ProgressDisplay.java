package atelier.cli;

import atelier.data.ProgressListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows on stderr how far long work has come: a bar on a terminal, elsewhere a plain line now and then, so that a log
 * file stays readable.
 */
final class ProgressDisplay implements ProgressListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int REDRAW_MILLIS = 200;
    private static final double MEASURABLE_SECONDS = 2;

    private final PrintWriter err;
    private final int columns;
    private final LongSupplier nanoClock;

    private @Nullable String phase;
    private @Nullable ProgressBar bar;
    private long lastLine;
    private long phaseStart;
    private long phaseFrom;

    /**
     * A display.
     *
     * @param columns width of the terminal; 0: there is none
     * @param nanoClock as {@link System#nanoTime}
     */
    ProgressDisplay(PrintWriter err, int columns, LongSupplier nanoClock) {
        this.err = err;
        this.columns = columns;
        this.nanoClock = nanoClock;
    }

    /** A display for this process; the launcher says whether stderr is a terminal, and how wide. */
    static ProgressDisplay on(PrintWriter err) {
        return new ProgressDisplay(err, Integer.getInteger("atelier.columns", 0), System::nanoTime);
    }

    @Override
    public synchronized void progress(String currentPhase, long done, long total) {
        progress(currentPhase, done, total, "");
    }

    @Override
    public synchronized void progress(String currentPhase, long done, long total, String detail) {
        boolean first = !currentPhase.equals(phase);
        if (first) {
            finishPhase();
            phase = currentPhase;
            phaseStart = nanoClock.getAsLong();
            phaseFrom = done;
        }
        String words = (speed(done, total) + detail).replaceFirst(", $", "");
        if (columns > 0) {
            draw(currentPhase, done, total, words);
        } else {
            writeLine(currentPhase, done, total, words, first);
        }
    }

    /** Units per second and the time left, once both can be told. */
    private String speed(long done, long total) {
        double seconds = (nanoClock.getAsLong() - phaseStart) / 1e9;
        if (total < 0 || done <= phaseFrom || seconds < MEASURABLE_SECONDS) {
            return "";
        }
        double rate = (done - phaseFrom) / seconds;
        Duration left = Duration.ofSeconds(Math.round((total - done) / rate));
        String speed = String.format(Locale.ROOT, rate < 10 ? "%.1f/s, " : "%.0f/s, ", rate);
        return done == total ? speed : speed + DurationText.of(left) + " left, ";
    }

    private void draw(String currentPhase, long done, long total, String detail) {
        ProgressBar current = bar;
        if (current == null) {
            current = new ProgressBarBuilder()
                    .setTaskName(currentPhase)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REDRAW_MILLIS)
                    .hideEta()
                    .setConsumer(new Line())
                    .build();
            bar = current;
        }
        current.maxHint(total);
        current.stepTo(done);
        current.setExtraMessage(detail.isEmpty() ? "" : " " + detail);
    }

    private void writeLine(String currentPhase, long done, long total, String detail, boolean first) {
        long now = nanoClock.getAsLong();
        boolean last = done == total;
        if (!first && !last && now - lastLine < BETWEEN_LINES.toNanos()) {
            return;
        }
        lastLine = now;
        String amount = total >= 0 ? done + " of " + total : done > 0 ? String.valueOf(done) : "…";
        err.println(currentPhase + ": " + amount + (detail.isEmpty() ? "" : ", " + detail));
    }

    @Override
    public synchronized void note(String line) {
        if (!line.isEmpty()) {
            finishPhase();
            phase = null;
            err.println(line);
            err.flush();
        }
    }

    private void finishPhase() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public synchronized void close() {
        finishPhase();
        phase = null;
        err.flush();
    }

    /** One line of the terminal, drawn over and over. */
    private final class Line implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return columns - 1;
        }

        @Override
        public void accept(String rendered) {
            err.print('\r' + rendered);
            err.flush();
        }

        @Override
        public void close() {
            err.println();
        }
    }
}
