package atelier.provenance;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Locale;

/** Puts into words that a file could not be written, with what it needs and what is free. */
public final class DiskFailure {
    /** How POSIX systems and Windows say that a disk or a quota is full, where they speak English. */
    private static final List<String> FULL =
            List.of("no space left", "quota exceeded", "not enough space", "disk is full");

    private DiskFailure() {}

    /** Whether a failure, or one of its causes, says that a disk or a quota is full. */
    public static boolean isFull(Throwable failure) {
        return says(failure, FULL);
    }

    /** Whether a failure, or one of its causes, says that a place may not be written to. */
    public static boolean isForbidden(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessDeniedException || cause instanceof ReadOnlyFileSystemException) {
                return true;
            }
        }
        return says(failure, List.of("read-only file system"));
    }

    private static boolean says(Throwable failure, List<String> texts) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // What a system says of a file comes beside the file's name, which may say anything.
            String said = cause instanceof FileSystemException named ? named.getReason() : cause.getMessage();
            String text = String.valueOf(said).toLowerCase(Locale.ROOT);
            if (texts.stream().anyMatch(text::contains)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The error of a file that could not be written.
     *
     * @param bytes of the file, or of what was to be added to it; 0 where that is not known
     */
    public static AtelierException of(Disk disk, Path file, long bytes, IOException failure) {
        return of(disk, file, bytes, failure, "Make room or choose another --out.");
    }

    /** The same for a file of a run that has begun, and can go on where it is. */
    public static AtelierException ofRun(Disk disk, Path file, long bytes, IOException failure) {
        return of(disk, file, bytes, failure, "Make room and resume the run.");
    }

    private static AtelierException of(Disk disk, Path file, long bytes, IOException failure, String advice) {
        return new AtelierException(
                Exit.DISK,
                file + " cannot be written: " + failure + ". " + needs(disk, file, bytes) + ". " + advice,
                failure);
    }

    /** {@code "It needs 12 kB, 3 kB are free"}; without the first where {@code bytes} is 0: not known. */
    public static String needs(Disk disk, Path file, long bytes) {
        return (bytes > 0 ? "It needs " + kilobytes(bytes) + ", " : "On its disk ") + free(disk, file);
    }

    private static String kilobytes(long bytes) {
        return (bytes + 1023) / 1024 + " kB";
    }

    private static String free(Disk disk, Path file) {
        try {
            Path folder = file.toAbsolutePath();
            while (folder != null && !Files.isDirectory(folder)) {
                folder = folder.getParent();
            }
            return folder == null ? "there is no such disk" : kilobytes(disk.usableSpace(folder)) + " are free";
        } catch (IOException unknown) {
            return "how much is free is not known";
        }
    }
}
