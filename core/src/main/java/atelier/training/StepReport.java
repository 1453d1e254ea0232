package atelier.training;

import java.util.Map;

/**
 * What one step did.
 *
 * @param images images seen, with this step
 * @param losses numbers by name, means over the replicas
 * @param learningRate the rate of this step
 */
public record StepReport(long images, Map<String, Double> losses, double learningRate) {}
