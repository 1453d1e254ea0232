package atelier.experiment;

import atelier.training.TrainingSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A second look at the clock, once a fifth of a run is done: a machine that was busy while the run was calibrated, or
 * became so, would leave much of the budget unused, or far exceed it. From what the first fifth took the number of images
 * is drawn anew, and run.json records it, so that the run can be repeated without any clock.
 */
final class SecondLook {
    /** Part of the run after which the clock is asked again, at the next checkpoint. */
    private static final double AT = 0.2;

    /** Past this part of the old plan or the new one schedules are falling, and the length stays. */
    private static final double LATEST = 0.4;

    /** At most so many times the images, or so many times fewer. */
    private static final double MOST = 2;

    /** Less than this is noise. */
    private static final double LEAST = 0.03;

    private static final String CALIBRATION = "calibration";
    private static final String DONE = "secondLook";

    private final double trainingSeconds;
    private final Budget.Calibration calibration;

    private SecondLook(double trainingSeconds, Budget.Calibration calibration) {
        this.trainingSeconds = trainingSeconds;
        this.calibration = calibration;
    }

    /** Notes in a new run's document what a later look needs. */
    static void prepare(ObjectNode document, Budget.Calibration calibration) {
        ObjectNode node = document.putObject(CALIBRATION);
        node.put("seconds", calibration.seconds());
        node.put("imagesPerSecond", calibration.imagesPerSecond());
        calibration.profile().forEach(node.putArray("profile")::add);
    }

    /** The look that is still to be taken; none for a run of so many images, or where it has been taken. */
    static Optional<SecondLook> of(ObjectNode document) {
        JsonNode node = document.path(CALIBRATION);
        if (!node.isObject()
                || document.has(DONE)
                || !document.path("budgetSeconds").isNumber()) {
            return Optional.empty();
        }
        Budget.Calibration calibration = new Budget.Calibration(
                node.path("imagesPerSecond").asDouble(),
                node.path("seconds").asDouble(),
                node.path("profile").valueStream().map(JsonNode::asDouble).toList());
        double seconds = Budget.trainingSeconds(document.path("budgetSeconds").asDouble(), calibration.seconds());
        return Optional.of(new SecondLook(seconds, calibration));
    }

    /**
     * Images after which it is taken, at a checkpoint; -1 where the run is too short for one, or a further budget has been
     * added to it, of which the first one says nothing.
     */
    long at(TrainingSettings training) {
        if (!training.earlierEnds().isEmpty()) {
            return -1;
        }
        long every = training.checkpointImages();
        long images = (long) Math.ceil(AT * training.totalImages() / every) * every;
        long batch = training.batchSize();
        long seen = (images + batch - 1) / batch * batch;
        return seen <= LATEST * training.totalImages() ? seen : -1;
    }

    /**
     * The number of images that fits the budget after all.
     *
     * @param seen images so far
     * @param elapsed seconds of training so far
     * @return a whole number of batches; the old number where there is nothing to gain
     */
    long total(TrainingSettings training, long seen, double elapsed) {
        long total = training.totalImages();
        double early = calibration.share(seen / (double) total);
        double remaining = elapsed * (1 - early) / early;
        double factor = (trainingSeconds - elapsed) / remaining;
        double images = seen + (total - seen) * factor;
        double least = Math.max(total / MOST, seen / LATEST);
        double drawn = Math.min(MOST * total, Math.max(least, images));
        long batch = training.batchSize();
        return Math.abs(drawn - total) < LEAST * total ? total : Math.round(drawn / batch) * batch;
    }

    /** Records that it has been taken, and what came of it. */
    static void record(ObjectNode document, long seen, double elapsed, long before, long after) {
        document.putObject(DONE)
                .put("atImages", seen)
                .put("trainingSeconds", elapsed)
                .put("totalImagesBefore", before)
                .put("totalImages", after);
    }
}
