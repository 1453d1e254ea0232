package atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Kills training runs and compares what is left with runs that were left alone. Each run is a process of its own, started
 * through the command line; it gets SIGKILL at a random moment, or as soon as a file of a checkpoint is being written, and
 * is resumed, again and again until it ends. Then its weights, moments, averages, numbers of control, log without times,
 * drawn samples and model must have the SHA-256 of the uninterrupted run's.
 *
 * <pre>
 * KillEndurance OUT KILLS AIMED MODEL...
 * </pre>
 *
 * Counts go to OUT/kill.json after every kill; started again with the same OUT it goes on from there.
 */
public final class KillEndurance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PICTURES = 40;
    private static final int SIDE = 16;
    private static final long BATCH = 8;
    private static final long CHECKPOINT_IMAGES = 80;
    private static final long IMAGES = 2_400;
    private static final long LONGEST_MILLISECONDS = 600_000;

    private final Path out;
    private final List<String> jvmOptions;
    private final ObjectNode counts;
    private final Random random;

    /** A program whose runs and counts lie in a folder. */
    public KillEndurance(Path out, List<String> jvmOptions) throws IOException {
        this.out = Files.createDirectories(out.toAbsolutePath());
        this.jvmOptions = List.copyOf(jvmOptions);
        Path file = countsFile();
        counts = Files.exists(file) && JSON.readTree(file.toFile()) instanceof ObjectNode stored
                ? stored
                : JSON.createObjectNode();
        random = new Random(count("kills"));
    }

    /** Kills at random moments and into saves. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 4) {
            throw new IllegalArgumentException("expected OUT KILLS AIMED MODEL...");
        }
        KillEndurance program = new KillEndurance(Path.of(arguments[0]), List.of());
        List<String> models = List.of(arguments).subList(3, arguments.length);
        program.run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), models);
        System.out.println(program.counts().toPrettyString());
        if (program.counts().path("differences").asInt() > 0) {
            System.exit(1);
        }
    }

    /** The counts so far. */
    public ObjectNode counts() {
        return counts;
    }

    private Path countsFile() {
        return out.resolve("kill.json");
    }

    /**
     * Kills until the numbers are reached, model after model.
     *
     * @param kills in all, with those that were counted before
     * @param aimed how many of them into a save
     */
    public void run(int kills, int aimed, List<String> models) throws IOException, InterruptedException {
        for (int round = 0; count("kills") < kills; round++) {
            String model = models.get(round % models.size());
            runUnderFire(model, pictures(), whole(model), kills, aimed);
        }
    }

    /** The run of a model that was left alone; made where it is not there yet. */
    public Path whole(String model) throws IOException, InterruptedException {
        Path whole = out.resolve("whole-" + model);
        if (!Files.exists(whole.resolve("model/README.md"))) {
            delete(whole);
            requireEnd(start(train(model, pictures(), whole)), whole);
        }
        return whole;
    }

    private void runUnderFire(String model, Path pictures, Path whole, int kills, int aimed)
            throws IOException, InterruptedException {
        Path run = out.resolve("killed-" + model);
        delete(run);
        List<String> command = train(model, pictures, run);
        boolean killed = true;
        while (killed && count("kills") < kills) {
            boolean aim = count("aimed") < aimed && random.nextInt(kills) < 2 * aimed;
            killed = killOnce(command, run, aim);
            command = Files.exists(run.resolve("run.json")) ? resume(run) : command;
        }
        if (killed) {
            requireEnd(start(command), run);
        }
        compare(model, whole, run);
        add("runs", 1);
        save();
    }

    /** Starts a process and kills it; false where it ended before. */
    private boolean killOnce(List<String> command, Path run, boolean aim) throws IOException, InterruptedException {
        long from = imagesLogged(run);
        long wait = from + (long) (random.nextDouble() * 6 * CHECKPOINT_IMAGES);
        Process process = start(command);
        boolean hit = awaitMoment(process, run, aim, wait);
        if (!process.isAlive()) {
            requireEnd(process, run);
            return false;
        }
        process.destroyForcibly();
        process.waitFor();
        add("kills", 1);
        add("aimed", aim && hit ? 1 : 0);
        add("insideASave", halfWritten(run) ? 1 : 0);
        long lost = Math.max(0, imagesLogged(run) - newestCheckpoint(run));
        counts.put(
                "mostImagesLost", Math.max(lost, counts.path("mostImagesLost").asLong()));
        if (lost > CHECKPOINT_IMAGES + BATCH) {
            difference(run + " lost " + lost + " images, more than one interval");
        }
        save();
        return true;
    }

    /** Returns at a random moment of the run, or while a checkpoint is being written. */
    private boolean awaitMoment(Process process, Path run, boolean aim, long images)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLISECONDS);
        while (process.isAlive() && imagesLogged(run) < images) {
            requireTime(end, process);
            Thread.sleep(1);
        }
        if (!aim) {
            Thread.sleep(random.nextInt(40));
            return true;
        }
        while (process.isAlive()) {
            requireTime(end, process);
            if (halfWritten(run)) {
                Thread.sleep(0, random.nextInt(1_000_000));
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static void requireTime(long end, Process process) {
        if (System.nanoTime() > end) {
            process.destroyForcibly();
            throw new IllegalStateException("a run of seconds took more than " + LONGEST_MILLISECONDS / 1000 + " s");
        }
    }

    private static boolean halfWritten(Path run) throws IOException {
        Path checkpoints = run.resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(checkpoints, "*.tmp")) {
            return files.iterator().hasNext();
        }
    }

    private static long imagesLogged(Path run) throws IOException {
        Path log = run.resolve("log.jsonl");
        long last = 0;
        if (Files.exists(log)) {
            for (String line : Files.readString(log).split("\n", -1)) {
                int at = line.indexOf("\"images\":");
                int comma = line.indexOf(',', at);
                last = at >= 0 && comma > at ? Long.parseLong(line.substring(at + 9, comma)) : last;
            }
        }
        return last;
    }

    private static long newestCheckpoint(Path run) throws IOException {
        long newest = 0;
        Path checkpoints = run.resolve("checkpoints");
        if (Files.isDirectory(checkpoints)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(checkpoints, "*.json")) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    newest = Math.max(newest, Long.parseLong(name.substring(0, name.length() - 5)));
                }
            }
        }
        return newest;
    }

    private void compare(String model, Path whole, Path run) throws IOException {
        Map<String, String> expected = fingerprints(whole);
        Map<String, String> got = fingerprints(run);
        expected.forEach((what, hash) -> {
            if (!hash.equals(got.get(what))) {
                difference(model + ": " + what + " has SHA-256 " + got.get(what) + ", uninterrupted " + hash);
            }
        });
        add("comparedFiles", expected.size());
        add("compared " + model, 1);
    }

    /** SHA-256 of everything that must be equal, by name. */
    public static Map<String, String> fingerprints(Path run) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        StringBuilder log = new StringBuilder();
        for (String line : Files.readAllLines(run.resolve("log.jsonl"))) {
            ObjectNode node = (ObjectNode) JSON.readTree(line);
            node.remove("seconds");
            if (node.path("rates") instanceof ObjectNode rates) {
                rates.remove("imagesPerSecond");
            }
            log.append(node).append('\n');
        }
        hashes.put("log.jsonl", sha256(log.toString().getBytes(StandardCharsets.UTF_8)));
        String last = String.format(Locale.ROOT, "%09d", IMAGES);
        JsonNode manifest =
                JSON.readTree(run.resolve("checkpoints/" + last + ".json").toFile());
        hashes.put("control", sha256(manifest.path("control").toString().getBytes(StandardCharsets.UTF_8)));
        List<Path> files = new ArrayList<>(
                List.of(run.resolve("checkpoints/" + last + ".safetensors"), run.resolve("model/model.safetensors")));
        try (DirectoryStream<Path> grids = Files.newDirectoryStream(run.resolve("samples"), "*.png")) {
            grids.forEach(files::add);
        }
        for (Path file : files) {
            hashes.put(run.relativize(file).toString(), sha256(Files.readAllBytes(file)));
        }
        return hashes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
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
            Path file = folder.resolve("%02d.png".formatted(i));
            if (!Files.exists(file)) {
                ImageIO.write(image, "png", file.toFile());
            }
        }
        return folder;
    }

    private static List<String> train(String model, Path pictures, Path run) {
        return List.of(
                "train",
                model,
                pictures.toString(),
                "--images",
                Long.toString(IMAGES),
                "--out",
                run.toString(),
                "--threads",
                "1",
                "--set",
                "model.width=4",
                "--set",
                "model.latentSize=2",
                "--set",
                "training.batchSize=" + BATCH,
                "--set",
                "training.checkpointImages=" + CHECKPOINT_IMAGES);
    }

    private static List<String> resume(Path run) {
        return List.of("resume", run.toString());
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "atelier.cli.Main"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(out.resolve("output.log").toFile()));
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().put("ATELIER_CACHE", out.resolve("cache").toString());
        return builder.start();
    }

    private void requireEnd(Process process, Path run) throws InterruptedException {
        if (!process.waitFor(LONGEST_MILLISECONDS, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(run + " did not end");
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    run + " ended with " + process.exitValue() + "; see " + out.resolve("output.log"));
        }
    }

    private int count(String name) {
        return counts.path(name).asInt();
    }

    private void add(String name, int more) {
        counts.put(name, count(name) + more);
    }

    private void difference(String what) {
        add("differences", 1);
        counts.withArray("found").add(what);
    }

    private void save() throws IOException {
        Files.writeString(countsFile(), counts.toPrettyString() + "\n");
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
