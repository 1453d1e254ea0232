package atelier.training;

import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DiskFailure;
import atelier.provenance.DurableFile;
import atelier.provenance.Exit;
import atelier.torch.ParameterStore;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints of a run: a safetensors file and, once that is safely on the disk, a manifest with its SHA-256. Older ones
 * are deleted only when both are safe, so that at every moment a whole checkpoint is on the disk.
 */
public final class Checkpoints {
    private static final String DATA = ".safetensors";
    private static final String MANIFEST = ".json";
    private static final String AVERAGE = "average";

    private final Path folder;
    private final int kept;
    private final LongPredicate counted;
    private final Disk disk;

    /**
     * Checkpoints in {@code folder}.
     *
     * @param kept how many to keep; older ones are deleted after a new one is safe
     * @param disk what they are written through
     */
    public Checkpoints(Path folder, int kept, Disk disk) {
        this(folder, kept, images -> true, disk);
    }

    /**
     * Checkpoints in {@code folder}, of which those where a run happened to be stopped are not among the kept ones: so an
     * uninterrupted run keeps the same.
     *
     * @param kept how many to keep of those that count; older ones are deleted after a new one is safe
     * @param counted whether the one after so many images counts; of the others the newest is kept until a newer one follows
     * @param disk what they are written through
     */
    public Checkpoints(Path folder, int kept, LongPredicate counted, Disk disk) {
        this.folder = folder;
        this.kept = kept;
        this.counted = counted;
        this.disk = disk;
    }

    /**
     * A checkpoint that was put into a trainer.
     *
     * @param log where the log stood; null: the checkpoint is too old to say
     * @param damaged what was wrong with newer ones, newest first
     */
    public record Loaded(RunLog.@Nullable Mark log, List<String> damaged) {}

    /**
     * Writes the trainer's whole state.
     *
     * @param log where the run's log stands; null: there is none
     * @throws AtelierException with {@link Exit#DISK}, naming what is needed; earlier checkpoints are then untouched
     */
    public void save(Trainer trainer, RunLog.@Nullable Mark log) {
        ControlState control = trainer.control();
        String name = String.format(Locale.ROOT, "%09d", control.images());
        Map<String, SafeTensors.Entry> entries = new LinkedHashMap<>();
        trainer.store().parts().forEach((part, tensor) -> {
            float[] values = Torch.toFloats(tensor);
            entries.put(part, new SafeTensors.Entry(new long[] {values.length}, values));
        });
        Map<String, String> metadata = Map.of("images", Long.toString(control.images()));
        try {
            String sha256 = DurableFile.write(
                    disk, folder.resolve(name + DATA), stream -> SafeTensors.write(stream, metadata, entries));
            byte[] manifest = new CheckpointManifest(sha256, control, log).bytes();
            DurableFile.write(disk, folder.resolve(name + MANIFEST), stream -> stream.write(manifest));
            deleteOld(control.images());
        } catch (IOException failure) {
            throw new AtelierException(
                    Exit.DISK,
                    "the checkpoint at " + control.images() + " images could not be written to " + folder + ": "
                            + failure + ". "
                            + DiskFailure.needs(disk, folder, SafeTensors.bytes(metadata, entries))
                            + ". The earlier checkpoints are untouched; make room and resume the run.",
                    failure);
        }
    }

    /**
     * Puts the newest whole checkpoint into the trainer; nothing where there is none at all.
     *
     * @throws AtelierException with {@link Exit#CORRUPT} if there are checkpoints and all are damaged
     */
    public Optional<Loaded> loadNewest(Trainer trainer) {
        List<Path> manifests = manifests();
        List<String> damaged = new ArrayList<>();
        for (int i = manifests.size() - 1; i >= 0; i--) {
            Path data = folder.resolve(baseName(manifests.get(i)) + DATA);
            try {
                return Optional.of(new Loaded(load(manifests.get(i), data, trainer), damaged));
            } catch (IOException | AtelierException problem) {
                damaged.add("the checkpoint " + data + " is damaged: " + problem.getMessage());
            }
        }
        if (!damaged.isEmpty()) {
            throw new AtelierException(
                    Exit.CORRUPT,
                    String.join("; ", damaged)
                            + ". No other checkpoint is left: restore one from a copy or train again.");
        }
        return Optional.empty();
    }

    /**
     * One flat tensor of the newest whole checkpoint.
     *
     * @param part as in {@link ParameterStore#parts()}, such as {@code values}
     * @return its values in the store's order; empty where no checkpoint is whole
     */
    public Optional<float[]> newest(String part) {
        List<Path> manifests = manifests();
        for (int i = manifests.size() - 1; i >= 0; i--) {
            try {
                Path data = folder.resolve(baseName(manifests.get(i)) + DATA);
                SafeTensors.Content content = whole(CheckpointManifest.read(manifests.get(i)), data);
                SafeTensors.Entry entry = content.tensors().get(part);
                if (entry != null) {
                    return Optional.of(entry.values());
                }
            } catch (IOException | AtelierException damaged) {
                continue; // the one before it may be whole
            }
        }
        return Optional.empty();
    }

