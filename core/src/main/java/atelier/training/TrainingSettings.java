package atelier.training;

import atelier.model.Optimization;
import atelier.model.Progress;
import atelier.torch.Precision;
import java.util.ArrayList;
import java.util.List;

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
 * @param earlierEnds images at which schedules ended that a further budget followed, ascending; usually none
 * @param firstTotal total images that the schedules were drawn for at first; 0 where that never changed
 * @param firstTotalUntil images up to which they followed it
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
        long checkpointImages,
        List<Long> earlierEnds,
        long firstTotal,
        long firstTotalUntil) {
    /** Refuses values that no training can be done with. */
    public TrainingSettings {
        require(totalImages >= 1, "totalImages is " + totalImages + ", expected at least 1");
        require(batchSize >= 1, "batchSize is " + batchSize + ", expected at least 1");
        require(replicas >= 1, "replicas is " + replicas + ", expected at least 1");
        require(learningRate > 0, "learningRate is " + learningRate + ", expected more than 0");
        require(beta1 >= 0 && beta1 < 1, "beta1 is " + beta1 + ", expected at least 0 and less than 1");
        require(beta2 >= 0 && beta2 < 1, "beta2 is " + beta2 + ", expected at least 0 and less than 1");
        requirePart("warmupFraction", warmupFraction);
        requirePart("holdFraction", holdFraction);
        requirePart("finalRate", finalRate);
        requirePart("averageFraction", averageFraction);
        // Settings that were written before there were any have no such list.
        earlierEnds = earlierEnds == null ? List.of() : List.copyOf(earlierEnds);
        require(
                firstTotal >= 0 && firstTotalUntil >= 0 && firstTotalUntil <= firstTotal,
                "firstTotal is " + firstTotal + " and firstTotalUntil " + firstTotalUntil
                        + ", expected none below 0 and the second at most the first");
        require(checkpointImages >= 1, "checkpointImages is " + checkpointImages + ", expected at least 1");
    }

    private static void requirePart(String name, double value) {
        require(value >= 0 && value <= 1, name + " is " + value + ", expected 0 to 1");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

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
                checkpoint,
                List.of(),
                0,
                0);
    }

    /** The same settings for another length. */
    public TrainingSettings withTotalImages(long images) {
        return with(batchSize, images, earlierEnds, firstTotal, firstTotalUntil);
    }

    /** The same settings for another batch, and for one schedule of another length. */
    public TrainingSettings miniature(int batch, long images) {
        return with(batch, images, List.of(), 0, 0);
    }

    /** The same settings with a further schedule after the end of this one. */
    public TrainingSettings continued(long further) {
        List<Long> ends = new ArrayList<>(earlierEnds);
        ends.add(totalImages);
        return with(batchSize, totalImages + further, ends, firstTotal, firstTotalUntil);
    }

    /** The same settings with schedules that are drawn for another length from {@code images} on. */
    public TrainingSettings replanned(long images, long total) {
        return with(batchSize, total, earlierEnds, totalImages, images);
    }

    /** Where a run is that has seen so many images. */
    public Progress progress(long step, long images) {
        if (images < firstTotalUntil) {
            return new Progress(step, images, firstTotal);
        }
        long from = 0;
        for (long end : earlierEnds) {
            if (images < end) {
                return new Progress(step, images, end, from);
            }
            from = end;
        }
        return new Progress(step, images, totalImages, from);
    }

    private TrainingSettings with(int batch, long images, List<Long> ends, long planned, long plannedUntil) {
        return new TrainingSettings(
                seed,
                images,
                batch,
                replicas,
                precision,
                learningRate,
                beta1,
                beta2,
                warmupFraction,
                holdFraction,
                finalRate,
                averageFraction,
                checkpointImages,
                ends,
                planned,
                plannedUntil);
    }
}
