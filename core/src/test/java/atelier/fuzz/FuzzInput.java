package atelier.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
