package atelier.training;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.ParameterStore;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checkpoints of a run: a safetensors file and, written after it, a manifest with its SHA-256. Each is
 * written beside its place, forced and moved, so that a reader sees a whole checkpoint or none.
 */
public final class Checkpoints {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path folder;
    private final int kept;

    /**
     * Checkpoints in {@code folder}.
     *
     * @param kept how many to keep; older ones are deleted after a new one is safe
     */
    public Checkpoints(Path folder, int kept) {
        this.folder = folder;
        this.kept = kept;
    }

    /** Writes the trainer's whole state. */
    public void save(Trainer trainer) {
        ControlState control = trainer.control();
        String name = "%09d".formatted(control.images());
        try {
            Files.createDirectories(folder);
            Map<String, SafeTensors.Entry> entries = new LinkedHashMap<>();
            trainer.store().parts().forEach((part, tensor) -> {
                float[] values = Torch.toFloats(tensor);
                entries.put(part, new SafeTensors.Entry(new long[] {values.length}, values));
            });
            Path temporary = folder.resolve(name + ".safetensors.tmp");
            SafeTensors.write(temporary, Map.of("images", Long.toString(control.images())), entries);
            ObjectNode manifest = JSON.createObjectNode();
            manifest.put("version", 1);
            manifest.put("sha256", sha256(temporary));
            manifest.set("control", JSON.valueToTree(control));
            move(temporary, folder.resolve(name + ".safetensors"));
            Path manifestTemporary = folder.resolve(name + ".json.tmp");
            Files.write(manifestTemporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            force(manifestTemporary);
            move(manifestTemporary, folder.resolve(name + ".json"));
            deleteOld();
        } catch (IOException failure) {
            throw new AtelierException(
                    Exit.DISK,
                    "the checkpoint at " + control.images() + " images could not be written to " + folder + ": "
                            + failure + ". The earlier checkpoints are untouched; make room and resume the run.",
                    failure);
        }
    }

    /** Puts the newest whole checkpoint into the trainer; false where there is none at all. */
    public boolean loadNewest(Trainer trainer) {
        List<Path> manifests = manifests();
        AtelierException problem = null;
        for (int i = manifests.size() - 1; i >= 0; i--) {
            try {
                load(manifests.get(i), trainer);
                return true;
            } catch (AtelierException damaged) {
                problem = problem == null ? damaged : problem;
            }
        }
        if (problem != null) {
            throw problem;
        }
        return false;
    }

    /** Images seen at the newest checkpoint, if there is one. */
    public Optional<Long> newest() {
        List<Path> manifests = manifests();
        return manifests.isEmpty()
                ? Optional.empty()
                : Optional.of(Long.parseLong(baseName(manifests.get(manifests.size() - 1))));
    }

    private void load(Path manifestFile, Trainer trainer) {
        Path data = folder.resolve(baseName(manifestFile) + ".safetensors");
        try {
            JsonNode manifest = JSON.readTree(manifestFile.toFile());
            String expected = manifest.path("sha256").asText();
            String got = sha256(data);
            if (!expected.equals(got)) {
                throw new IOException("its SHA-256 is " + got + ", the manifest says " + expected);
            }
            SafeTensors.Content content = SafeTensors.read(data);
            ParameterStore store = trainer.store();
            try (Scope scope = Scope.withoutGradient()) {
                for (Map.Entry<String, org.bytedeco.pytorch.Tensor> part :
                        store.parts().entrySet()) {
                    SafeTensors.Entry entry = content.tensors().get(part.getKey());
                    if (entry == null || entry.values().length != store.length()) {
                        throw new IOException(part.getKey() + " is missing or of another length");
                    }
                    part.getValue().copy_(Torch.fromFloats(entry.values(), store.length()));
                }
            }
            JsonNode control = manifest.path("control");
            Map<String, Long> updates = new HashMap<>();
            control.path("updates")
                    .fields()
                    .forEachRemaining(field ->
                            updates.put(field.getKey(), field.getValue().asLong()));
            trainer.restore(new ControlState(
                    control.path("step").asLong(),
                    control.path("images").asLong(),
                    updates,
                    control.path("rateFactor").asDouble(1),
                    control.path("rollbacks").asInt()));
        } catch (IOException | AtelierException damaged) {
            throw new AtelierException(
                    Exit.CORRUPT,
                    "the checkpoint " + data + " is damaged: " + damaged.getMessage()
                            + ". Older checkpoints, where there are any, are tried next; otherwise train again.",
                    damaged);
        }
    }

    private List<Path> manifests() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{9,}\\.json"))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new AtelierException(Exit.DISK, folder + " cannot be listed: " + failure, failure);
        }
    }

    private void deleteOld() throws IOException {
        List<Path> manifests = manifests();
        for (Path old : manifests.subList(0, Math.max(0, manifests.size() - kept))) {
            Files.deleteIfExists(old);
            Files.deleteIfExists(folder.resolve(baseName(old) + ".safetensors"));
        }
    }

    private static String baseName(Path manifest) {
        String name = manifest.getFileName().toString();
        return name.substring(0, name.length() - ".json".length());
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
