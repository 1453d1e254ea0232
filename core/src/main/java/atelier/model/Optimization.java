package atelier.model;

/**
 * How a model likes to be trained; each value can be overridden by a setting.
 *
 * @param batchSize images per step
 * @param learningRate Adam's rate at its height
 * @param beta1 decay of Adam's first moment
 * @param beta2 decay of Adam's second moment
 * @param warmupFraction part of the run over which the rate rises from zero
 * @param holdFraction part of the run until which the rate stays at its height
 * @param finalRate the rate at the end as part of the height, reached on a cosine
 * @param averageFraction half-life of the moving average as part of the images seen
 */
public record Optimization(
        int batchSize,
        double learningRate,
        double beta1,
        double beta2,
        double warmupFraction,
        double holdFraction,
        double finalRate,
        double averageFraction) {}
