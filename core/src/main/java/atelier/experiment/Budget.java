package atelier.experiment;

import atelier.data.ImageSet;
import atelier.training.Trainer;
import atelier.training.TrainingListener;
import atelier.training.TrainingSettings;
import java.time.Duration;

/**
 * Turns a budget of time into a number of images. A miniature of the run, with all its phases in
 * proportion, is trained and thrown away: once to warm up, once to be timed. What the calibration took
 * and a reserve for fitting the sampler are taken off the budget. From then on only images count, so
 * the clock never decides anything again.
 */
final class Budget {
    /** Part of the budget that training may use; the rest is for the sampler and for a slower machine. */
    private static final double SHARE = 0.95;

    private static final int WARM_STEPS = 6;

    private Budget() {}

    /** Images per second of a plan, and how long it took to find out. */
    record Calibration(double imagesPerSecond, double seconds) {}

    /** How many images a plan sees in this budget; at least ten batches, a whole number of batches. */
    static long images(RunPlan<?> plan, ImageSet images, Duration budget) {
        Calibration calibration = calibrate(plan, images, budget);
        double seconds = Math.max(0, budget.toMillis() / 1000.0 - calibration.seconds()) * SHARE;
        int batch = plan.training().batchSize();
        return Math.max(10, Math.round(seconds * calibration.imagesPerSecond() / batch)) * batch;
    }

    static Calibration calibrate(RunPlan<?> plan, ImageSet images, Duration budget) {
        long start = System.nanoTime();
        double wanted = Math.min(6, budget.toMillis() / 1000.0 * 0.06);
        double warm = trainFor(plan, images, WARM_STEPS);
        int steps = (int) Math.max(WARM_STEPS, Math.min(200, wanted / (warm / WARM_STEPS)));
        double timed = trainFor(plan, images, steps);
        double rate = steps * plan.training().batchSize() / timed;
        return new Calibration(rate, (System.nanoTime() - start) / 1e9);
    }

    private static double trainFor(RunPlan<?> plan, ImageSet images, int steps) {
        long total = (long) steps * plan.training().batchSize();
        TrainingSettings small = plan.training().withTotalImages(total);
        try (Trainer trainer = new Trainer(small, images, plan.build(), plan.device())) {
            long start = System.nanoTime();
            trainer.run(total, new TrainingListener() {}, () -> false);
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
