package atelier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains the same run under the interpreter, each of HotSpot's compilers and as usual, and compares SHA-256 of weights,
 * moments, averages, log without times, samples and model.
 *
 * <pre>
 * CompilerDeterminism OUT MODEL...
 * </pre>
 */
public final class CompilerDeterminism {
    private static final Map<String, List<String>> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("usual", List.of());
        WAYS.put("again", List.of());
        WAYS.put("c1", List.of("-XX:TieredStopAtLevel=1"));
        WAYS.put("c2", List.of("-XX:-TieredCompilation"));
        WAYS.put("interpreter", List.of("-Xint"));
    }

    private CompilerDeterminism() {}

    /** Prints one line per run. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        boolean equal = true;
        for (String model : List.of(arguments).subList(1, arguments.length)) {
            Map<String, String> first = Map.of();
            for (Map.Entry<String, List<String>> way : WAYS.entrySet()) {
                Path out = Path.of(arguments[0]).resolve(way.getKey());
                Map<String, String> got =
                        new RunProcesses(out, way.getValue()).whole(model).fingerprints(RunProcesses.IMAGES);
                first = first.isEmpty() ? got : first;
                equal &= first.equals(got);
                System.out.println(
                        model + " " + way.getKey() + ": " + (first.equals(got) ? "same bytes" : "DIFFERENT"));
            }
        }
        if (!equal) {
            System.exit(1);
        }
    }
}
