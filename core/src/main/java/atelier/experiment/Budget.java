package atelier.experiment;

import atelier.data.ImageSet;
import atelier.model.GenerativeModel;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.torch.Parameters;
import atelier.training.StepReport;
import atelier.training.Trainer;
import atelier.training.TrainingListener;
import atelier.training.TrainingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns a budget of time into a number of images. Miniatures of the run, with all its phases in
 * proportion, are trained and thrown away, and the last of them is timed. What the calibration took
 * and a reserve for fitting the sampler are taken off the budget. From then on only images count; the
 * clock is asked once more, see {@link SecondLook}, and its answer recorded.
 */
final class Budget {
    /** Part of the budget that training may use; the rest is for the sampler and for a slower machine. */
    private static final double SHARE = 0.95;

    /** Part of the budget that the last miniature should take, and its most in seconds. */
    private static final double TIMED_SHARE = 0.05;

    /** The same where only the network is to be found that is timed then. */
    private static final double GLANCE_SHARE = 0.015;

    private static final double LONGEST = 12;
    private static final int FIRST_STEPS = 4;

    /** A little more than the last speed asks for, since later steps are faster than the first. */
    private static final double AMPLY = 1.2;

    /** Parts of a miniature whose times are told apart. */
    private static final int PARTS = 10;

    private Budget() {}

    /**
     * What a miniature told.
     *
     * @param imagesPerSecond of the plan, over all its phases
     * @param seconds that it took to find out
     * @param profile part of the time that the first tenth of the images took, the first two tenths, and so on to 1
     */
    record Calibration(double imagesPerSecond, double seconds, List<Double> profile) {
        /** The same, with the time of an earlier calibration. */
        Calibration after(double earlier) {
            return new Calibration(imagesPerSecond, earlier + seconds, profile);
        }

        /** Part of the time that a part of the images takes, both 0 to 1. */
        double share(double part) {
            double place = part * profile.size();
            int below = Math.min(profile.size() - 1, (int) place);
            double from = below == 0 ? 0 : profile.get(below - 1);
            return from + (place - below) * (profile.get(below) - from);
        }
    }

    /** How many images a plan sees in this budget; at least ten batches, a whole number of batches. */
    static long images(RunPlan<?> plan, Calibration calibration, Duration budget) {
        double seconds = trainingSeconds(budget.toMillis() / 1000.0, calibration.seconds());
        int batch = plan.training().batchSize();
        return Math.max(10, Math.round(seconds * calibration.imagesPerSecond() / batch)) * batch;
    }

    /** Says of a run that is too short to see every training picture what would be long enough. */
    static String aboutOnePass(String model, long images, int pictures, @Nullable Calibration calibration) {
        String enough = "--images " + pictures;
        if (calibration != null) {
            double seconds = pictures / calibration.imagesPerSecond() / SHARE + calibration.seconds();
            enough = "about --budget " + (seconds < 120 ? Math.round(seconds) + "s" : Math.round(seconds / 60) + "m");
        }
        return String.format(
                Locale.ROOT,
                "%s sees %,d of %,d training pictures, each once; all of them take %s.",
                model,
                images,
                pictures,
                enough);
    }

    /** Seconds that training may take, of a budget of which calibration has taken some. */
    static double trainingSeconds(double budget, double calibration) {
        return Math.max(0, budget - calibration) * SHARE;
    }

    /**
     * Times a miniature as long as a glance at a similar plan promises, after which code is compiled; a longer one where
     * that was too short to be believed.
     */
    static Calibration calibrate(RunPlan<?> plan, ImageSet images, Duration budget, Calibration glance) {
        double wanted = wanted(budget, TIMED_SHARE);
        double promised = wanted * glance.imagesPerSecond() / plan.training().batchSize();
        return time(plan, images, wanted, Math.max(FIRST_STEPS, (int) Math.ceil(AMPLY * promised)));
    }

    /**
     * A rough calibration, which tells how long the run will be in about. Trains ever longer miniatures until one of them
     * took long enough to be believed: the first ones pay for compiling and for choosing kernels, and would make the
     * machine look slow.
     */
    static Calibration glance(RunPlan<?> plan, ImageSet images, Duration budget) {
        return time(plan, images, wanted(budget, GLANCE_SHARE), FIRST_STEPS);
    }

    private static double wanted(Duration budget, double share) {
        return Math.min(LONGEST, budget.toMillis() / 1000.0 * share);
    }

    private static Calibration time(RunPlan<?> plan, ImageSet images, double wanted, int firstSteps) {
        long start = System.nanoTime();
        int steps = firstSteps;
        double[] seconds = trainFor(plan, images, steps);
        while (seconds[PARTS - 1] < wanted || steps == FIRST_STEPS) {
            steps = (int) Math.ceil(steps * Math.max(2, Math.min(8, AMPLY * wanted / seconds[PARTS - 1])));
            seconds = trainFor(plan, images, steps);
        }
        double whole = seconds[PARTS - 1];
        boolean even = isEven(plan);
        List<Double> profile = new ArrayList<>();
        for (int part = 1; part <= PARTS; part++) {
            // Where every part is the same work, what the clock says of parts is noise.
            profile.add(even ? part / (double) PARTS : seconds[part - 1] / whole);
        }
        double rate = steps * plan.training().batchSize() / whole;
        return new Calibration(rate, (System.nanoTime() - start) / 1e9, profile);
    }

    /** Whether the whole run goes through the same phases. */
    private static boolean isEven(RunPlan<?> plan) {
        try (Parameters parameters = new Parameters()) {
            GenerativeModel model = plan.build().apply(parameters);
            return IntStream.range(0, PARTS)
                            .mapToObj(part -> model.phases(new Progress(0, part, PARTS)).stream()
                                    .map(Phase::name)
                                    .toList())
                            .distinct()
                            .count()
                    == 1;
        }
    }

    /**
     * Seconds until each tenth of a miniature was done. It has one step more, which is not counted: the first one pays for
     * memory that a run asks for once. A miniature that goes back to an earlier state trains what follows again, and the
     * time of both counts.
     */
    private static double[] trainFor(RunPlan<?> plan, ImageSet images, int steps) {
        int batch = plan.training().batchSize();
        long total = (steps + 1L) * batch;
        TrainingSettings small = plan.training().withTotalImages(total);
        double[] seconds = new double[PARTS];
        try (Trainer trainer = new Trainer(small, images, plan.build(), plan.device())) {
            trainer.run(batch, new TrainingListener() {}, () -> false);
            long start = System.nanoTime();
            TrainingListener watch = new TrainingListener() {
                @Override
                public void stepped(Trainer current, StepReport report) {
                    double now = (System.nanoTime() - start) / 1e9;
                    mark(seconds, report.images() - batch, total - batch, now);
                }
            };
            trainer.run(total, watch, () -> false);
        }
        return seconds;
    }

    /**
     * Notes when a step ended: it ends the part that it lies in, as far as is known, and all later ones. A step before
     * the first part, which a return to the beginning leads to, ends none.
     *
     * @param seconds at i: when the last step within the first i+1 parts ended
     * @param counted images up to this step, at most {@code all}; 0 or less before the first part
     */
    static void mark(double[] seconds, long counted, long all, double now) {
        if (counted <= 0) {
            return;
        }
        int parts = seconds.length;
        int part = Math.toIntExact((parts * counted + all - 1) / all);
        Arrays.fill(seconds, part - 1, parts, now);
    }
}
