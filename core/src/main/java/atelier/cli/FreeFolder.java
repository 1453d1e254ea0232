package atelier.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where results go that were given no place. */
final class FreeFolder {
    private FreeFolder() {}

    /** The first of {@code name}, {@code name-2}, {@code name-3}, … that does not exist in the current folder. */
    static Path named(String name) {
        Path folder = Path.of(name);
        for (int number = 2; Files.exists(folder); number++) {
            folder = Path.of(name + "-" + number);
        }
        return folder;
    }
}
