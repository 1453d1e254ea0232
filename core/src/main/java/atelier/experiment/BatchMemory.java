package atelier.experiment;

import atelier.data.ImageSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import atelier.torch.Device;
import atelier.training.Trainer;
import atelier.training.TrainingListener;
import atelier.training.TrainingSettings;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Whether a step of a run fits into memory, asked before it starts: on Linux a process that takes too much is killed
 * without a word. Two miniatures with small batches show what one more picture takes; from there it is a straight line.
 * Runs whose batch is no larger than that of the miniatures are not looked at, since they would be one.
 */
final class BatchMemory {
    /** Pictures per replica in the first miniature; the second has twice as many. */
    private static final int FEW = 8;

    /** Steps of a miniature: enough for every phase, and for a penalty that is not computed in every step. */
    private static final int STEPS = 8;

    /** Part of the free memory that a step may take; the rest is for evaluation, the heap and others. */
    private static final double SHARE = 0.9;

    private BatchMemory() {}

    /**
     * Refuses a batch that does not fit.
     *
     * @throws AtelierException with {@link Exit#OUT_OF_MEMORY}, naming a size that does
     */
    static void require(RunPlan<?> plan, ImageSet images) {
        require(plan, images, Host::availableMemoryBytes);
    }

    static void require(RunPlan<?> plan, ImageSet images, LongSupplier available) {
        TrainingSettings training = plan.training();
        int few = FEW * training.replicas();
        if (training.batchSize() <= 2 * few || !plan.device().equals(Device.CPU)) {
            return;
        }
        long first = peak(plan, images, few);
        long second = peak(plan, images, 2 * few);
        long free = available.getAsLong();
        if (first < 0 || free < 0) {
            return;
        }
        double perPicture = Math.max(0, second - first) / (double) few;
        double more = (training.batchSize() - 2 * few) * perPicture;
        if (more <= free * SHARE) {
            return;
        }
        int fits = (int) (2 * few + free * SHARE / perPicture) / training.replicas() * training.replicas();
        throw new AtelierException(
                Exit.OUT_OF_MEMORY,
                String.format(
                        Locale.ROOT,
                        "%s: a step of %d pictures of %dx%d pixels would take about %.1f GB (%.1f MB for each picture, found"
                                + " with %d and %d of them), but %.1f GB are free. About %d fit: set"
                                + " training.batchSize=%d, or choose a smaller --size or model.",
                        plan.type().name(),
                        training.batchSize(),
                        plan.shape().size(),
                        plan.shape().size(),
                        (second + more) / 1e9,
                        perPicture / 1e6,
                        few,
                        2 * few,
                        free / 1e9,
                        fits,
                        fits));
    }

    /** The process's largest resident memory during a miniature with such batches; -1 where the system does not say. */
    private static long peak(RunPlan<?> plan, ImageSet images, int batch) {
        TrainingSettings small = plan.training().miniature(batch, (long) STEPS * batch);
        Host.forgetPeakMemory();
        try (Trainer trainer = new Trainer(small, images, plan.build(), plan.device())) {
            trainer.run(small.totalImages(), new TrainingListener() {}, () -> false);
        }
        return Host.peakMemoryBytes();
    }
}
