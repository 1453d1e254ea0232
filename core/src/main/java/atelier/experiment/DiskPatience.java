package atelier.experiment;

import atelier.data.ProgressListener;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DiskFailure;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Lets a run wait while its disk is full: it says what it needs and goes on when there is room. A place that may not be
 * written to, a disk that is faulty or gone is no reason to wait, and neither is a run that is to stop.
 */
final class DiskPatience {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    /** Where a system does not say so in English: a disk with less than this is full. */
    private static final long LITTLE_BYTES = 1 << 20;

    private final ProgressListener progress;
    private final BooleanSupplier stop;
    private final Disk disk;
    private final Path folder;
    private final Duration betweenTries;

    /**
     * @param folder on the disk that is written to
     */
    DiskPatience(ProgressListener progress, BooleanSupplier stop, Disk disk, Path folder) {
        this(progress, stop, disk, folder, BETWEEN_TRIES);
    }

    DiskPatience(ProgressListener progress, BooleanSupplier stop, Disk disk, Path folder, Duration betweenTries) {
        this.progress = progress;
        this.stop = stop;
        this.disk = disk;
        this.folder = folder;
        this.betweenTries = betweenTries;
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
                if (failure.exit() != Exit.DISK
                        || DiskFailure.isForbidden(failure)
                        || !isFull(failure)
                        || stop.getAsBoolean()) {
                    throw failure;
                }
                progress.progress("paused until there is room: " + failure.getMessage(), 0, -1);
                pause(failure);
                next = again;
            }
        }
    }

    private boolean isFull(AtelierException failure) {
        // Its own words name files.
        Throwable cause = failure.getCause();
        if (cause != null && DiskFailure.isFull(cause)) {
            return true;
        }
        try {
            return disk.usableSpace(folder) < LITTLE_BYTES;
        } catch (IOException gone) {
            return false;
        }
    }

    private void pause(AtelierException failure) {
        try {
            Thread.sleep(betweenTries.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
