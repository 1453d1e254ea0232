package atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.TreeMap;

/**
 * What the process of a run has left on the disk, as it lies there and not as Atelier reads it.
 *
 * @param run the run's folder, which need not exist yet
 */
record RunRemains(Path run) {
    /** Until a process has drawn its first grid. */
    private static final long START_MILLISECONDS = 3_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether a file of a checkpoint is being written, or was when the process was killed. */
    boolean halfWritten() throws IOException {
        Path checkpoints = run.resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(checkpoints, "*.tmp")) {
            return files.iterator().hasNext();
        }
    }

    /** Images seen at the last whole line of the log. */
    long imagesLogged() throws IOException {
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

    /** Images seen at the newest checkpoint; 0 where there is none. */
    long newestCheckpoint() throws IOException {
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

    /** Whether the newest checkpoint is of the moment at which the run was stopped, as its run.json says. */
    boolean isSaved() throws IOException {
        JsonNode document = JSON.readTree(run.resolve("run.json").toFile());
        return document.path("status").asText().equals("interrupted")
                && document.path("imagesSeen").asLong() == newestCheckpoint();
    }

    /** What run.json says of checkpoints that could not be read. */
    List<String> damaged() throws IOException {
        List<String> damaged = new ArrayList<>();
        JSON.readTree(run.resolve("run.json").toFile())
                .path("damagedCheckpoints")
                .forEach(damage -> damaged.add(damage.asText()));
        return damaged;
    }

    /** How long a run took that was not stopped, from the start of its process, at least. */
    long milliseconds() throws IOException {
        long first =
                Files.getLastModifiedTime(run.resolve("samples/000000000.png")).toMillis();
        return START_MILLISECONDS
                + Files.getLastModifiedTime(run.resolve("run.json")).toMillis()
                - first;
    }

    /** SHA-256 of everything that must be equal in a run that ended after so many images, by name. */
    Map<String, String> fingerprints(long images) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        hashes.put("log.jsonl", sha256(logWithoutTimes().getBytes(StandardCharsets.UTF_8)));
        String last = String.format(Locale.ROOT, "%09d", images);
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

    private String logWithoutTimes() throws IOException {
        StringBuilder log = new StringBuilder();
        for (String line : Files.readAllLines(run.resolve("log.jsonl"))) {
            ObjectNode node = (ObjectNode) JSON.readTree(line);
            node.remove("seconds");
            if (node.path("rates") instanceof ObjectNode rates) {
                rates.remove("imagesPerSecond");
                rates.remove("waitingForData");
            }
            log.append(node).append('\n');
        }
        return log.toString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
