package atelier.experiment;

import atelier.data.ImageSet;
import atelier.training.Trainer;
import atelier.training.TrainingListener;
import atelier.training.TrainingSettings;
import java.time.Duration;

/**
 * Turns a budget of time into a number of images. Miniatures of the run, with all its phases in
 * proportion, are trained and thrown away, and the last of them is timed. What the calibration took
 * and a reserve for fitting the sampler are taken off the budget. From then on only images count, so
 * the clock never decides anything again.
 */
final class Budget {
    /** Part of the budget that training may use; the rest is for the sampler and for a slower machine. */
    private static final double SHARE = 0.95;

    /** Part of the budget that the last miniature should take, and its most in seconds. */
    private static final double TIMED_SHARE = 0.06;

    private static final double LONGEST = 12;
    private static final int FIRST_STEPS = 4;

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

    /**
     * Trains ever longer miniatures until one of them took long enough to be believed: the first ones pay for
     * compiling and for choosing kernels, and would make the machine look slow.
     */
    static Calibration calibrate(RunPlan<?> plan, ImageSet images, Duration budget) {
        long start = System.nanoTime();
        double wanted = Math.min(LONGEST, budget.toMillis() / 1000.0 * TIMED_SHARE);
        int steps = FIRST_STEPS;
        double seconds = trainFor(plan, images, steps);
        do {
            // A little more than the last speed asks for, since later steps are faster than the first.
            steps = (int) Math.ceil(steps * Math.max(2, Math.min(8, 1.2 * wanted / seconds)));
            seconds = trainFor(plan, images, steps);
        } while (seconds < wanted);
        double rate = steps * plan.training().batchSize() / seconds;
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
