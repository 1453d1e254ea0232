package atelier.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** JavaCPP's limit on memory is set once in a process, so each answer comes from a fresh one. */
class JavaCppSettingsTest {
    /** Opens a scope before anything else of libtorch is touched. */
    static final class ScopeFirst {
        private ScopeFirst() {}

        public static void main(String[] arguments) {
            try (Scope scope = Scope.open()) {
                System.out.print(Pointer.maxPhysicalBytes());
            }
        }
    }

    @Test
    void aScopeBeforeAllElseLiftsTheLimit() throws IOException, InterruptedException {
        assertThat(answer()).isEqualTo("0");
    }

    @Test
    void whatAUserHasSetStays() throws IOException, InterruptedException {
        assertThat(answer("-Dorg.bytedeco.javacpp.maxphysicalbytes=7g")).isEqualTo(String.valueOf(7L << 30));
    }

    private static String answer(String... options) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(java.toString(), "-cp", System.getProperty("java.class.path"));
        builder.command().addAll(List.of(options));
        builder.command().add(ScopeFirst.class.getName());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
