package atelier.bench;

import atelier.experiment.RunFolder;
import atelier.provenance.DurableFile;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Trains the same run under the interpreter, each of HotSpot's compilers and as usual, with one replica and with two, and
 * compares SHA-256 of weights, moments, averages, log without times, samples and model.
 *
 * <pre>
 * CompilerDeterminism OUT MODEL...
 * </pre>
 *
 * Results go to OUT/compilers.json after every run. Started again with the same OUT, what the same code has trained there
 * is not trained again, but for the repeated runs, which always are.
 */
public final class CompilerDeterminism {
    /**
     * A way to run the same.
     *
     * @param replicas only runs with equal numbers are compared
     * @param repeated trained anew by every call
     */
    private record Way(String name, List<String> options, int replicas, boolean repeated) {}

    private static final List<Way> WAYS = List.of(
            new Way("usual", List.of(), 1, false),
            new Way("again", List.of(), 1, true),
            new Way("c1", List.of("-XX:TieredStopAtLevel=1"), 1, false),
            new Way("c2", List.of("-XX:-TieredCompilation"), 1, false),
            new Way("two-replicas", List.of(), 2, false),
            new Way("two-replicas-again", List.of(), 2, true),
            new Way("two-replicas-c1", List.of("-XX:TieredStopAtLevel=1"), 2, false),
            new Way("interpreter", List.of("-Xint"), 1, false));

    private CompilerDeterminism() {}

    /** Prints one line per run; ends with 1 where bytes differ. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("expected OUT MODEL...");
        }
        Path out = Path.of(arguments[0]);
        boolean equal = compare(out, WAYS, List.of(arguments).subList(1, arguments.length));
        if (!equal) {
            System.exit(1);
        }
    }

    private static boolean compare(Path out, List<Way> ways, List<String> models)
            throws IOException, InterruptedException {
        ObjectNode results = stored(out.resolve("compilers.json"));
        boolean equal = true;
        for (String model : models) {
            Map<Integer, Map<String, String>> first = new HashMap<>();
            for (Way way : ways) {
                Map<String, String> got =
                        trained(out.resolve(way.name), way, model).fingerprints(RunProcesses.IMAGES);
                boolean same = first.computeIfAbsent(way.replicas, any -> got).equals(got);
                equal &= same;
                results.withObject("/" + model)
                        .putObject(way.name)
                        .put("files", got.size())
                        .put("same", same);
                RunFolder.write(out.resolve("compilers.json"), results);
                System.out.println(model + " " + way.name + ": " + (same ? "same bytes" : "DIFFERENT"));
            }
        }
        return equal;
    }

    /** What earlier calls found with this code. */
    private static ObjectNode stored(Path file) throws IOException {
        if (Files.exists(file)) {
            ObjectNode stored = RunFolder.read(file);
            if (stored.path("code").asText().equals(code())) {
                return stored;
            }
        }
        return JsonNodeFactory.instance.objectNode().put("code", code());
    }

    /** What another version of the code has trained is not compared with what this one does. */
    private static RunRemains trained(Path folder, Way way, String model) throws IOException, InterruptedException {
        RunProcesses processes = new RunProcesses(folder, way.options, way.replicas);
        Path run = folder.resolve("whole-" + model);
        if (way.repeated) {
            RunProcesses.delete(run);
        }
        return processes.whole(model);
    }

    /** SHA-256 of the classes that train. */
    static String code() throws IOException {
        try {
            Path place = Path.of(RunFolder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(place)) {
                return DurableFile.sha256(place);
            }
            StringBuilder text = new StringBuilder();
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    text.append(place.relativize(file))
                            .append(' ')
                            .append(DurableFile.sha256(file))
                            .append('\n');
                }
            }
            return DurableFile.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
