package atelier.bench;

import static atelier.bench.RunProcesses.BATCH;
import static atelier.bench.RunProcesses.CHECKPOINT_IMAGES;
import static atelier.bench.RunProcesses.IMAGES;
import static atelier.bench.RunProcesses.LONGEST_MILLISECONDS;

import atelier.experiment.RunFolder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills training runs and compares what is left with runs that were left alone. Each run gets SIGKILL after a random number
 * of images, or as soon as a file of a checkpoint is being written, or, every third time, after a random time whatever it is
 * doing; it is resumed, again and again until it ends. Then its weights, moments, averages, numbers of control, log without
 * times, drawn samples and model must have the SHA-256 of the uninterrupted run's, and no checkpoint may have been damaged.
 *
 * <pre>
 * KillEndurance OUT KILLS AIMED MODEL...
 * </pre>
 *
 * Counts go to OUT/kill.json after every kill; started again with the same OUT it goes on from there, also with a run that
 * was killed and not compared yet. A run that differs is kept in OUT/different-MODEL-NUMBER.
 */
public final class KillEndurance {
    private final RunProcesses processes;
    private final Path countsFile;
    private final ObjectNode counts;
    private final Random random;

    /** A program whose runs and counts lie in a folder. */
    public KillEndurance(Path out) throws IOException {
        processes = new RunProcesses(out, List.of());
        countsFile = processes.out().resolve("kill.json");
        counts = Files.exists(countsFile) ? RunFolder.read(countsFile) : JsonNodeFactory.instance.objectNode();
        random = new Random(count("kills"));
    }

    /** Kills at random moments and into saves. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 4) {
            throw new IllegalArgumentException("expected OUT KILLS AIMED MODEL...");
        }
        KillEndurance program = new KillEndurance(Path.of(arguments[0]));
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

    /**
     * Kills until the numbers are reached, model after model.
     *
     * @param kills in all, with those that were counted before
     * @param aimed how many of them into a save
     */
    public void run(int kills, int aimed, List<String> models) throws IOException, InterruptedException {
        while (count("kills") < kills) {
            runUnderFire(models.get(count("runs") % models.size()), kills, aimed);
        }
    }

    private void runUnderFire(String model, int kills, int aimed) throws IOException, InterruptedException {
        RunRemains whole = processes.whole(model);
        Path run = processes.out().resolve("killed-" + model);
        List<String> command = next(model, run);
        boolean killed = true;
        while (killed && count("kills") < kills) {
            killed = killOnce(command, run, moment(kills, aimed), whole.milliseconds());
            command = next(model, run);
        }
        if (killed) {
            processes.requireEnd(processes.start(command), run);
        }
        int before = count("differences");
        compare(model, whole, new RunRemains(run));
        if (count("differences") > before) {
            Files.move(run, processes.out().resolve("different-" + model + "-" + count("runs")));
        }
        RunProcesses.delete(run);
        add("runs", 1);
        save();
    }

    /** Goes on with what is there. */
    private List<String> next(String model, Path run) throws IOException {
        if (Files.exists(run.resolve("run.json"))) {
            return RunProcesses.resume(run);
        }
        RunProcesses.delete(run);
        return processes.train(model, run);
    }

    /** When a run is killed. */
    private enum Moment {
        IMAGES,
        SAVE,
        TIME
    }

    private Moment moment(int kills, int aimed) {
        if (count("kills") % 3 == 2) {
            return Moment.TIME;
        }
        // Of the other two thirds.
        boolean aim = count("aimed") < aimed && random.nextInt(kills) < 2 * aimed;
        return aim ? Moment.SAVE : Moment.IMAGES;
    }

    /** Starts a process and kills it; false where it ended before. */
    private boolean killOnce(List<String> command, Path run, Moment moment, long longest)
            throws IOException, InterruptedException {
        RunRemains remains = new RunRemains(run);
        long wait = remains.imagesLogged() + (long) (random.nextDouble() * 6 * CHECKPOINT_IMAGES);
        Process process = processes.start(command);
        boolean hit = moment == Moment.TIME
                ? !process.waitFor((long) (random.nextDouble() * longest), TimeUnit.MILLISECONDS)
                : awaitMoment(process, remains, moment == Moment.SAVE, wait);
        if (!process.isAlive()) {
            processes.requireEnd(process, run);
            return false;
        }
        process.destroyForcibly();
        process.waitFor();
        add("kills", 1);
        add("aimed", moment == Moment.SAVE && hit ? 1 : 0);
        add("atRandomTimes", moment == Moment.TIME ? 1 : 0);
        add("duringTheEnd", remains.imagesLogged() >= IMAGES ? 1 : 0);
        add("insideASave", remains.halfWritten() ? 1 : 0);
        long lost = Math.max(0, remains.imagesLogged() - remains.newestCheckpoint());
        counts.put(
                "mostImagesLost", Math.max(lost, counts.path("mostImagesLost").asLong()));
        if (lost > CHECKPOINT_IMAGES + BATCH) {
            difference(run + " lost " + lost + " images, more than one interval");
        }
        save();
        return true;
    }

    /** Returns at a random moment of the run, or while a checkpoint is being written. */
    private boolean awaitMoment(Process process, RunRemains remains, boolean aim, long images)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLISECONDS);
        while (process.isAlive() && remains.imagesLogged() < images) {
            requireTime(end, process);
            Thread.sleep(1);
        }
        if (!aim) {
            Thread.sleep(random.nextInt(40));
            return true;
        }
        while (process.isAlive()) {
            requireTime(end, process);
            if (remains.halfWritten()) {
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

    private void compare(String model, RunRemains whole, RunRemains killed) throws IOException {
        Map<String, String> expected = whole.fingerprints(IMAGES);
        Map<String, String> got = killed.fingerprints(IMAGES);
        expected.forEach((what, hash) -> {
            if (!hash.equals(got.get(what))) {
                difference(model + ": " + what + " has SHA-256 " + got.get(what) + ", uninterrupted " + hash);
            }
        });
        got.keySet().stream()
                .filter(what -> !expected.containsKey(what))
                .forEach(what -> difference(model + ": the uninterrupted run has no " + what));
        killed.damaged().forEach(damage -> difference(model + ": " + damage));
        add("comparedFiles", expected.size());
        add("compared " + model, 1);
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

    private void save() {
        RunFolder.write(countsFile, counts);
    }
}
