package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as it lies on disk.
 *
 * @param data the data's description from comparison.json
 * @param card what else is known of the pictures: classes, original sizes, what was left out; missing in older comparisons
 * @param protocol budget, seeds, features, command, host from comparison.json
 * @param verdict verdict.json; missing if the comparison ended before it
 * @param models in the order in which they were asked for
 * @param real held-out pictures as a grid
 * @param realTrain training pictures as a grid
 */
record Comparison(
        Path folder,
        JsonNode data,
        JsonNode card,
        JsonNode protocol,
        JsonNode verdict,
        List<ModelResult> models,
        @Nullable Picture real,
        @Nullable Picture realTrain) {

    String dataName() {
        return Stored.text(data, "name", "?");
    }

    /** How many seeds each model was given. */
    int seeds() {
        JsonNode seeds = protocol.path("seeds");
        if (seeds.isArray()) {
            return seeds.size();
        }
        return seeds.isNumber()
                ? seeds.intValue()
                : models.stream().mapToInt(model -> model.runs().size()).max().orElse(0);
    }
}
