package atelier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarrierGroupTest {
    private static final long LIMIT_SECONDS = 120;

    @TempDir
    Path folder;

    /** In a JVM of its own: a native abort would otherwise take the test run with it. */
    @Test
    void twoTasksOfABarrierStageSumTheirTensors() throws IOException, InterruptedException {
        assumeTrue(
                Runtime.version().feature() < 24,
                "Spark 4.1 looks users up through an API that JDK 24 removed; run this on JDK 17 to 23");
        File output = folder.resolve("output.txt").toFile();
        Process child = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        boolean ended = child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        child.destroyForcibly();
        String printed = Files.readString(output.toPath());

        assertThat(ended)
                .as("ended within %d s; printed:%n%s", LIMIT_SECONDS, printed)
                .isTrue();
        assertThat(child.exitValue()).as(printed).isZero();
        assertThat(printed.lines()).contains("rank 0 of 2: mean 3.0", "rank 1 of 2: mean 3.0");
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.add("-Xmx1g");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(BarrierSumProgram.class.getName());
        return command;
    }
}
