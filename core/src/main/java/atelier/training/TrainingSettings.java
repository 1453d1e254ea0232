package atelier.training;

import atelier.model.Optimization;
import atelier.torch.Precision;

/**
 * Everything that decides what training does to the weights. Two runs with equal settings, data and
 * model settings have the same bytes.
 *
 * @param seed of all random streams
 * @param totalImages training images that the run will see
 * @param batchSize images per step, over all replicas
 * @param replicas copies of the network, one Java thread each
 * @param precision in which convolutions are computed
 * @param learningRate Adam's rate at its height
 * @param beta1 decay of Adam's first moment
 * @param beta2 decay of Adam's second moment
 * @param warmupFraction part of the run over which the rate rises from zero
 * @param holdFraction part of the run until which the rate stays at its height
 * @param finalRate the rate at the end as part of the height, reached on a cosine
 * @param averageFraction half-life of the moving average as part of the images seen
 * @param checkpointImages images between checkpoints
 */
public record TrainingSettings(
        long seed,
        long totalImages,
        int batchSize,
        int replicas,
        Precision precision,
        double learningRate,
        double beta1,
        double beta2,
        double warmupFraction,
        double holdFraction,
        double finalRate,
        double averageFraction,
        long checkpointImages) {
    /** What a model recommends, for a run of this length. */
    public static TrainingSettings of(
            Optimization optimization, long seed, long totalImages, int replicas, Precision precision) {
        long checkpoint = Math.max(2_000, totalImages / 10);
        return new TrainingSettings(
                seed,
                totalImages,
                optimization.batchSize(),
                replicas,
                precision,
                optimization.learningRate(),
                optimization.beta1(),
                optimization.beta2(),
                optimization.warmupFraction(),
                optimization.holdFraction(),
                optimization.finalRate(),
                optimization.averageFraction(),
                checkpoint);
    }

    /** The same settings for another length. */
    public TrainingSettings withTotalImages(long images) {
        return new TrainingSettings(
                seed,
                images,
                batchSize,
                replicas,
                precision,
                learningRate,
                beta1,
                beta2,
                warmupFraction,
                holdFraction,
                finalRate,
                averageFraction,
                checkpointImages);
    }
}
