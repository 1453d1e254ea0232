package atelier.experiment;

import atelier.data.ProgressListener;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.nio.file.AccessDeniedException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.function.BooleanSupplier;

/**
 * Lets a run wait while its disk is full: it says what it needs and goes on when there is room. A place that may not be
 * written to at all is no reason to wait, and neither is a run that is to stop.
 */
final class DiskPatience {
    private static final long MILLISECONDS_BETWEEN_TRIES = 1000;

    private final ProgressListener progress;
    private final BooleanSupplier stop;

    DiskPatience(ProgressListener progress, BooleanSupplier stop) {
        this.progress = progress;
        this.stop = stop;
    }

    /** Writes, again and again if need be. */
    void until(Runnable write) {
        first(write, write);
    }

    /** Writes, and if the disk is full does {@code again} until it succeeds. */
    void first(Runnable write, Runnable again) {
        Runnable next = write;
        while (true) {
            try {
                next.run();
                return;
            } catch (AtelierException failure) {
                if (failure.exit() != Exit.DISK || isForbidden(failure) || stop.getAsBoolean()) {
                    throw failure;
                }
                progress.progress("paused until there is room: " + failure.getMessage(), 0, -1);
                pause(failure);
                next = again;
            }
        }
    }

    private static boolean isForbidden(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessDeniedException
                    || cause instanceof ReadOnlyFileSystemException
                    || String.valueOf(cause.getMessage()).contains("Read-only file system")) {
                return true;
            }
        }
        return false;
    }

    private static void pause(AtelierException failure) {
        try {
            Thread.sleep(MILLISECONDS_BETWEEN_TRIES);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
