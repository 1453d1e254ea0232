package atelier.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * A further budget after a run's end: the network stays, the second half of every schedule is gone through
 * again over the new images, and run.json records where that begins. A run that had not come to its end
 * comes to it first.
 */
final class Segments {
    private Segments() {}

    /** Appends a segment to the document and returns the plan with the new length. */
    static RunPlan<?> append(ObjectNode document, RunPlan<?> plan, Duration further) {
        double seconds = Math.max(1e-3, document.path("trainingSeconds").asDouble());
        long seen = document.path("imagesSeen").asLong();
        int batch = plan.training().batchSize();
        long more = Math.max(10, Math.round(further.toMillis() / 1000.0 * seen / seconds / batch)) * batch;
        RunPlan<?> longer = plan.continued(more);
        document.withArray("segments")
                .addObject()
                .put("fromImages", plan.training().totalImages())
                .put("totalImagesBefore", plan.training().totalImages())
                .put("totalImages", longer.training().totalImages())
                .put("budgetSeconds", further.toMillis() / 1000.0);
        ObjectNode settings = (ObjectNode) document.get("settings");
        settings.set("training", RunDocument.settings(longer));
        return longer;
    }
}
