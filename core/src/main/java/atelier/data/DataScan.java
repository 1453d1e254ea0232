package atelier.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a source.
 *
 * @param name of the data: the catalogue's name or the last part of the path
 * @param kind of source, in words ("image folder")
 * @param images pictures that decode
 * @param otherFiles files that are no pictures (texts, tables), left alone
 * @param undecodableCount files that claim to be pictures and do not decode
 * @param undecodable the first of those, with reasons
 * @param sizes how many pictures have each size ("100x76"), most common first
 * @param grey pictures without colour
 * @param transparent pictures with pixels that are not opaque
 * @param classes pictures per class, in the order of the labels; empty: unlabelled
 * @param duplicates pictures whose pixels equal an earlier picture's, at the packed size
 * @param ownTest pictures of the source's own test split
 * @param packedSize side of the packed pictures in pixels; 0: nothing decodes
 * @param packedChannels 1 or 3; 0: nothing decodes
 * @param notes what a person should know about the source whenever it is opened, in sentences
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DataScan(
        String name,
        String kind,
        int images,
        int otherFiles,
        int undecodableCount,
        List<Problem> undecodable,
        List<SizeCount> sizes,
        int grey,
        int transparent,
        Map<String, Integer> classes,
        int duplicates,
        int ownTest,
        int packedSize,
        int packedChannels,
        List<String> notes) {
    /** How many bad files are listed by name; all are counted. */
    public static final int LISTED_PROBLEMS = 1000;
    /** How many different sizes are listed. */
    public static final int LISTED_SIZES = 100;

    /** Packs of earlier versions have no notes. */
    public DataScan {
        notes = notesOf(notes);
    }

    private static List<String> notesOf(@Nullable List<String> stored) {
        return stored == null ? List.of() : List.copyOf(stored);
    }

    /** A text from a source with its control characters written as escapes. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\n') {
                safe.append("\\n");
            } else if (Character.isISOControl(letter)) {
                safe.append("\\u%04x".formatted((int) letter));
            } else {
                safe.append(letter);
            }
        }
        return safe.toString();
    }

    /**
     * A file that does not decode, and why. Control characters in either are written as escapes, since names of files
     * may hold line ends and orders to a terminal.
     */
    public record Problem(String file, String reason) {
        public Problem {
            file = printable(file);
            reason = printable(reason);
        }
    }

    /** How many pictures have one size. */
    public record SizeCount(int width, int height, int count) {}

    /** The counts in one line, for messages. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(count(images, "picture that decodes", "pictures that decode"));
        if (undecodableCount > 0) {
            text.append(", ").append(count(undecodableCount, "file that does not", "files that do not"));
        }
        if (otherFiles > 0) {
            text.append(", ").append(count(otherFiles, "file that is no picture", "files that are no pictures"));
        }
        return text.toString();
    }

    private static String count(int number, String one, String many) {
        return number == 1 ? "1 " + one : number + " " + many;
    }
}
