package atelier.training;

import atelier.provenance.DurableFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's JSON document: the SHA-256 of its data, the numbers of control, how long the log was. It carries a
 * SHA-256 of itself and is read only if it is byte for byte what its content is written as, so that no damage to it goes
 * unseen. Version 1 had neither checksum nor log and is still read.
 *
 * @param sha256 of the safetensors file of the same name
 * @param log where the log stood; null: not recorded
 */
record CheckpointManifest(String sha256, ControlState control, RunLog.@Nullable Mark log) {
    private static final int VERSION = 2;
    private static final Set<String> FIELDS_OF_VERSION_1 = Set.of("version", "sha256", "control");
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** The file's bytes. */
    byte[] bytes() {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", VERSION);
        node.put("sha256", sha256);
        ObjectNode numbers = node.putObject("control");
        numbers.put("step", control.step());
        numbers.put("images", control.images());
        ObjectNode updates = numbers.putObject("updates");
        new TreeMap<>(control.updates()).forEach(updates::put);
        numbers.put("rateFactor", control.rateFactor());
        numbers.put("rollbacks", control.rollbacks());
        ObjectNode losses = numbers.putObject("losses");
        new TreeMap<>(control.losses()).forEach((phase, track) -> losses.set(phase, JSON.valueToTree(track)));
        numbers.put("spikesFrom", control.spikesFrom());
        if (log != null) {
            node.set("log", JSON.valueToTree(log));
        }
        node.put("checksum", DurableFile.sha256(text(node)));
        return text(node);
    }

    /** Reads a file; whatever is wrong with it is an IOException that says so. */
    static CheckpointManifest read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ObjectNode node = parse(file, bytes);
        int version = node.path("version").asInt();
        if (version == 1) {
            Set<String> fields = new HashSet<>();
            node.fieldNames().forEachRemaining(fields::add);
            if (!fields.equals(FIELDS_OF_VERSION_1)) {
                throw new IOException("its manifest has the fields " + fields + ", not those of version 1");
            }
        } else if (version == VERSION) {
            if (!Arrays.equals(text(node), bytes)) {
                throw new IOException("its manifest " + file + " is not as it was written");
            }
            JsonNode checksum = node.remove("checksum");
            if (checksum == null || !DurableFile.sha256(text(node)).equals(checksum.asText())) {
                throw new IOException("its manifest " + file + " does not match its own checksum");
            }
        } else {
            throw new IOException("its manifest has version " + version + ", expected 1 or " + VERSION);
        }
        return of(node);
    }

    private static ObjectNode parse(Path file, byte[] bytes) throws IOException {
        try {
            if (JSON.readTree(bytes) instanceof ObjectNode node) {
                return node;
            }
        } catch (JsonProcessingException broken) {
            throw new IOException("its manifest " + file + " is not JSON", broken);
        }
        throw new IOException("its manifest " + file + " holds no JSON object");
    }

    private static CheckpointManifest of(ObjectNode node) throws IOException {
        JsonNode numbers = node.path("control");
        for (String field : new String[] {"step", "images", "updates", "rateFactor", "rollbacks"}) {
            if (!numbers.has(field)) {
                throw new IOException("its manifest lacks control." + field);
            }
        }
        Map<String, Long> updates = new TreeMap<>();
        for (Map.Entry<String, JsonNode> update : numbers.path("updates").properties()) {
            updates.put(update.getKey(), update.getValue().asLong());
        }
        // Checkpoints that were written before losses were followed have none.
        Map<String, LossTrack> losses = new TreeMap<>();
        for (Map.Entry<String, JsonNode> track : numbers.path("losses").properties()) {
            losses.put(track.getKey(), JSON.treeToValue(track.getValue(), LossTrack.class));
        }
        ControlState control = new ControlState(
                numbers.path("step").asLong(),
                numbers.path("images").asLong(),
                updates,
                numbers.path("rateFactor").asDouble(),
                numbers.path("rollbacks").asInt(),
                losses,
                numbers.path("spikesFrom").asLong());
        JsonNode log = node.path("log");
        return new CheckpointManifest(
                node.path("sha256").asText(),
                control,
                log.isObject() ? JSON.treeToValue(log, RunLog.Mark.class) : null);
    }

    private static byte[] text(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
