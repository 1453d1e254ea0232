package atelier.data;

import java.util.List;
import java.util.Map;

/**
 * A data set that is known by name.
 *
 * @param name by which it is called
 * @param summary in one sentence
 * @param licence as its owner states it
 * @param source where it is published
 * @param obtained how it comes here
 * @param files names of the files as published; empty: it has none, or a folder is read as it is
 * @param sha256 of the files, where it is known; only files with one are downloaded
 * @param labelNames by label, for files that have numbers only
 */
public record DatasetInfo(
        String name,
        String summary,
        String licence,
        String source,
        Obtained obtained,
        List<String> files,
        Map<String, String> sha256,
        List<String> labelNames) {
    /** How a data set comes to this machine. */
    public enum Obtained {
        /** Drawn by Atelier itself. */
        BUILT_IN,
        /** Read from the data root if it lies there, else downloaded when it is first asked for. */
        DOWNLOADED,
        /** Only read from the data root: nobody published a SHA-256 that a download could be checked with. */
        LOCAL_ONLY
    }
}
