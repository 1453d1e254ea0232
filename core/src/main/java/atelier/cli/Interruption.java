package atelier.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and SIGTERM as a question that long work asks between two steps. The JVM waits until the work has saved what
 * it has and ends with 130 or 143; who does not ask within the grace time is cut off.
 */
public final class Interruption {
    private static final long GRACE_SECONDS = 60;

    private static final AtomicBoolean REQUESTED = new AtomicBoolean();
    private static final AtomicBoolean LISTENING = new AtomicBoolean();
    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    private Interruption() {}

    /** From now on a signal lets the work end in good order instead of at once. */
    public static void listen() {
        if (LISTENING.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(Interruption::waitForTheWork, "interruption"));
        }
    }

    /** Whether a signal has come: save, and return. */
    public static boolean requested() {
        return REQUESTED.get();
    }

    /** The work has ended, the JVM may too. */
    static void finished() {
        FINISHED.countDown();
    }

    private static void waitForTheWork() {
        REQUESTED.set(true);
        try {
            FINISHED.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
