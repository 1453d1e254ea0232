package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.Checkpoints;
import atelier.training.RunLog;
import atelier.training.Trainer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;

/**
 * The weights from before a run collapsed. The first time that a diagnosis says so, the oldest checkpoint that is left is
 * copied to RUN/before-collapse, where no newer one takes its place, with the model made of it. That folder is an
 * interrupted run of its own: it can be sampled, evaluated and resumed. The oldest of two, since trouble shows within two
 * checks of its onset.
 */
final class BeforeCollapse {
    /** In run.json: what was kept, and why. */
    static final String FIELD = "beforeCollapse";

    private static final String NAME = "before-collapse";
    private static final ObjectMapper JSON = new ObjectMapper();

    private BeforeCollapse() {}

    /** Where the weights from before a run's collapse are, if it has collapsed. */
    static RunFolder folder(RunFolder run) {
        return new RunFolder(run.path().resolve(NAME));
    }

    /**
     * Keeps what there is from before this check; what was kept already stays.
     *
     * @param document of the run at this check
     * @param finding name of the diagnosis that says so
     * @param disk what it is written through
     * @return what run.json says of it; empty where there is no earlier checkpoint
     */
    static Optional<ObjectNode> keep(
            RunFolder run,
            ObjectNode document,
            RunPlan<?> plan,
            ImageDataset data,
            Trainer trainer,
            Checkpoints checkpoints,
            String finding,
            Disk disk) {
        RunFolder kept = folder(run);
        if (Files.isRegularFile(kept.runFile())) {
            return Optional.of(kept.read().withObject("/keptFrom"));
        }
        try {
            Optional<Checkpoints.Copied> copied = checkpoints.copyOldest(kept.checkpoints());
            if (copied.isEmpty()) {
                return Optional.empty();
            }
            long images = copied.get().images();
            ObjectNode origin = JSON.createObjectNode()
                    .put("finding", finding)
                    .put("toldAtImages", trainer.control().images())
                    .put("images", images)
                    .put("folder", NAME);
            copyLog(disk, run, kept, copied.get());
            exportModel(disk, kept, plan, data, trainer, copied.get());
            // Last: a folder with this file is whole.
            RunFolder.write(disk, kept.runFile(), document(document, origin, kept));
            return Optional.of(origin);
        } catch (IOException problem) {
            throw new AtelierException(
                    Exit.DISK,
                    kept.path() + " cannot be written: " + problem + ". Make room and resume the run.",
                    problem);
        }
    }

    /** As the log stood at the checkpoint. */
    private static void copyLog(Disk disk, RunFolder run, RunFolder kept, Checkpoints.Copied copied)
            throws IOException {
        byte[] log = Files.readAllBytes(run.logFile());
        RunLog.Mark mark = copied.log();
        byte[] until = mark == null ? log : Arrays.copyOf(log, (int) Math.min(log.length, mark.bytes()));
        RunFolder.write(disk, kept.logFile(), until);
    }

    private static void exportModel(
            Disk disk, RunFolder kept, RunPlan<?> plan, ImageDataset data, Trainer trainer, Checkpoints.Copied copied) {
        float[] average = trainer.store().inLayout(copied.average());
        try (Scope scope = Scope.withoutGradient()) {
            ModelExport.of(
                            plan,
                            data,
                            trainer.store(),
                            plan.device().place(Torch.fromFloats(average, average.length)),
                            copied.images())
                    .write(disk, kept.model());
        }
    }

    /** The run's document as it would be had it been stopped then. */
    private static ObjectNode document(ObjectNode document, ObjectNode origin, RunFolder kept) throws IOException {
        ObjectNode own = document.deepCopy();
        own.remove(FIELD);
        own.remove("cpuSeconds");
        own.put("status", "interrupted");
        own.putNull("failure");
        own.put("imagesSeen", origin.path("images").asLong());
        own.put("modelImages", origin.path("images").asLong());
        own.put("trainingSeconds", lastSeconds(kept));
        own.set("keptFrom", origin);
        return own;
    }

    private static double lastSeconds(RunFolder kept) throws IOException {
        double seconds = 0;
        for (String line : Files.readAllLines(kept.logFile())) {
            JsonNode entry = JSON.readTree(line);
            seconds = Math.max(seconds, entry.path("seconds").asDouble());
        }
        return seconds;
    }
}
