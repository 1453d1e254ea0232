package atelier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the operating system keeps of a file in memory, which has to go before a cold read can be timed. GNU dd asks for
 * that (posix_fadvise with POSIX_FADV_DONTNEED); it takes no rights but to read the file.
 */
final class PageCache {
    private static final String READ = "read_bytes: ";

    private PageCache() {}

    /** Forgets a file that no process has mapped. */
    static void drop(Path file) {
        try {
            Process dd = new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int code = dd.waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        "dd ended with " + code + ", expected GNU dd, which knows iflag=nocache");
            }
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException("no dd could drop " + file + " from memory", failure);
        }
    }

    /** Bytes that the disk was asked for by this process so far; -1 where the system does not say. */
    static long bytesFromDisk() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith(READ))
                    .mapToLong(line -> Long.parseLong(line.substring(READ.length())))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | java.io.UncheckedIOException unknown) {
            return -1;
        }
    }
}
