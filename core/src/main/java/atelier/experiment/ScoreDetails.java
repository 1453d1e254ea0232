package atelier.experiment;

import atelier.data.ImageSet;
import atelier.evaluation.ClassCoverage;
import atelier.evaluation.DistanceBySize;
import atelier.evaluation.PerClass;
import atelier.evaluation.SetPair;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind a run's scores: class by class, and with fewer pictures. What is the same for every run, that of real
 * pictures, is computed once.
 */
final class ScoreDetails {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> classes;
    private final ClassCoverage coverage;
    private final DistanceBySize.@Nullable Line floor;

    /**
     * Looks at the real pictures.
     *
     * @param heldOut the pictures that scores stand on
     * @param floor them against training pictures, or null
     */
    ScoreDetails(ImageSet heldOut, @Nullable SetPair floor) {
        int[] labels = IntStream.range(0, heldOut.count()).map(heldOut::label).toArray();
        classes = heldOut.labelNames();
        coverage = new ClassCoverage(labels, classes.size(), floor);
        this.floor = floor == null ? null : DistanceBySize.of(floor.real(), floor.generated());
    }

    /**
     * Adds {@code perClass} and {@code distanceBySize} to a run's scores, as far as they apply.
     *
     * @param pair the held-out pictures and those of the run
     * @param agreement label agreement class by class, or null
     */
    void write(ObjectNode document, SetPair pair, @Nullable PerClass agreement) {
        if (classes.size() > 1) {
            ObjectNode perClass = document.putObject("perClass");
            classes.forEach(perClass.putArray("classes")::add);
            ArrayNode measures = perClass.putArray("measures");
            measures.add(JSON.<ObjectNode>valueToTree(coverage.of(pair)));
            if (agreement != null) {
                measures.add(JSON.<ObjectNode>valueToTree(agreement));
            }
        }
        DistanceBySize.Line line = DistanceBySize.of(pair.real(), pair.generated());
        if (line != null) {
            ObjectNode distance = document.putObject("distanceBySize");
            distance.set("generated", JSON.valueToTree(line));
            if (floor != null) {
                distance.set("floor", JSON.valueToTree(floor));
            }
        }
    }
}
