package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.provenance.Disk;
import atelier.training.Trainer;
import java.nio.file.Files;
import java.util.Optional;

/**
 * A run's model as it was after half of its images, in {@code RUN/half-budget/model}: what a comparison asks whether its
 * decisions survive half the budget. Schedules are those of the whole run, so the rate has not fallen yet; a run that was
 * planned for half the budget would be somewhat better.
 */
final class HalfBudget {
    /** Later checks are no half any more. */
    private static final double LATEST = 2 / 3.0;

    private static final String NAME = "half-budget";

    private HalfBudget() {}

    /** Where the model lies, if it was kept. */
    static RunFolder folder(RunFolder run) {
        return new RunFolder(run.path().resolve(NAME));
    }

    /** Whether the whole model is there. */
    static boolean isKept(RunFolder run) {
        // Written last.
        return Files.isRegularFile(folder(run).model().resolve("README.md"));
    }

    /** The model, at the first check that is about half of the run; empty at others. */
    static Optional<ModelExport> at(RunFolder run, RunPlan<?> plan, ImageDataset data, Trainer trainer) {
        long images = trainer.control().images();
        long total = plan.training().totalImages();
        if (2 * images < total || images > LATEST * total || isKept(run)) {
            return Optional.empty();
        }
        return Optional.of(
                ModelExport.of(plan, data, trainer.store(), trainer.store().average(), images));
    }

    /** Writes it beside the run's own. */
    static void keep(RunFolder run, ModelExport model, Disk disk) {
        model.write(disk, folder(run).model());
    }
}
