package atelier.experiment;

import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a run fits on its disk, asked before it starts. */
final class DiskSpace {
    /**
     * Values, average and two moments in each of two checkpoints, that where the run was stopped, that from before a
     * collapse, and one more to be written before one is deleted.
     */
    private static final int COPIES_IN_CHECKPOINTS = 4 * 5;

    /** Of the end of the run, from before a collapse, and of half the run where it is compared. */
    private static final int MODELS = 3;

    private DiskSpace() {}

    /** Bytes of a run's checkpoints and model, for a network of so many parameters. */
    static long needed(long parameters) {
        return Float.BYTES * parameters * (COPIES_IN_CHECKPOINTS + MODELS);
    }

    /**
     * Refuses a run that cannot be saved.
     *
     * @param folder where it goes
     * @throws AtelierException with {@link Exit#DISK} where there is too little room or nothing may be written
     */
    static void require(Disk disk, Path folder, long parameters) {
        long missing = needed(parameters) - present(folder);
        try {
            disk.createFolder(folder);
            long usable = disk.usableSpace(folder);
            if (usable < missing) {
                throw new AtelierException(
                        Exit.DISK,
                        folder + " has room for " + usable / 1024 + " kB, but the run's checkpoints and model need "
                                + (missing + 1023) / 1024
                                + " kB. Make room, or choose another --out or a smaller model.");
            }
            if (!Files.isWritable(folder)) {
                throw new AtelierException(
                        Exit.DISK, folder + " may not be written to. Change its permissions or choose another --out.");
            }
        } catch (IOException failure) {
            throw new AtelierException(
                    Exit.DISK, folder + " cannot be written: " + failure + ". Choose another --out.", failure);
        }
    }

    /** What a resumed run has on the disk already counts as room: older checkpoints make way for newer ones. */
    private static long present(Path folder) {
        long bytes = 0;
        RunFolder run = new RunFolder(folder);
        RunFolder kept = BeforeCollapse.folder(run);
        RunFolder half = HalfBudget.folder(run);
        for (Path inside : List.of(run.checkpoints(), run.model(), kept.checkpoints(), kept.model(), half.model())) {
            try (var files = Files.newDirectoryStream(inside, "*.safetensors")) {
                for (Path file : files) {
                    bytes += Files.size(file);
                }
            } catch (IOException none) {
                // There is no such folder yet.
            }
        }
        return bytes;
    }
}
