package atelier.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Any bytes as a file, for readers that want one. */
public final class FuzzInput {
    private static final Path FOLDER = folder();

    private FuzzInput() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("atelier-fuzz");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The same bytes but for some letters of Latin-1 at a place, where they are long enough. */
    public static byte[] begun(byte[] input, int at, String letters) {
        byte[] forced = letters.getBytes(StandardCharsets.ISO_8859_1);
        byte[] begun = input.clone();
        if (at + forced.length <= begun.length) {
            System.arraycopy(forced, 0, begun, at, forced.length);
        }
        return begun;
    }

    /** Packed, so that a fuzzer need not know how. */
    public static byte[] gzipped(byte[] input) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(input);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    /** Writes a file of this name, each time over the one before. */
    public static Path file(String name, byte[] content) {
        try {
            Path file = FOLDER.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
