package atelier.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a question that long work asks between two steps. The JVM waits until the work has saved what
 * it has, and ends with 130 or 143; work that does not ask for a while is cut off.
 */
final class Interruption {
    /** Longer than any step of training takes. */
    private static final long SECONDS_TO_ASK = 10;

    private static final long SECONDS_TO_SAVE = 120;

    private static final CountDownLatch ASKED = new CountDownLatch(1);
    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    private static volatile boolean requested;
    private static boolean listening;

    private Interruption() {}

    /** From now on a signal lets the work end in good order instead of at once. */
    static synchronized void listen() {
        if (!listening) {
            listening = true;
            Runtime.getRuntime().addShutdownHook(new Thread(Interruption::letTheWorkSave, "interruption"));
        }
    }

    /** Whether a signal has come: save, and return. */
    static boolean requested() {
        if (requested) {
            ASKED.countDown();
        }
        return requested;
    }

    /** The work has ended, the JVM may too. */
    static void finished() {
        FINISHED.countDown();
    }

    private static void letTheWorkSave() {
        if (FINISHED.getCount() == 0) {
            return;
        }
        requested = true;
        try {
            if (ASKED.await(SECONDS_TO_ASK, TimeUnit.SECONDS)) {
                FINISHED.await(SECONDS_TO_SAVE, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
