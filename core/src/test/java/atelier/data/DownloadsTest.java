package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
    private static final byte[] CONTENT = "pictures".repeat(50_000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/good", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/good");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/short", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address(String path) {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + path);
    }

    private static String hash() {
        return PackedFormat.sha256Hex(new String(CONTENT, StandardCharsets.US_ASCII));
    }

    @Test
    void aFileIsFetchedCheckedAndNotFetchedAgain() throws IOException {
        Path target = folder.resolve("a/b/file.gz");
        long[] last = new long[2];
        Downloads.fetch(address("/moved"), target, hash(), (phase, done, total) -> {
            last[0] = done;
            last[1] = total;
        });
        assertThat(Files.readAllBytes(target)).isEqualTo(CONTENT);
        assertThat(last).containsExactly(CONTENT.length, CONTENT.length);
        Downloads.fetch(address("/good"), target, hash(), ProgressListener.NONE);
        assertThat(requests).hasValue(1);
        Files.writeString(target, "damaged");
        Downloads.fetch(address("/good"), target, hash(), ProgressListener.NONE);
        assertThat(Files.readAllBytes(target)).isEqualTo(CONTENT);
    }

    @Test
    void aWrongMissingOrShortFileLeavesNothingBehind() throws IOException {
        Path target = folder.resolve("file.gz");
        String[][] cases = {
            {"/good", "0".repeat(64), "SHA-256"},
            {"/nowhere", hash(), "status 404"},
            {"/short", hash(), "not downloaded"}
        };
        for (String[] wrong : cases) {
            assertThatThrownBy(() -> Downloads.fetch(address(wrong[0]), target, wrong[1], ProgressListener.NONE))
                    .isInstanceOf(AtelierException.class)
                    .hasMessageContaining(wrong[2])
                    .hasMessageContaining("--data-root")
                    .satisfies(e -> assertThat(((AtelierException) e).exit()).isEqualTo(Exit.INPUT));
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void aServerThatIsNotThereIsAnAnswer() {
        URI gone = address("/good");
        server.stop(0);
        assertThatThrownBy(() -> Downloads.fetch(gone, folder.resolve("x"), hash(), ProgressListener.NONE))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("was not downloaded");
    }
}
