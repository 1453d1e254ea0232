package atelier.experiment;

import atelier.data.ImageSet;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import atelier.provenance.Host.FreeMemory;
import atelier.torch.Device;
import atelier.training.Trainer;
import atelier.training.TrainingListener;
import atelier.training.TrainingSettings;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Whether a step of a run fits into memory, asked before it starts: on Linux a process that takes too much is killed
 * without a word. Miniatures with ever larger batches are run until it shows what a picture takes; from there it is a
 * straight line. Batches of usual size, of pictures of usual size, are not looked at.
 */
final class BatchMemory {
    /** No default is larger. */
    private static final int USUAL = 64;

    /** Nor has a usual batch more: pictures are made 64 x 64 where nothing else is said. */
    private static final long USUAL_PIXELS = 64L * 64 * USUAL;

    /** Pictures per replica in the first miniature, where the batch is large; each further one has twice as many. */
    private static final int FEW = 8;

    /** Nor is one tried with fewer pictures than this. */
    private static final int FEWEST = 2;

    /** Steps of a miniature: enough for every phase, and for a penalty that is not computed in every step. */
    private static final int STEPS = 4;

    /**
     * The first batches take memory that the process has already and does not give back. Once a doubling takes so much
     * more, and the one before it half as much, or one takes far more at once, the line is straight.
     */
    private static final long SHOWS = 64 << 20;

    private static final long SHOWS_AT_ONCE = 512 << 20;

    /** Part of the free memory that a step may take; the rest is for evaluation, the heap and others. */
    private static final double SHARE = 0.9;

    /** The same for the size that is named: what is measured wavers. */
    private static final double NAMED_SHARE = 0.75;

    private BatchMemory() {}

    /**
     * Refuses a new run's batch that does not fit.
     *
     * @throws AtelierException with {@link Exit#OUT_OF_MEMORY}, naming a size that does
     */
    static void require(RunPlan<?> plan, ImageSet images) {
        require(plan, images, Host::freeMemory, "set training.batchSize=%d, or choose a smaller --size or model.");
    }

    /**
     * The same for a stored run, whose batch stays what it is.
     *
     * @throws AtelierException with {@link Exit#OUT_OF_MEMORY}
     */
    static void requireAgain(RunPlan<?> plan, ImageSet images) {
        require(
                plan,
                images,
                Host::freeMemory,
                "go on where more memory is free, or train anew with --set training.batchSize=%d.");
    }

    /** With {@code advice} on what to do with the size that fits. */
    static void require(RunPlan<?> plan, ImageSet images, Supplier<FreeMemory> available, String advice) {
        TrainingSettings training = plan.training();
        long pixels =
                (long) training.batchSize() * plan.shape().size() * plan.shape().size();
        boolean usual = training.batchSize() <= USUAL && pixels <= USUAL_PIXELS;
        if (usual || !plan.device().equals(Device.CPU)) {
            return;
        }
        int tried = first(training.batchSize(), training.replicas());
        if (tried == 0) {
            return;
        }
        long peak = peak(plan, images, tried);
        double perPicture = 0;
        for (long last = 0; perPicture == 0; ) {
            if (peak < 0 || 2L * tried >= training.batchSize()) {
                return;
            }
            tried *= 2;
            long before = peak;
            peak = peak(plan, images, tried);
            long growth = peak - before;
            if (growth >= SHOWS_AT_ONCE || (growth >= SHOWS && last >= SHOWS / 3)) {
                perPicture = growth / (tried / 2.0);
            }
            last = growth;
        }
        FreeMemory memory = available.get();
        long free = memory.bytes();
        double more = (training.batchSize() - tried) * perPicture;
        if (free < 0) {
            return;
        }
        if (more <= free * SHARE) {
            return;
        }
        // What was tried did fit; whether its memory is among what is free now is not known.
        double beyond = Math.max(tried, tried / 2.0 + free * NAMED_SHARE / perPicture);
        int fits = even((int) beyond, training.replicas());
        throw new AtelierException(
                Exit.OUT_OF_MEMORY,
                String.format(
                        Locale.ROOT,
                        "%s: a step of %d pictures of %dx%d pixels would take about %.1f GB (%.1f MB for each picture, found"
                                + " with %d of them), but %s. About %d fit: "
                                + advice,
                        plan.type().name(),
                        training.batchSize(),
                        plan.shape().size(),
                        plan.shape().size(),
                        (peak + more) / 1e9,
                        perPicture / 1e6,
                        tried,
                        left(memory),
                        fits,
                        fits));
    }

    /**
     * Pictures of the first miniature: so few that the second, with twice as many, still has fewer than the run, or 0 where
     * the run's batch is too small for that.
     */
    static int first(int batch, int replicas) {
        long few = Math.min((long) FEW * replicas, (batch - 1) / 2);
        return few < FEWEST ? 0 : (int) few;
    }

    /** A size that gives every replica the same share; smaller ones than there are replicas stay as they are. */
    static int even(int size, int replicas) {
        return size < replicas ? size : size / replicas * replicas;
    }

    /** Which limit it is. */
    private static String left(FreeMemory memory) {
        return String.format(
                Locale.ROOT,
                memory.limitedByGroup()
                        ? "the limit of its container (control group) leaves %.1f GB"
                        : "%.1f GB of the machine are free",
                memory.bytes() / 1e9);
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
