package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.model.ModelType;
import atelier.provenance.Host;
import atelier.training.Trainer;
import java.time.Duration;

/**
 * What a run would take, found by training a miniature of it and throwing that away.
 *
 * @param plan the resolved settings
 * @param parameters of the network, in all
 * @param imagesPerSecond as timed
 * @param trainingSeconds for all images of the plan
 * @param memoryBytes resident memory of the process while it trained; -1 where the system does not say
 * @param diskBytes of checkpoints and model together
 */
public record Estimate(
        RunPlan<?> plan,
        long parameters,
        double imagesPerSecond,
        double trainingSeconds,
        long memoryBytes,
        long diskBytes) {
    /** How long the miniature is timed at most is a small part of this. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Resolves and times a run without leaving anything behind. */
    public static Estimate of(Protocol protocol, ModelType<?> type, ImageDataset data, long seed) {
        RunPlan<?> plan = new Planner(protocol).resolve(type, data, seed).plan();
        Budget.Calibration glance = Budget.glance(plan, data.train(), PATIENCE);
        Budget.Calibration calibration = Budget.calibrate(plan, data.train(), PATIENCE, glance);
        long parameters;
        try (Trainer trainer = new Trainer(plan.training(), data.train(), plan.build(), plan.device())) {
            parameters = trainer.store().length();
        }
        return new Estimate(
                plan,
                parameters,
                calibration.imagesPerSecond(),
                plan.training().totalImages() / calibration.imagesPerSecond(),
                Host.peakMemoryBytes(),
                DiskSpace.needed(parameters));
    }
}
