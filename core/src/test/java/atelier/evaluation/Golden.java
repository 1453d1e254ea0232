package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.nn.features.FeatureSet;
import atelier.torch.Npy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A folder of golden vectors: {@code golden.json} and the arrays that it names. */
public final class Golden {
    private final Path folder;
    private final List<JsonNode> entries;
    /** By entry the outermost keys of what it expects that somebody has asked for. */
    private final Map<String, Set<String>> read = new ConcurrentHashMap<>();

    private Golden(Path folder) {
        this.folder = folder;
        this.entries = new ArrayList<>();
        try {
            new ObjectMapper()
                    .readTree(folder.resolve("golden.json").toFile())
                    .get("entries")
                    .forEach(entries::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder named by {@code -Datelier.golden}, or the one beside the checkout; empty where there is none. */
    public static Optional<Golden> find() {
        Path folder = resolve("atelier.golden", "../shared/golden");
        return Files.isRegularFile(folder.resolve("golden.json")) ? Optional.of(new Golden(folder)) : Optional.empty();
    }

    /** The folder of feature networks' weights named by {@code -Datelier.features}. */
    public static Path features() {
        return resolve("atelier.features", "../shared/features");
    }

    /** A folder given by a system property; a relative one counts from the repository's root. */
    private static Path resolve(String property, String otherwise) {
        Path given = Path.of(System.getProperty(property, otherwise));
        return given.isAbsolute() ? given : repositoryRoot().resolve(given).normalize();
    }

    private static Path repositoryRoot() {
        Path start = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            // A checkout without history, such as an archive of the sources, still has the build's script at its root.
            if (Files.exists(folder.resolve(".git")) || Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        return start;
    }

    public List<JsonNode> entries() {
        return entries;
    }

    /** A file that an entry names. */
    public Npy array(String name) {
        return Npy.read(folder.resolve(name));
    }

    /** The features that an entry's input of this name holds. */
    public FeatureSet features(JsonNode entry, String input) {
        return FeatureSet.read(folder.resolve(entry.get("inputs").get(input).asText()), "golden");
    }

    public Npy input(JsonNode entry, String input) {
        return array(entry.get("inputs").get(input).asText());
    }

    /** What an entry expects under a key, for whoever compares it otherwise than by {@link #check}. */
    public JsonNode expected(JsonNode entry, String key) {
        JsonNode expected = entry.get("expected").at("/" + key.replace('.', '/'));
        assertThat(expected.isMissingNode())
                .as("expected.%s of %s is missing", key, entry.get("id"))
                .isFalse();
        read.computeIfAbsent(entry.get("id").asText(), id -> ConcurrentHashMap.newKeySet())
                .add(key.replaceFirst("\\..*", ""));
        return expected;
    }

    /** Fails where an entry expects something that nobody has looked at. */
    public void requireAllRead(JsonNode entry) {
        String id = entry.get("id").asText();
        List<String> keys = new ArrayList<>();
        entry.get("expected").fieldNames().forEachRemaining(keys::add);
        assertThat(keys).as("everything that %s expects is checked", id).isSubsetOf(read.getOrDefault(id, Set.of()));
    }

    /** Checks a number against {@code expected.KEY} within the entry's tolerance. */
    public void check(JsonNode entry, String key, double got) {
        check(entry, key, new double[] {got});
    }

    /** Checks an array against {@code expected.KEY}: a number, a list, or names of files; dots lead inwards. */
    public void check(JsonNode entry, String key, double[] got) {
        double[] want = numbers(expected(entry, key));
        assertThat(got).as(key).hasSameSizeAs(want);
        JsonNode tolerance = entry.get("tolerance");
        JsonNode limits = tolerance.has(key) ? tolerance.get(key) : tolerance;
        if (limits.has("relative_l2")) {
            assertThat(relativeDistance(got, want))
                    .as("relative L2 error of %s", key)
                    .isLessThanOrEqualTo(limits.get("relative_l2").asDouble());
            return;
        }
        double absolute = limits.path("abs").asDouble(0);
        double relative = limits.path("rel").asDouble(0);
        for (int i = 0; i < want.length; i++) {
            assertThat(Math.abs(got[i] - want[i]))
                    .as("%s[%d]: got %s, want %s", key, i, got[i], want[i])
                    .isLessThanOrEqualTo(absolute + relative * Math.abs(want[i]));
        }
    }

    private double[] numbers(JsonNode expected) {
        if (expected.isTextual()) {
            return array(expected.asText()).doubles();
        }
        if (!expected.isArray()) {
            return new double[] {expected.asDouble()};
        }
        double[] values = new double[expected.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = expected.get(i).asDouble();
        }
        return values;
    }

    private static double relativeDistance(double[] got, double[] want) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < want.length; i++) {
            error += (got[i] - want[i]) * (got[i] - want[i]);
            norm += want[i] * want[i];
        }
        return Math.sqrt(error / norm);
    }
}
