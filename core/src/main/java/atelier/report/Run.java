package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stored run of one model.
 *
 * @param folder the run folder's name
 * @param status finished, failed, interrupted, running, or unreadable
 * @param failure why it did not finish, as far as known
 * @param manifest run.json; missing if it could not be read
 * @param scores scores.json; missing if there is none
 * @param findings what went wrong in training, and what was seen when it was measured
 * @param pictures the grids by file name without extension
 * @param frames the grids at fixed latents over time, by images seen
 */
record Run(
        String folder,
        String model,
        long seed,
        String status,
        @Nullable String failure,
        JsonNode manifest,
        JsonNode scores,
        List<Curve> losses,
        List<Curve> metrics,
        List<JsonNode> findings,
        Map<String, Picture> pictures,
        List<Frame> frames) {

    /** A grid at fixed latents after so many images. */
    record Frame(long images, Picture picture) {}

    boolean finished() {
        return status.equals("finished");
    }

    /** Whether there are numbers to show: a run that ended early but was measured still counts. */
    boolean measured() {
        return !StoredScore.readAll(scores.path("scores")).isEmpty() && !status.equals("failed");
    }

    /** A score that has a value, or null: it was not measured, or the run failed. */
    @Nullable
    StoredScore score(String metric) {
        StoredScore score =
                measured() ? StoredScore.readAll(scores.path("scores")).get(metric) : null;
        return score == null || score.value() == null ? null : score;
    }

    @Nullable
    Picture picture(String name) {
        return pictures.get(name);
    }

    /** The sampler that the main scores speak of; null if the model has none to choose. */
    @Nullable
    String sampler() {
        return Stored.text(scores, "sampler");
    }

    double secondsAt(long images) {
        return losses.isEmpty() ? Double.NaN : losses.get(0).secondsAt(images);
    }
}
