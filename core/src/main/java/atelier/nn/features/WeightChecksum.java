package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.DurableFile;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says of a file of weights that cannot be used which file it is: its SHA-256, and whether that begins as the file's
 * published name promises ({@code vgg16-397923af.pth}).
 */
final class WeightChecksum {
    private static final Pattern PROMISE = Pattern.compile(".*-([0-9a-f]{8})\\.(?:pth|pt|safetensors|onnx)");

    private WeightChecksum() {}

    /** A sentence that follows a message, or nothing where the file cannot be read at all. */
    static String of(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try {
            String found = DurableFile.sha256(file);
            Matcher name = PROMISE.matcher(file.getFileName().toString());
            String promise = "";
            if (name.matches()) {
                promise = found.startsWith(name.group(1))
                        ? ", which begins as its name says"
                        : ", but by its name one that begins with " + name.group(1)
                                + " was expected: get the file again";
            }
            return " The SHA-256 of " + file.getFileName() + " is " + found + promise + ".";
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Reads something from a file; an error of its content names the checksum. */
    static <T> T named(Path file, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (AtelierException problem) {
            if (problem.exit() != Exit.INPUT) {
                throw problem;
            }
            throw new AtelierException(Exit.INPUT, problem.getMessage() + of(file), problem);
        }
    }
}
