package atelier.experiment;

import atelier.data.Grid;
import atelier.data.ImageDataset;
import atelier.data.PngFiles;
import atelier.model.ImageGenerator;
import atelier.model.InferenceModel;
import atelier.model.LatentSampler;
import atelier.provenance.Disk;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Draws the moving-average network's pictures of 64 fixed latents, so that a run can be watched. */
final class SampleGrids {
    static final int COUNT = 64;
    private static final long SEED = 0;

    private final Path folder;
    private final RunPlan<?> plan;
    private final Disk disk;
    private final double[] labelWeights;
    private float[] drawn = new float[0];
    private long[] labels = new long[0];

    /**
     * @param disk what the grids are written through
     */
    SampleGrids(Path folder, RunPlan<?> plan, ImageDataset data, Disk disk) {
        this.folder = folder;
        this.disk = disk;
        this.plan = plan;
        labelWeights = ModelExport.labelWeights(data.train(), plan.shape().labels());
    }

    /** Writes the grid of this moment. */
    void draw(Trainer trainer) {
        try (InferenceModel network =
                        InferenceModel.over(trainer.store(), trainer.store().average(), plan.build(), plan.device());
                Scope scope = Scope.withoutGradient()) {
            LatentSampler normal = LatentSampler.normal(network.model().latentSize());
            ImageGenerator generator = new ImageGenerator(network, normal, labelWeights);
            Tensor pictures = generator.pictures(SEED, 0, COUNT, null);
            drawn = Torch.toFloats(pictures);
            labels = LongStream.range(0, COUNT)
                    .map(index -> generator.label(SEED, (int) index))
                    .toArray();
            long images = trainer.control().images();
            byte[] grid = PngFiles.encode(
                    Grid.of(pictures, 8, Grid.comfortableScale(plan.shape().size())),
                    Map.of("model", plan.type().name(), "images", Long.toString(images)));
            RunFolder.write(disk, folder.resolve(String.format(Locale.ROOT, "%09d.png", images)), grid);
        } catch (IOException impossible) {
            // It was encoded in memory.
            throw new UncheckedIOException(impossible);
        }
    }

    /** The pictures of the last grid, [64,C,H,W] float32 in [-1,1], owned by the caller's scope. */
    Tensor drawn() {
        int size = plan.shape().size();
        return Torch.fromFloats(drawn, COUNT, plan.shape().channels(), size, size);
    }

    /** Their classes, [64] int64; null for an unconditional model. */
    @Nullable
    Tensor labels() {
        return plan.shape().conditional() ? Torch.fromLongs(labels, COUNT) : null;
    }
}
