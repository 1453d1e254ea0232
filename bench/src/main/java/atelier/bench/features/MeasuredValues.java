package atelier.bench.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers by what they say, a line each in a file, so that what was measured once is not measured again. A program that
 * was killed loses the number that it was at.
 */
final class MeasuredValues {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Double> known = new LinkedHashMap<>();

    /** Reads what is known, nothing where there is no such file yet. */
    MeasuredValues(Path file) throws IOException {
        this.file = file;
        if (Files.isRegularFile(file)) {
            // Whoever was killed may have left half a line at the end; it is measured again.
            String text = Files.readString(file);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            Files.writeString(file, whole);
            for (String line : whole.lines().toList()) {
                JsonNode node = JSON.readTree(line);
                known.put(node.path("what").asText(), node.path("value").asDouble());
            }
        }
    }

    @Nullable
    Double find(String what) {
        return known.get(what);
    }

    void keep(String what, double value) throws IOException {
        known.put(what, value);
        String line = JSON.writeValueAsString(
                JSON.createObjectNode().put("what", what).put("value", value));
        Files.writeString(
                file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
