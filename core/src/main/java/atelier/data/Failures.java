package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Puts what the operating system says into words. */
final class Failures {
    private Failures() {}

    /** The reason of a failure, without a class name or a path that the caller names already. */
    static String reason(Throwable failure) {
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
            return "there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "reading or writing it is not permitted";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file is in the way";
        }
        if (failure instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("\\s+", " ");
    }

    /** A packed or downloaded file could not be written. */
    static AtelierException disk(Path where, IOException failure) {
        return new AtelierException(
                Exit.DISK,
                "%s cannot be written: %s. Expected a folder with enough space that may be written to; set ATELIER_CACHE to one."
                        .formatted(where, reason(failure)),
                failure);
    }
}
