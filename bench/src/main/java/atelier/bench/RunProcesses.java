package atelier.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Runs of a tiny network on a few drawn pictures, each a process of its own that is started through the command line. */
final class RunProcesses {
    /** Images per step. */
    static final long BATCH = 8;
    /** Images between two checkpoints. */
    static final long CHECKPOINT_IMAGES = 80;
    /** Images after which a run ends. */
    static final long IMAGES = 2_400;
    /** More than any of these runs takes. */
    static final long LONGEST_MILLISECONDS = 600_000;

    private static final int PICTURES = 40;
    private static final int SIDE = 16;

    private final Path out;
    private final List<String> jvmOptions;
    private final int threads;

    /** Runs below a folder, of one replica each. */
    RunProcesses(Path out, List<String> jvmOptions) throws IOException {
        this(out, jvmOptions, 1);
    }

    /**
     * Runs below a folder.
     *
     * @param threads replicas of each
     */
    RunProcesses(Path out, List<String> jvmOptions, int threads) throws IOException {
        this.threads = threads;
        this.out = Files.createDirectories(out.toAbsolutePath());
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    /** The folder that everything lies in. */
    Path out() {
        return out;
    }

    /** The run of a model that was left alone; made where this code has not yet made it with these arguments. */
    RunRemains whole(String model) throws IOException, InterruptedException {
        Path whole = out.resolve("whole-" + model);
        Path madeBy = out.resolve("whole-" + model + ".txt");
        List<String> command = train(model, whole);
        String wanted =
                CompilerDeterminism.code() + "\n" + String.join(" ", jvmOptions) + "\n" + String.join(" ", command);
        boolean known = Files.exists(madeBy) && Files.readString(madeBy).equals(wanted);
        if (!known || !Files.exists(whole.resolve("model/README.md"))) {
            delete(whole);
            requireEnd(start(command), whole);
            Files.writeString(madeBy, wanted);
        }
        return new RunRemains(whole);
    }

    /** The command that begins a run. */
    List<String> train(String model, Path run) throws IOException {
        return List.of(
                "train",
                model,
                pictures().toString(),
                "--images",
                Long.toString(IMAGES),
                "--out",
                run.toString(),
                "--threads",
                Integer.toString(threads),
                "--set",
                "model.width=4",
                "--set",
                "model.latentSize=2",
                "--set",
                "training.batchSize=" + BATCH,
                "--set",
                "training.checkpointImages=" + CHECKPOINT_IMAGES);
    }

    /** The command that goes on with a run. */
    static List<String> resume(Path run) {
        return List.of("resume", run.toString());
    }

    /** Starts a command; what it prints goes to {@code output.log}. */
    Process start(List<String> arguments) throws IOException {
        return start("atelier.cli.Main", arguments);
    }

    /** Starts a program; what it prints goes to {@code output.log}. */
    Process start(String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment()
                .putAll(Map.of(
                        "OMP_NUM_THREADS",
                        "1",
                        "OMP_WAIT_POLICY",
                        "PASSIVE",
                        "ATELIER_CACHE",
                        out.resolve("cache").toString()));
        return builder.start();
    }

    /** Waits until a run has ended, and well. */
    void requireEnd(Process process, Path run) throws InterruptedException {
        if (!process.waitFor(LONGEST_MILLISECONDS, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(run + " did not end");
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(run + " ended with " + process.exitValue() + "; see " + log());
        }
    }

    /** What all of them printed. */
    Path log() {
        return out.resolve("output.log");
    }

    private Path pictures() throws IOException {
        Path folder = Files.createDirectories(out.resolve("pictures"));
        for (int i = 0; i < PICTURES; i++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    boolean inside = Math.hypot(x - 5 - i % 5, y - 5 - i / 5 % 5) < 2 + i % 4;
                    image.getRaster().setSample(x, y, 0, inside ? 140 + 2 * i : 10 + i);
                }
            }
            Path file = folder.resolve((i < 10 ? "0" : "") + i + ".png");
            if (!Files.exists(file)) {
                ImageIO.write(image, "png", file.toFile());
            }
        }
        return folder;
    }

    /** Deletes a folder with all that is in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