    /**
     * A checkpoint that was copied.
     *
     * @param images seen until then
     * @param log where the log stood; null: the checkpoint is too old to say
     * @param average the moving average of the weights, [P] in the store's order
     */
    public record Copied(long images, RunLog.@Nullable Mark log, float[] average) {}

    /**
     * Copies the oldest whole checkpoint of those that count to another folder, where no newer one takes its place.
     *
     * @return empty where there is none
     */
    public Optional<Copied> copyOldest(Path target) throws IOException {
        for (Path manifestFile : manifests()) {
            Path data = folder.resolve(baseName(manifestFile) + DATA);
            Copied copied = counted.test(images(manifestFile)) ? readable(manifestFile, data) : null;
            if (copied != null) {
                for (Path file : List.of(data, manifestFile)) {
                    DurableFile.write(disk, target.resolve(nameOf(file)), stream -> Files.copy(file, stream));
                }
                return Optional.of(copied);
            }
        }
        return Optional.empty();
    }

    private static @Nullable Copied readable(Path manifestFile, Path data) {
        try {
            CheckpointManifest manifest = CheckpointManifest.read(manifestFile);
            SafeTensors.Entry average = whole(manifest, data).tensors().get(AVERAGE);
            return average == null ? null : new Copied(manifest.control().images(), manifest.log(), average.values());
        } catch (IOException | AtelierException damaged) {
            return null; // the one after it may be whole
        }
    }

    /** Everything is checked before anything is put into the trainer. */
    private static RunLog.@Nullable Mark load(Path manifestFile, Path data, Trainer trainer) throws IOException {
        CheckpointManifest manifest = CheckpointManifest.read(manifestFile);
        if (manifest.control().images() != images(manifestFile)) {
            throw new IOException(
                    "it is of another moment: " + manifest.control().images() + " images");
        }
        SafeTensors.Content content = whole(manifest, data);
        ParameterStore store = trainer.store();
        Map<String, float[]> parts = new LinkedHashMap<>();
        for (String part : store.parts().keySet()) {
            SafeTensors.Entry entry = content.tensors().get(part);
            if (entry == null) {
                throw new IOException(part + " is missing");
            }
            try {
                parts.put(part, store.inLayout(entry.values()));
            } catch (IllegalArgumentException otherLength) {
                throw new IOException(part + " holds " + otherLength.getMessage(), otherLength);
            }
        }
        try (Scope scope = Scope.withoutGradient()) {
            store.parts().forEach((part, target) -> {
                float[] values = parts.get(part);
                if (values != null) {
                    target.copy_(Torch.fromFloats(values, store.length()));
                }
            });
        }
        trainer.restore(manifest.control());
        return manifest.log();
    }

    private static SafeTensors.Content whole(CheckpointManifest manifest, Path data) throws IOException {
        String got = DurableFile.sha256(data);
        if (!manifest.sha256().equals(got)) {
            throw new IOException("its SHA-256 is " + got + ", the manifest says " + manifest.sha256());
        }
        return SafeTensors.read(data);
    }

    private List<Path> manifests() {
        return files().stream()
                .filter(file -> nameOf(file).matches("\\d{9,18}\\.json"))
                .sorted(Comparator.comparingLong(Checkpoints::images))
                .toList();
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException failure) {
            throw new AtelierException(Exit.DISK, folder + " cannot be listed: " + failure, failure);
        }
    }

    /**
     * Deletes manifests but for those that are kept and the one just written, then what belongs to none: also what a killed
     * process left.
     */
    private void deleteOld(long justWritten) throws IOException {
        List<Path> manifests = manifests();
        List<Path> counting =
                manifests.stream().filter(file -> counted.test(images(file))).toList();
        Set<Path> staying = new HashSet<>(counting.subList(Math.max(0, counting.size() - kept), counting.size()));
        Set<String> living = new HashSet<>();
        for (Path manifest : manifests) {
            if (staying.contains(manifest) || images(manifest) == justWritten) {
                living.add(baseName(manifest) + DATA);
            } else {
                disk.delete(manifest);
            }
        }
        for (Path file : files()) {
            boolean own = nameOf(file).matches("\\d{9,18}\\.(safetensors(\\.tmp)?|json\\.tmp)");
            if (own && !living.contains(nameOf(file))) {
                disk.delete(file);
            }
        }
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static long images(Path manifest) {
        return Long.parseLong(baseName(manifest));
    }

    private static String baseName(Path manifest) {
        String name = nameOf(manifest);
        return name.substring(0, name.length() - MANIFEST.length());
    }
}
