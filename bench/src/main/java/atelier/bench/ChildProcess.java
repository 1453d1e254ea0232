package atelier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Runs a process that answers with a line of JSON, or that is watched until a line appears. */
final class ChildProcess {
    private static final int SHOWN_ERROR = 300;

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;

    /**
     * Prepares a process.
     *
     * @param log where its stderr goes
     */
    ChildProcess(List<String> command, Map<String, String> environment, Path log) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** A process that did not do what it should; the message is for people. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message);
        }
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs to the end; the last line of stdout as JSON. */
    ObjectNode answer() throws Failed {
        String last = lastLine();
        try {
            return (ObjectNode) Exchange.JSON.readTree(last);
        } catch (IOException | ClassCastException problem) {
            throw new Failed("did not answer in JSON but with '" + shortened(last) + "'");
        }
    }

    /** Runs to the end; the last line of stdout. */
    String lastLine() throws Failed {
        try {
            Process process = builder().redirectError(log.toFile()).start();
            String last = "";
            try (BufferedReader lines = reader(process)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    last = line.isBlank() ? last : line;
                }
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new Failed("ended with " + code + ": " + lastError());
            }
            return last;
        } catch (IOException problem) {
            throw new Failed(String.valueOf(problem.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted");
        }
    }

    /**
     * Runs until a line of stdout or stderr fits, then ends the process.
     *
     * @return seconds from the start, with {@code cpuSeconds} and {@code peakBytes} at that moment
     */
    ObjectNode untilLine(Predicate<String> wanted) throws Failed {
        Stopwatch watch = new Stopwatch();
        Process process = null;
        try {
            process = builder().redirectErrorStream(true).start();
            StringBuilder seen = new StringBuilder();
            try (BufferedReader lines = reader(process)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (wanted.test(line)) {
                        ObjectNode result = Exchange.JSON.createObjectNode();
                        result.put("images", 1);
                        result.put("seconds", watch.seconds());
                        Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
                        result.put("cpuSeconds", cpu.toMillis() / 1000.0);
                        result.put("peakBytes", peakBytes(process.pid()));
                        return result;
                    }
                    seen.append(line).append(' ');
                }
            }
            throw new Failed("ended before its first step: " + shortened(seen.toString()));
        } catch (IOException problem) {
            throw new Failed(String.valueOf(problem.getMessage()));
        } finally {
            if (process != null) {
                process.destroyForcibly();
                process.onExit().join();
            }
        }
    }

    private static long peakBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return -1;
        }
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The last line of stderr, which in Python names the error. */
    private String lastError() throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "no message" : shortened(lines.get(lines.size() - 1)) + " (all of it in " + log + ")";
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_ERROR ? text : text.substring(text.length() - SHOWN_ERROR);
    }
}
