package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ErrorMessagesTest {
    @Command(name = "failing")
    private static final class Failing extends Verb {
        private final Exception failure;

        Failing(Exception failure) {
            this.failure = failure;
        }

        @Override
        Exit run() throws Exception {
            throw failure;
        }
    }

    private static Terminal fail(Exception failure, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new Failing(failure))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(new ErrorMessages())
                .execute(arguments);
        return new Terminal(code, out.toString(), err.toString());
    }

    @Test
    void anExpectedFailureIsItsMessageAndItsCode() {
        Terminal answer = fail(new AtelierException(Exit.DIVERGED, "vae diverged after 1,024 images."));
        assertThat(answer).isEqualTo(new Terminal(5, "", "atelier: vae diverged after 1,024 images.\n"));
    }

    @Test
    void debugShowsTheTraceOfAnExpectedFailure() {
        assertThat(fail(new AtelierException(Exit.INPUT, "no."), "--debug").err())
                .contains("\tat atelier.");
    }

    @Test
    void aFullDiskHasItsOwnCode() {
        Terminal answer = fail(new FileSystemException("/runs/a", null, "No space left on device"));
        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.err()).contains("/runs/a").contains("full").doesNotContain("\tat ");
    }

    @Test
    void anIOExceptionWithoutAFileNameIsRecognizedToo() {
        assertThat(fail(new IllegalStateException(new IOException("No space left on device")))
                        .code())
                .isEqualTo(4);
    }

    @Test
    void aFolderMayBeCalledWhatADiskSays() {
        FileSystemException broken = new FileSystemException("/quota exceeded/read-only", null, "Input/output error");
        assertThat(fail(broken).code()).isEqualTo(3);
        assertThat(fail(new FileSystemException("/runs/a", null, "Disk quota exceeded"))
                        .code())
                .isEqualTo(4);
    }

    @Test
    void aMissingFileIsNamed() {
        Terminal answer = fail(new NoSuchFileException("pictures.zip"));
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err()).isEqualTo("atelier: cannot use pictures.zip: no such file. Check the path.\n");
    }

    @Test
    void aForbiddenFileIsNamed() {
        assertThat(fail(new AccessDeniedException("/root/out")).err()).contains("/root/out: access denied");
    }

    @Test
    void memoryThatRunsOutInLibtorchHasItsOwnCode() {
        Terminal answer = fail(new RuntimeException(
                "[enforce fail at alloc_cpu.cpp:124] . DefaultCPUAllocator: can't allocate memory: you tried"));
        assertThat(answer.code()).isEqualTo(7);
        assertThat(answer.err())
                .contains("out of memory", "Java may use", "--size")
                .doesNotContain("\tat ");
    }

    @Test
    void anInternalFaultIsShortAndItsTraceIsInAFile() throws IOException {
        Terminal answer = fail(new IllegalStateException("the impossible"));
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .contains("internal fault")
                .contains("the impossible")
                .doesNotContain("\tat ");
        Matcher named = Pattern.compile("The trace is in (\\S+);").matcher(answer.err());
        assertThat(named.find()).isTrue();
        Path log = Path.of(named.group(1));
        assertThat(log).content().contains("the impossible").contains("\tat atelier.cli.ErrorMessagesTest");
        Files.delete(log);
    }
}
