package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/** Fetches files whose SHA-256 is known. A file appears under its name only when it is complete and right. */
final class Downloads {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofMinutes(2);

    private Downloads() {}

    /** Whether a file is there and has the hash. */
    static boolean isThere(Path file, String sha256) throws IOException {
        return Files.isRegularFile(file) && sha256(file).equals(sha256);
    }

    /**
     * Downloads a file unless it is there already.
     *
     * @param sha256 in hexadecimal, lower case
     */
    static void fetch(URI from, Path target, String sha256, ProgressListener progress) {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            if (isThere(target, sha256)) {
                return;
            }
            Files.createDirectories(target.toAbsolutePath().getParent());
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw Failures.disk(target, e);
        }
        String got = transfer(from, part, progress);
        try {
            if (!got.equals(sha256)) {
                Files.delete(part);
                throw failed(from, "the file's SHA-256 is %s, expected %s".formatted(got, sha256), null);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Failures.disk(target, e);
        }
    }

    private static String transfer(URI from, Path part, ProgressListener progress) {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(from).timeout(RESPONSE_TIMEOUT).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw failed(from, "the server answered with status " + response.statusCode(), null);
                }
                long total =
                        response.headers().firstValueAsLong("Content-Length").orElse(-1);
                return copy(body, part, total, progress);
            }
        } catch (IOException e) {
            throw failed(from, Failures.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtelierException(Exit.INTERRUPTED, "The download of %s was interrupted.".formatted(from), e);
        }
    }

    private static String copy(InputStream body, Path part, long total, ProgressListener progress) throws IOException {
        MessageDigest digest = PackedFormat.sha256();
        byte[] block = new byte[1 << 16];
        long done = 0;
        try (OutputStream target = create(part)) {
            for (int read = body.read(block); read >= 0; read = body.read(block)) {
                digest.update(block, 0, read);
                write(target, block, read, part);
                done += read;
                progress.progress("downloading", done, total);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static OutputStream create(Path part) {
        try {
            return Files.newOutputStream(part);
        } catch (IOException e) {
            throw Failures.disk(part, e);
        }
    }

    private static void write(OutputStream target, byte[] block, int length, Path part) {
        try {
            target.write(block, 0, length);
        } catch (IOException e) {
            throw Failures.disk(part, e);
        }
    }

    private static AtelierException failed(
            URI from, String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        String message =
                "%s was not downloaded: %s. Expected the file as published. Try again, or put the files into a folder of the data set's name and give its parent with --data-root or ATELIER_DATA."
                        .formatted(from, reason);
        return cause == null
                ? new AtelierException(Exit.INPUT, message)
                : new AtelierException(Exit.INPUT, message, cause);
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = PackedFormat.sha256();
        byte[] block = new byte[1 << 16];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int read = stream.read(block); read >= 0; read = stream.read(block)) {
                digest.update(block, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
