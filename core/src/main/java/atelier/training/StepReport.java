package atelier.training;

import java.util.Map;

/**
 * What one step did.
 *
 * @param images images seen, with this step
 * @param losses numbers by name, means over the replicas
 * @param learningRate the rate of this step
 * @param dataSeconds how long the step waited for its pictures: their order, and loading the slowest replica's share
 */
public record StepReport(long images, Map<String, Double> losses, double learningRate, double dataSeconds) {}
