package atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The other side: a virtual environment below {@code bench/.venv} and the programs of {@code bench/torch}. */
final class PyTorch {
    private static final String VERSIONS =
            "import json, platform, torch; print(json.dumps({'torch': torch.__version__, 'python': platform.python_version()}))";

    private final Path bench;
    private final Path python;
    private final Path logs;
    private final String description;

    private PyTorch(Path bench, Path python, Path logs, String description) {
        this.bench = bench;
        this.python = python;
        this.logs = logs;
        this.description = description;
    }

    /**
     * Finds PyTorch, or installs it.
     *
     * @param bench the folder of this module
     * @param err told what is done, and why there is none
     */
    static Optional<PyTorch> find(Path bench, Path logs, PrintWriter err) {
        Path environment = bench.resolve(".venv");
        Path python = environment.resolve("bin").resolve("python");
        Path installed = environment.resolve("installed.txt");
        Path wanted = bench.resolve("torch").resolve("requirements.txt");
        try {
            Files.createDirectories(logs);
            if (!Files.exists(installed) || Files.mismatch(installed, wanted) >= 0) {
                err.println("installing PyTorch into " + environment + " (once; some 200 MB) ...");
                run(logs, "python3", "-m", "venv", environment.toString());
                run(
                        logs,
                        python.toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--retries",
                        "1",
                        "--timeout",
                        "20",
                        "-r",
                        wanted.toString());
                Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
            }
            JsonNode versions = new ChildProcess(
                            List.of(python.toString(), "-c", VERSIONS), Map.of(), logs.resolve("python.log"))
                    .answer();
            String description = "PyTorch " + versions.path("torch").asText() + ", Python "
                    + versions.path("python").asText();
            return Optional.of(new PyTorch(bench, python, logs, description));
        } catch (IOException | ChildProcess.Failed problem) {
            err.println("there is no PyTorch here, so Atelier runs alone: " + problem.getMessage());
            return Optional.empty();
        }
    }

    private static void run(Path logs, String... command) throws IOException, ChildProcess.Failed {
        Path log = logs.resolve("install.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new ChildProcess.Failed(
                        "'" + String.join(" ", command) + "' ended with " + code + "; see " + log);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ChildProcess.Failed("interrupted");
        }
    }

    /** Versions in words. */
    String description() {
        return description;
    }

    /** A process of {@code measure.py}. */
    ChildProcess process(String mode, Task task, Setting setting) {
        List<String> command = new ArrayList<>(List.of(
                python.toString(),
                bench.resolve("torch").resolve("measure.py").toString(),
                mode,
                task.workload(),
                "--exchange",
                task.exchange().toString(),
                "--seconds",
                String.valueOf(task.seconds()),
                "--count",
                String.valueOf(task.count())));
        command.addAll(setting.options());
        return new ChildProcess(
                command, Map.of("PYTHONDONTWRITEBYTECODE", "1"), logs.resolve(task.workload() + "-python.log"));
    }
}
