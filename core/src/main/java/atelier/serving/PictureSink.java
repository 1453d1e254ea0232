package atelier.serving;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where generated pictures go, one after the other. */
interface PictureSink extends AutoCloseable {
    /**
     * Takes one picture.
     *
     * @param name unique, without an ending
     * @param label number of its class, -1 without classes
     * @param labelName name of its class, null without classes
     * @param json what is known of it
     */
    void add(String name, int label, @Nullable String labelName, byte[] png, byte[] json) throws IOException;

    /** A folder for a class: names come from anywhere, and what no file system takes gives way to the number. */
    static String folderName(int label, String labelName) {
        boolean plain = labelName.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._+-]{0,80}") && !labelName.endsWith(".");
        return plain ? labelName : "class-" + label;
    }

    @Override
    void close() throws IOException;
}
