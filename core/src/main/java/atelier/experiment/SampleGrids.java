package atelier.experiment;

import atelier.data.Grid;
import atelier.data.ImageDataset;
import atelier.data.PngFiles;
import atelier.model.ImageGenerator;
import atelier.model.InferenceModel;
import atelier.model.LatentSampler;
import atelier.torch.Scope;
import atelier.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Draws the moving-average network's pictures of 64 fixed latents, so that a run can be watched. */
final class SampleGrids {
    private static final int COUNT = 64;
    private static final long SEED = 0;

    private final Path folder;
    private final RunPlan<?> plan;
    private final double[] labelWeights;

    SampleGrids(Path folder, RunPlan<?> plan, ImageDataset data) {
        this.folder = folder;
        this.plan = plan;
        labelWeights = ModelExport.labelWeights(data.train(), plan.shape().labels());
    }

    /** Writes the grid of this moment. */
    void draw(Trainer trainer) {
        try (InferenceModel network =
                        InferenceModel.over(trainer.store(), trainer.store().average(), plan.build(), plan.device());
                Scope scope = Scope.withoutGradient()) {
            LatentSampler normal = LatentSampler.normal(network.model().latentSize());
            Tensor pictures = new ImageGenerator(network, normal, labelWeights).pictures(SEED, 0, COUNT, null);
            long images = trainer.control().images();
            Files.createDirectories(folder);
            PngFiles.write(
                    Grid.of(pictures, 8, Grid.comfortableScale(plan.shape().size())),
                    folder.resolve("%09d.png".formatted(images)),
                    Map.of("model", plan.type().name(), "images", Long.toString(images)));
        } catch (IOException problem) {
            throw new atelier.provenance.AtelierException(
                    atelier.provenance.Exit.DISK, folder + " cannot be written: " + problem, problem);
        }
    }
}
