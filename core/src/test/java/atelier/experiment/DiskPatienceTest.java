package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DiskFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is worth waiting for, and what is not. */
class DiskPatienceTest {
    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path folder;

    private boolean stop;

    private DiskPatience patience() {
        return new DiskPatience(
                (phase, done, total) -> told.add(phase), () -> stop, Disk.SYSTEM, folder, Duration.ofMillis(1));
    }

    private AtelierException failure(IOException cause) {
        return DiskFailure.of(Disk.SYSTEM, folder.resolve("file"), 5000, cause);
    }

    @Test
    void whatIsNeededIsSaidWhereItIsKnownAndARunIsToBeResumed() {
        IOException full = new IOException("No space left on device");
        Path file = folder.resolve("log.jsonl");
        assertThat(failure(full)).hasMessageContainingAll("It needs 5 kB, ", "another --out");
        assertThat(DiskFailure.ofRun(Disk.SYSTEM, file, 0, full))
                .hasMessageContaining("resume the run")
                .hasMessageNotContainingAny("It needs", "--out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No space left on device",
                "Disk quota exceeded",
                "There is not enough space on the disk",
                "file: No space left on device"
            })
    void aFullDiskAndAnUsedUpQuotaAreWaitedFor(String says) {
        int[] tries = {0};
        patience().until(() -> {
            if (++tries[0] < 4) {
                throw failure(new IOException(says));
            }
        });
        assertThat(tries[0]).isEqualTo(4);
        assertThat(told)
                .hasSize(3)
                .allMatch(text -> text.startsWith("paused until there is room")
                        && text.contains("It needs 5 kB")
                        && text.contains("are free"));
    }

    static Stream<IOException> whatDoesNotPass() {
        return Stream.of(
                new IOException("Input/output error"),
                new IOException("what was read back has another SHA-256: the disk or the memory is faulty"),
                new FileSystemException("file", null, "Read-only file system"),
                new IOException("Read-only file system"),
                new AccessDeniedException("file"),
                new NoSuchFileException("folder"));
    }

    @ParameterizedTest
    @MethodSource("whatDoesNotPass")
    void aDiskThatIsFaultyGoneOrForbiddenIsNotWaitedFor(IOException cause) {
        assertThatThrownBy(() -> patience().until(() -> {
                    throw failure(cause);
                }))
                .isInstanceOf(AtelierException.class)
                .hasCause(cause);
        assertThat(told).isEmpty();
    }

    @Test
    void aRunThatIsToStopDoesNotWait() {
        stop = true;
        assertThatThrownBy(() -> patience().until(() -> {
                    throw failure(new IOException("No space left on device"));
                }))
                .isInstanceOf(AtelierException.class);
    }
}
